import CustodyModel
import CustodyTesting
import Foundation
import Testing

@testable import CustodyConsent

/// The marks say what the timelines say, or nothing.
@Suite("Current marks") struct CurrentMarksTests {
    private static let purposes: [Purpose] = ["a", "a.b", "a.b.c", "d", "ab"]
    private static let kinds: [ConsentEvent.Kind] = [
        .requested, .given, .refused, .withdrawn, .revoked, .optedOut, .objected, .restricted, .invalidated,
    ]
    private static let notice = NoticeHash(of: [1])

    /// Few people whose searches begin close together, the end of the array among the places, so that many meet.
    private static func subject(_ number: Int) -> SubjectToken {
        SubjectToken(Handle(words: (UInt64(number) << 52, 0)))
    }

    private static func event(
        _ random: SeededRandomSource, of subject: SubjectToken, after count: Int, _ number: Int
    ) -> ConsentEvent {
        let kind = kinds[random.below(kinds.count)]
        var event = ConsentEvent(
            kind, by: subject, for: kind == .restricted ? nil : purposes[random.below(purposes.count)],
            notice: kind.needsNotice ? notice : nil,
            recordedAt: Instant(milliseconds: Int64(number / 2 - random.below(3))))
        var details = ConsentDetails()
        if kind == .invalidated { details.invalidates = random.below(max(1, count)) }
        if kind == .given {
            switch random.below(4) {
            case 0: details.validUntil = Instant(milliseconds: Int64(number + 10))
            case 1: details.categories = ["contact"]
            default: break
            }
        }
        event.details = details
        return event
    }

    @Test("What stands in the marks is what the timeline answers, through changes, growth and people who go")
    func marksAgreeWithTimelines() {
        let seed = ProcessInfo.processInfo.environment["CUSTODY_SEED"].flatMap(UInt64.init) ?? .random(in: 0 ... .max)
        print("CUSTODY_SEED=\(seed)")
        let random = SeededRandomSource(seed: seed)
        var answers = 0
        for round in 0..<20 {
            let people = (0..<(4 + random.below(60))).map(Self.subject)
            var marks = CurrentMarks()
            var timelines: [SubjectToken: ConsentTimeline] = [:]
            for step in 0..<400 {
                let subject = people[random.below(people.count)]
                if random.below(8) == 0 {
                    marks.remove(subject)
                    timelines[subject] = nil
                } else {
                    var timeline = timelines[subject] ?? ConsentTimeline(of: subject)
                    timeline.append(
                        Self.event(random, of: subject, after: timeline.entries.count, step),
                        at: CommitSequence(rawValue: UInt64(step + 1)))
                    timelines[subject] = timeline
                    marks.set(timeline.decisions, of: subject)
                }
                guard step.isMultiple(of: 7) else { continue }
                for person in people {
                    let timeline = timelines[person] ?? ConsentTimeline(of: person)
                    for purpose in Self.purposes {
                        guard let status = marks.status(of: person, for: purpose) else {
                            // Nobody decided, or what decides covers some categories only.
                            let expected = timeline.status(for: purpose)
                            #expect(
                                expected.categories != nil
                                    || [ConsentStatus.State.notAsked, .requested].contains(expected.state),
                                "round \(round), step \(step), CUSTODY_SEED=\(seed)")
                            continue
                        }
                        answers += 1
                        #expect(
                            status == timeline.status(for: purpose),
                            "round \(round), step \(step), \(purpose), CUSTODY_SEED=\(seed)")
                    }
                }
            }
        }
        #expect(answers > 1000)
    }

    @Test("Everybody who goes takes every mark along: the array is as empty as at first")
    func nothingStays() {
        var marks = CurrentMarks()
        let people = (0..<100).map(Self.subject)
        for (number, person) in people.enumerated() {
            var timeline = ConsentTimeline(of: person)
            for purpose in Self.purposes {
                timeline.append(
                    ConsentEvent(
                        .given, by: person, for: purpose, notice: Self.notice,
                        recordedAt: Instant(milliseconds: Int64(number))), at: CommitSequence(rawValue: 1))
            }
            marks.set(timeline.decisions, of: person)
        }
        #expect(marks.count == people.count * Self.purposes.count)
        for person in people.shuffled() { marks.remove(person) }
        #expect(marks.count == 0)
        for person in people { #expect(marks.status(of: person, for: "a") == nil) }
    }
}

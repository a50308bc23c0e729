import CustodyModel
import CustodyTesting
import Foundation
import Testing

@testable import CustodyConsent

/// What is written without a tree of values is what `Codable` writes: one form on disk, whichever way it was made.
@Suite struct ConsentCodingTests {
    @Test("Changes and rows are the bytes that Codable gives, and are read back, for events of every kind with any details")
    func direct() throws {
        let seed = ProcessInfo.processInfo.environment["CUSTODY_SEED"].flatMap(UInt64.init) ?? .random(in: 0 ... .max)
        print("CUSTODY_SEED=\(seed)")
        let dice = EventDice(random: SeededRandomSource(seed: seed))
        for round in 0..<500 {
            let subject = SubjectToken(.random(from: dice.random))
            let events = (0...dice.below(3)).map { _ in dice.event(of: subject) }
            let notices = dice.flips ? [dice.notice()] : []
            for change in [ConsentChange.append(events[0], notice: notices.first), .appendAll(events, notices: notices)] {
                let bytes = try change.encoded()
                #expect(try bytes == CBOR.encode(change), "round \(round), CUSTODY_SEED=\(seed)")
                #expect(try CBOR.decode(ConsentChange.self, from: bytes) == change, "round \(round), CUSTODY_SEED=\(seed)")
            }
            var timeline = ConsentTimeline(of: subject)
            for (place, event) in events.enumerated() {
                timeline.append(event, at: CommitSequence(rawValue: UInt64(place) * 300))
            }
            let row = try timeline.encodedRow()
            #expect(try row == CBOR.encode(WrittenRow(timeline)), "round \(round), CUSTODY_SEED=\(seed)")
            #expect(try ConsentTimeline(row: row) == timeline, "round \(round), CUSTODY_SEED=\(seed)")
        }
    }

    @Test("A change that is no event is encoded by Codable")
    func others() throws {
        let subject = SubjectToken(.zero)
        for change in [ConsentChange.forget(subject), .require(subject, head: nil), .requireNotices(head: .zero)] {
            #expect(try change.encoded() == CBOR.encode(change))
        }
    }
}

/// A row as `Codable` writes it.
private struct WrittenRow: Encodable {
    struct Line: Encodable {
        var e: ConsentEvent
        var q: CommitSequence
    }
    var e: [Line]
    var s: SubjectToken

    init(_ timeline: ConsentTimeline) {
        e = timeline.entries.map { Line(e: $0.event, q: $0.sequence) }
        s = timeline.subject
    }
}

private struct EventDice {
    let random: SeededRandomSource

    func below(_ bound: Int) -> Int { Int(random.number() % UInt64(bound)) }
    var flips: Bool { below(2) == 0 }
    func maybe<Value>(_ value: @autoclosure () -> Value) -> Value? { flips ? value() : nil }
    func instant() -> Instant { Instant(milliseconds: Int64(truncatingIfNeeded: random.number()) >> Int64(below(60))) }
    func sealed() -> SealedValue {
        SealedValue(
            key: KeyID(.random(from: random), .text), keyVersion: UInt32(below(3)),
            box: [UInt8](repeating: 7, count: below(300)))
    }

    func notice() -> Notice {
        Notice(
            hash: NoticeHash(of: [UInt8(below(256))]), version: "\(below(9))", language: "de", text: sealed(),
            purposes: ["a", "b"],
            recordedAt: instant(), name: maybe("terms"), change: maybe(.minor))
    }

    func event(of subject: SubjectToken) -> ConsentEvent {
        ConsentEvent(
            ConsentEvent.Kind.all[below(ConsentEvent.Kind.all.count)], by: subject, for: maybe("marketing.direct"),
            notice: maybe(NoticeHash(of: [UInt8(below(256))])), explicit: flips, occurredAt: maybe(instant()),
            recordedAt: instant(),
            evidence: maybe(sealed()), actor: maybe(PrincipalToken(.random(from: random))), details: maybe(details()))
    }

    private func details() -> ConsentDetails {
        var details = ConsentDetails()
        details.categories = maybe(["contact", "health"])
        details.controller = maybe("we")
        details.basis = maybe(.directMarketing)
        details.method = maybe(.paper)
        details.channel = maybe("shop")
        details.language = maybe("de-AT")
        details.jurisdiction = maybe("US-CA")
        details.validUntil = maybe(instant())
        details.timeSource = maybe("form")
        details.onBehalf = maybe(Representation(.guardian, by: maybe(SubjectToken(.random(from: random)))))
        details.age = maybe(AgeAssurance(country: "DE", age: 16, isYounger: flips))
        details.signal = maybe(.globalPrivacyControl)
        details.invalidates = maybe(below(70_000))
        details.origin = maybe(
            ConsentDetails.Origin(
                key: .random(from: random), recordedAt: maybe(instant()), effectiveAt: maybe(instant()),
                linkedFrom: maybe(SubjectToken(.random(from: random)))))
        return details
    }
}

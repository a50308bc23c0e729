import CustodyLaw
import CustodyModel
import Foundation
import Testing

/// What holds of every duty, at random times and places.
@Suite("Every deadline")
struct DeadlinePropertyTests {
    /// Places with summer time, without it, with half hours and with a change at midnight.
    static let places: [LegalPlace] =
        ["Europe/Brussels", "America/New_York", "Asia/Kolkata", "Africa/Cairo", "Pacific/Apia", "Asia/Tokyo"]
        .compactMap(TimeZone.init(identifier:)).map { LegalPlace(zone: CivilZone($0)) } + [.unionInstitutions]

    private static let duties = LawBook.standard.regimes.flatMap(\.breachDuties)

    /// Moments at which every duty has started, all at the instant.
    private static func moments(at instant: Instant) -> TriggerMoments {
        TriggerMoments(
            Dictionary(duties.map { ($0.trigger, instant) }) { first, _ in first },
            met: Dictionary(duties.map { ($0.id, instant) }) { first, _ in first })
    }

    @Test("The named zones are there")
    func zones() { #expect(Self.places.count == 7) }

    @Test("A deadline in hours is so many elapsed hours, in every zone and across every change of the clocks")
    func hours() {
        var dice = Dice()
        for round in 0..<60 {
            let start = dice.instant()
            let place = Self.places.randomElement(using: &dice)
            for duty in Self.duties where duty.readings.contains(.strict) && duty.cap == nil {
                guard case .elapsedHours(let hours) = duty.period else { continue }
                let deadline = Deadline(duty, for: Self.moments(at: start), at: round % 2 == 0 ? place : nil)
                #expect(
                    deadline.due == start.adding(milliseconds: Int64(hours) * 3_600_000),
                    "\(duty.id) \(start) \(place?.zone.name ?? "") CUSTODY_SEED=\(dice.seed)")
            }
        }
    }

    @Test("It is never earlier than its trigger, and no reading is earlier than the one that counts")
    func afterTrigger() throws {
        var dice = Dice()
        for _ in 0..<30 {
            let start = dice.instant()
            let place = try #require(Self.places.randomElement(using: &dice))
            for duty in Self.duties {
                let deadline = Deadline(
                    duty, for: Self.moments(at: start), at: place, as: [.trustServiceProvider, .smallAgent])
                guard let trigger = deadline.trigger, let due = deadline.due else { continue }
                #expect(due > trigger, "\(duty.id) \(start) \(place.zone.name) CUSTODY_SEED=\(dice.seed)")
                #expect(
                    deadline.readings.allSatisfy { $0.due ?? due >= due },
                    "\(duty.id) \(start) \(place.zone.name) CUSTODY_SEED=\(dice.seed)")
            }
        }
    }

    @Test("A later trigger never gives an earlier deadline, by any reading but DORA's noon")
    func monotone() throws {
        var dice = Dice()
        for _ in 0..<30 {
            let first = dice.instant()
            let second = first.adding(milliseconds: .random(in: 0...(40 * 86_400_000), using: &dice))
            let place = try #require(Self.places.randomElement(using: &dice))
            for duty in Self.duties {
                let (early, late) = (
                    Deadline(duty, for: Self.moments(at: first), at: place),
                    Deadline(duty, for: Self.moments(at: second), at: place)
                )
                // DORA's noon is the one reading that the law itself does not make monotone.
                if let due = early.due {
                    #expect(due <= (late.due ?? due), "\(duty.id) \(first) \(second) CUSTODY_SEED=\(dice.seed)")
                }
                for reading in early.readings where reading.reading != .noonOfNextWorkingDay {
                    let later = try #require(late.readings.first { $0.reading == reading.reading })
                    guard let due = reading.due, let laterDue = later.due else { continue }
                    #expect(
                        due <= laterDue,
                        "\(duty.id) \(reading.reading) \(first) \(second) \(place.zone.name) CUSTODY_SEED=\(dice.seed)")
                }
            }
        }
    }

    @Test("With the awareness fixed, a later classification never gives DORA an earlier deadline")
    func cap() throws {
        var dice = Dice()
        let duty = try #require(Regime.dora.breachDuties.first)
        for _ in 0..<500 {
            let aware = dice.instant()
            let times = (0..<2).map { _ in Int64.random(in: 0...(48 * 3_600_000), using: &dice) }.sorted()
            let dues = times.map { time in
                let classified = aware.adding(milliseconds: time)
                return Deadline(duty, for: TriggerMoments([.awareness: aware, .classificationAsMajor: classified]), at: nil).due
            }
            let (early, late) = (try #require(dues[0]), try #require(dues[1]))
            #expect(early <= late, "\(aware) \(times) CUSTODY_SEED=\(dice.seed)")
            #expect(late >= aware.adding(milliseconds: times[1]), "\(aware) \(times) CUSTODY_SEED=\(dice.seed)")
        }
    }

    @Test("Every duty either gives an instant at a place or says why there is none")
    func exhaustive() throws {
        let start = try instant("2026-10-05T10:00:00Z")
        for duty in Self.duties {
            let deadline = Deadline(duty, for: Self.moments(at: start), at: .unionInstitutions)
            switch (duty.period, deadline.end) {
            case (.none(let text), .noNumber(let said)):
                #expect(text == said && deadline.due == nil && !deadline.isOverdue(at: .init(milliseconds: .max)))
            case (.none, _): Issue.record("\(duty.id) made up a number")
            default: #expect(deadline.due != nil, "\(duty.id)")
            }
        }
    }
}

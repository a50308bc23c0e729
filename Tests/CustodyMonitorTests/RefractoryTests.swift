import CustodyModel
import Testing

@testable import CustodyMonitor

@Suite("What a rule has said hides nothing that is graver or another thing")
struct RefractoryTests {
    @Test("R1: a spike that was high and grows critical is said again, once")
    func aSpikeThatGrowsCriticalIsSaidAgain() {
        var scene = Scene()
        scene.work(days: 21)
        // Six an hour is what 99 of 100 hours of the role do not exceed: ten times that is critical.
        for number in 0..<90 as Range<UInt64> { scene.act(on: number % 20) }
        let found = scene.alerts(of: .volumeSpike)
        #expect(found.map(\.level) == [.high, .critical] && found.map(\.observed) == [50, 60])
    }

    @Test("R19: each person whom the actor knows is an alert, and the same one not twice in a day")
    func eachRelatedPersonIsAnAlert() throws {
        var scene = Scene()
        scene.act(on: 4) { $0.marks = .related }
        scene.time += Scene.hour
        scene.act(on: 5) { $0.marks = .related }
        #expect(scene.alerts(of: .related).map(\.subject) == [Scene.subject(4), Scene.subject(5)])
        scene.act(on: 4) { $0.marks = .related }
        scene.act(on: 5) { $0.marks = .related }
        #expect(scene.alerts(of: .related).count == 2)
        // It is remembered over a restart, and forgotten with the person.
        var restored = try MonitorEngine(scene.engine.configuration, restoring: scene.engine.state())
        var event = MonitorEvent(.read, at: Instant(milliseconds: scene.time), commit: CommitSequence(rawValue: 99))
        (event.actor, event.subjects, event.marks) = (Scene.actor(1), [Scene.subject(4)], .related)
        let again = restored.ingest(event)
        #expect(again.isEmpty)
        restored.forget(Scene.subject(4))
        event.commit = CommitSequence(rawValue: 100)
        let anew = restored.ingest(event)
        #expect(anew.map(\.rule) == [.related])
        scene.time += Scene.day
        scene.act(on: 4) { $0.marks = .related }
        #expect(scene.alerts(of: .related).count == 3)
    }

    @Test("R19: however many they know, an actor takes a fixed memory")
    func manyRelatedPeople() {
        var scene = Scene()
        for number in 0..<8 as Range<UInt64> { scene.act(on: number) { $0.marks = .related } }
        let size = scene.engine.state().count
        for number in 8..<40 as Range<UInt64> { scene.act(on: number) { $0.marks = .related } }
        #expect(scene.alerts(of: .related).count == 40 && scene.engine.state().count == size)
    }

    @Test("What comes a little out of order is not said again, and what is said by a clock that was set back is")
    func whatIsALittleOutOfOrderIsNotSaidAgain() {
        var scene = Scene()
        scene.act()
        scene.time += Scene.hour
        func take(_ count: UInt32, _ scene: inout Scene) {
            scene.act(on: 4) {
                $0.marks = .related
                $0.recordCount = count
            }
            scene.act(.gap, by: 0)
        }
        take(600, &scene)
        for _ in 0..<3 {
            scene.time -= 5
            take(1, &scene)
        }
        for rule in [.volumeCap, .related, .logHealth] as [RuleID] { #expect(scene.alerts(of: rule).count == 1, "\(rule)") }
        scene.time -= Scene.hour / 2
        take(1, &scene)
        #expect(scene.alerts(of: .volumeCap).count == 2 && scene.alerts(of: .related).count == 2)
        #expect(scene.alerts(of: .logHealth).map(\.detail) == ["gap", "clock", "gap"])
    }

    @Test("R11: every permit without a consent is an alert")
    func everyPermitWithoutConsentIsAnAlert() {
        var scene = Scene()
        for number in 0..<3 as Range<UInt64> { scene.act(on: number) { $0.marks = .withoutConsent } }
        #expect(scene.alerts(of: .withoutConsent).map(\.level) == [.critical, .critical, .critical])
        #expect(Set(scene.alerts.map(\.key)).count == 3)
    }

    @Test("R10, R17: a medium alert hides no high one")
    func aMediumAlertHidesNoHighOne() {
        var drift = Scene()
        drift.work(days: 28) { $0.purpose = 1 }
        for _ in 0..<40 { drift.act { $0.purpose = 2 } }
        drift.act { $0.marks = .foreignPurpose }
        #expect(drift.alerts(of: .purposeDrift).map(\.level) == [.medium, .high])
        var places = Scene()
        places.work(days: 21) { $0.source = 1 }
        for source in 1...3 as ClosedRange<UInt32> { places.act { $0.source = source } }
        for _ in 0..<60 { places.act { $0.source = 3 } }
        #expect(places.alerts(of: .severalSources).map(\.level) == [.medium, .high])
    }

    @Test("R16, R18: one thing hides not the other, and each is an alert of its own")
    func oneThingHidesNotTheOther() {
        var changes = Scene()
        for _ in 0..<20 { changes.act(.change) }
        changes.act(.policy)
        changes.act()
        changes.act()
        #expect(changes.alerts(of: .massChange).map(\.detail) == [nil, "after-policy"])
        var tries = Scene()
        for number in 0..<40 as Range<UInt64> {
            tries.act {
                $0.marks = .notFound
                $0.ordinal = number
            }
        }
        let found = tries.alerts(of: .enumeration)
        #expect(Set(found.map(\.detail)) == [nil, "order"] && Set(found.map(\.key)).count == 2)
    }

    @Test("R9: a probed person is found where many are seen by six, as long as more are told apart")
    func aProbedPersonIsFoundWhereManyAreSeenBySix() throws {
        var scene = Scene(try MonitorConfiguration(actors: 50, subjects: 64))
        for subject in 1000..<2200 as Range<UInt64> {
            for actor in 1...6 as ClosedRange<UInt64> { scene.act(by: actor, on: subject) }
        }
        scene.clear()
        for actor in 1...15 as ClosedRange<UInt64> { scene.act(by: actor, on: 7) }
        #expect(!scene.spoken.contains(.probedSubject))
        for actor in 16...20 as ClosedRange<UInt64> { scene.act(by: actor, on: 7) }
        let found = scene.alerts(of: .probedSubject)
        #expect(found.map(\.subject) == [Scene.subject(7)] && found.map(\.expected) == [6] && found.map(\.observed) == [16])
    }

    @Test("R15: a sweep over people whom the event does not name is a sweep, of special data and of whole files")
    func anUnnamedSweepIsASweep() {
        var special = Scene()
        special.act {
            $0.marks = .special
            $0.recordCount = 19
        }
        #expect(!special.spoken.contains(.specialSweep))
        special.act {
            $0.marks = .special
            $0.recordCount = 2
        }
        #expect(special.alerts(of: .specialSweep).map(\.observed) == [21])
        var wide = Scene()
        wide.act {
            $0.categories = 0b11111
            $0.recordCount = 10
        }
        #expect(wide.alerts(of: .specialSweep).map(\.detail) == ["wide"])
        var slow = Scene()
        for _ in 0..<5 {
            slow.act {
                $0.marks = .special
                $0.recordCount = 15
            }
            slow.time += 2 * Scene.hour
        }
        #expect(!slow.spoken.contains(.specialSweep))
    }

    @Test("The sixty-fifth role has the standard thresholds, and roles with their own keep a row")
    func theSixtyFifthRoleHasNoOthersThresholds() throws {
        var cap = RuleSettings.standard(.volumeCap)
        cap.roles = ["archive": [5000, 20_000], "late": [100, 2000]]
        var scene = Scene(try MonitorConfiguration(rules: [cap]), roles: ["archive": 64])
        for role in 1...64 as ClosedRange<UInt32> { scene.act(by: UInt64(role)) { $0.role = role } }
        scene.act(by: 65) {
            $0.role = 65
            $0.recordCount = 600
        }
        #expect(scene.alerts(of: .volumeCap).map(\.actor) == [Scene.actor(65)])
        scene.act(by: 64) {
            $0.role = 64
            $0.recordCount = 4000
        }
        #expect(scene.alerts(of: .volumeCap).count == 1)
        // A number that is learned when every other role has come.
        scene.engine.names = ["archive": 64, "late": 70]
        scene.act(by: 70) {
            $0.role = 70
            $0.recordCount = 150
        }
        #expect(scene.alerts(of: .volumeCap).map(\.observed) == [600, 150])
        cap.roles = Dictionary(uniqueKeysWithValues: (0..<64).map { (RoleID("r-\($0)"), [1.0, 1.0]) })
        #expect(throws: MonitorError.self) { try MonitorConfiguration(rules: [cap]) }
    }
}

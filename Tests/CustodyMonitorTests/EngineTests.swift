import CustodyModel
import CustodyTraffic
import Testing

@testable import CustodyMonitor

@Suite("The engine: the same events make the same alerts, in bounded memory")
struct EngineTests {
    private static func events(seed: UInt64, actors: Int = 8, days: Int = 24) -> [MonitorEvent] {
        var traffic = Traffic(seed: seed, actors: actors, days: days, misuses: [.bulk500: 1, .offHours: 1, .massChange: 1])
        var events: [MonitorEvent] = []
        traffic.run { events.append($0) }
        return events
    }

    /// Few people are enough, and states are written faster.
    private static func engine() throws -> MonitorEngine { MonitorEngine(try MonitorConfiguration(actors: 20, subjects: 256)) }

    @Test("A replay makes the same alerts and the same state, byte for byte")
    func replay() throws {
        let events = Self.events(seed: 31)
        var (first, second) = (try Self.engine(), try Self.engine())
        let alerts = events.flatMap { first.ingest($0) }
        let again = events.flatMap { second.ingest($0) }
        #expect(!alerts.isEmpty && alerts == again)
        #expect(first.state() == second.state() && first.stateHash == second.stateHash)
        #expect(first.position == events.last?.commit)
    }

    @Test("A restart in the middle changes nothing, wherever it is", arguments: [1, 57, 1001, 4000, 9999])
    func restart(place: Int) throws {
        let events = Self.events(seed: 32)
        let cut = place % events.count
        var whole = try Self.engine()
        let expected = events.flatMap { whole.ingest($0) }
        var before = try Self.engine()
        var alerts = events[..<cut].flatMap { before.ingest($0) }
        var after = try MonitorEngine(whole.configuration, restoring: before.state())
        #expect(after.state() == before.state())
        alerts += events[cut...].flatMap { after.ingest($0) }
        #expect(alerts == expected && after.state() == whole.state())
    }

    @Test("A state of the version before is read and gone on with")
    func versionBefore() throws {
        var cap = RuleSettings.standard(.volumeCap)
        cap.roles = ["archive": [5000, 20_000]]
        let configuration = try MonitorConfiguration(actors: 5, subjects: 16, rules: [cap])
        var scene = Scene(configuration, roles: ["archive": 4])
        scene.act(by: 2, on: 3) { $0.role = 4 }
        scene.act(by: 1, on: 3) { $0.recordCount = 300 }
        let old = scene.engine.state(version: 1)
        #expect(old.count < scene.engine.state().count)
        var restored = try MonitorEngine(configuration, roles: ["archive": 4], restoring: old)
        var event = MonitorEvent(.read, at: Instant(milliseconds: scene.time), commit: CommitSequence(rawValue: 9))
        (event.actor, event.recordCount) = (Scene.actor(1), 200)
        let found = restored.ingest(event)
        #expect(found.map(\.rule) == [.volumeCap])
        (event.actor, event.role, event.recordCount) = (Scene.actor(2), 4, 900)
        let archived = restored.ingest(event)
        #expect(archived.isEmpty)
        #expect(try MonitorEngine(configuration, restoring: restored.state()).state() == restored.state())
        #expect(throws: MonitorError(.malformedState, "")) {
            try MonitorEngine(configuration, restoring: [3, 0, 0, 0] + old.dropFirst(4))
        }
    }

    @Test("What one actor does changes nothing for another")
    func independence() throws {
        // Rules that compare with nobody else say of each alone what they say of all together.
        let events = Self.events(seed: 33, actors: 6, days: 30)
        let actors = Set(events.map(\.actor))
        var together = try Self.engine()
        let all = events.flatMap { together.ingest($0) }.filter { $0.rule == .volumeCap || $0.rule == .massChange }
        for actor in actors {
            var alone = try Self.engine()
            let own = events.filter { $0.actor == actor }.flatMap { alone.ingest($0) }
                .filter { $0.rule == .volumeCap || $0.rule == .massChange }
            #expect(own == all.filter { $0.actor == actor })
        }
    }

    @Test("Memory ends at the capacity, and what was of one actor is not taken for another's")
    func capacity() throws {
        let configuration = try MonitorConfiguration(actors: 50, subjects: 64)
        var scene = Scene(configuration)
        for actor in 1...50 as ClosedRange<UInt64> { scene.act(by: actor) { $0.recordCount = 400 } }
        let full = scene.engine.state().count
        for actor in 51...2000 as ClosedRange<UInt64> {
            scene.act(by: actor, on: actor) { $0.recordCount = 400 }
        }
        #expect(scene.engine.actorCount == 50 && scene.engine.state().count == full)
        // Each took 400 once: nobody took 500.
        #expect(!scene.spoken.contains(.volumeCap))
        scene.act(by: 1) { $0.recordCount = 400 }
        #expect(!scene.spoken.contains(.volumeCap))
    }

    @Test("An actor takes less than 24 KiB")
    func bytesOfActor() throws {
        let configuration = try MonitorConfiguration(subjects: 64)
        var scene = Scene(configuration)
        let empty = scene.engine.state().count
        for actor in 1...100 as ClosedRange<UInt64> { for _ in 0..<20 { scene.act(by: actor, on: actor) } }
        let each = (scene.engine.state().count - empty) / 100
        #expect(each <= 24 * 1024, "\(each) bytes")
    }

    @Test("Nothing is left of an actor or a subject who is forgotten")
    func forgetting() throws {
        func holds(_ handle: Handle, _ engine: MonitorEngine) -> Bool {
            var words = StateCoder()
            var copy = handle
            try? words.code(&copy)
            let (bytes, state) = (words.bytes, engine.state())
            return state.indices.dropLast(15).contains { state[$0..<$0 + 16].elementsEqual(bytes) }
        }
        let configuration = try MonitorConfiguration(actors: 10, subjects: 16)
        var scene = Scene(configuration)
        for _ in 0..<5 { scene.act(by: 1, on: 7, denied: true) }
        for _ in 0..<20 { scene.act(by: 1, on: 7) { $0.marks = .breakGlass } }
        scene.act(by: 2, on: 8)
        #expect(holds(Scene.actor(1), scene.engine) && holds(Scene.subject(7), scene.engine))
        scene.engine.forget(Scene.actor(1))
        scene.engine.forget(Scene.subject(7))
        #expect(!holds(Scene.actor(1), scene.engine) && !holds(Scene.subject(7), scene.engine))
        #expect(holds(Scene.actor(2), scene.engine) && holds(Scene.subject(8), scene.engine))
        // Whoever comes in the place begins anew.
        scene.clear()
        for actor in 3...12 as ClosedRange<UInt64> { scene.act(by: actor, on: actor) }
        #expect(scene.alerts.isEmpty)
        _ = try MonitorEngine(configuration, restoring: scene.engine.state())
    }

    @Test("A person whom nobody looked at for a day is forgotten without being told to")
    func subjectsPass() throws {
        let configuration = try MonitorConfiguration(actors: 4, subjects: 16)
        var scene = Scene(configuration)
        scene.act(on: 7)
        scene.time += 3 * Scene.day
        scene.act(on: 8)
        var fresh = Scene(configuration)
        fresh.time = scene.time
        fresh.act(on: 8)
        var (coder, handle) = (StateCoder(), Scene.subject(7))
        try coder.code(&handle)
        let (state, bytes) = (scene.engine.state(), coder.bytes)
        #expect(!state.indices.dropLast(15).contains { state[$0..<$0 + 16].elementsEqual(bytes) })
    }

    @Test("Bytes that are no state are refused, and never trusted", arguments: 0..<40)
    func damage(seed: UInt64) throws {
        let configuration = try MonitorConfiguration(actors: 5, subjects: 16)
        var scene = Scene(configuration)
        scene.work(days: 3)
        var (state, dice) = (scene.engine.state(), Dice(seed: seed))
        if seed.isMultiple(of: 2) {
            state.removeLast(1 + dice.below(state.count - 1))
            #expect(throws: MonitorError.self) { try MonitorEngine(configuration, restoring: state) }
        } else {
            // A changed byte may be refused or may be another count; going on with it must do no harm.
            state[dice.below(state.count)] ^= UInt8(1 << dice.below(8))
            if var engine = try? MonitorEngine(configuration, restoring: state) {
                var event = MonitorEvent(.read, at: Instant(milliseconds: scene.time), commit: CommitSequence(rawValue: 9999))
                event.actor = Scene.actor(1)
                event.subjects = [Scene.subject(3)]
                for _ in 0..<600 { _ = engine.ingest(event) }
            }
        }
    }

    @Test("A state is gone on with under other thresholds, and not under other windows")
    func configurations() throws {
        var scene = Scene()
        scene.act { $0.recordCount = 300 }
        var cap = RuleSettings.standard(.volumeCap)
        cap.correlations[0].condition.gte = 301
        var engine = try MonitorEngine(try MonitorConfiguration(rules: [cap]), restoring: scene.engine.state())
        var event = MonitorEvent(.read, at: Instant(milliseconds: scene.time), commit: CommitSequence(rawValue: 2))
        event.actor = Scene.actor(1)
        let found = engine.ingest(event)
        #expect(found.map(\.rule) == [.volumeCap])
        cap.correlations[0].timespan = .hours(2)
        let other = try MonitorConfiguration(rules: [cap])
        #expect(throws: MonitorError(.otherConfiguration, "")) { try MonitorEngine(other, restoring: scene.engine.state()) }
    }

    @Test("Roles have their own thresholds, whether their number is known before or after they act")
    func roles() throws {
        var cap = RuleSettings.standard(.volumeCap)
        cap.roles = ["archive": [5000, 20_000]]
        let configuration = try MonitorConfiguration(rules: [cap])
        var scene = Scene(configuration, roles: ["archive": 4])
        scene.act(by: 1) {
            $0.role = 4
            $0.recordCount = 4999
        }
        #expect(scene.alerts.isEmpty)
        scene.act(by: 2) {
            $0.role = 3
            $0.recordCount = 4999
        }
        #expect(scene.spoken.contains(.volumeCap))
        var late = Scene(configuration)
        late.act(by: 1) { $0.role = 4 }
        late.engine.names = ["archive": 4]
        late.act(by: 1) {
            $0.role = 4
            $0.recordCount = 4000
        }
        #expect(late.alerts.isEmpty)
        // A restored engine knows them again.
        var restored = try MonitorEngine(configuration, roles: ["archive": 4], restoring: late.engine.state())
        var event = MonitorEvent(.read, at: Instant(milliseconds: late.time), commit: CommitSequence(rawValue: 9))
        (event.actor, event.role, event.recordCount) = (Scene.actor(1), 4, 900)
        let found = restored.ingest(event)
        #expect(found.isEmpty)
    }

    @Test("A rule in shadow counts and is marked; one that is off sees nothing")
    func modes() throws {
        var cap = RuleSettings.standard(.volumeCap)
        cap.mode = .shadow
        var scene = Scene(try MonitorConfiguration(rules: [cap]))
        scene.act { $0.recordCount = 900 }
        #expect(scene.alerts.map(\.isShadow) == [true] && scene.engine.count(of: .volumeCap) == 1)
        cap.mode = .off
        var off = Scene(try MonitorConfiguration(rules: [cap]))
        off.act { $0.recordCount = 900 }
        #expect(off.alerts.isEmpty && off.engine.count(of: .volumeCap) == 0)
    }

    @Test("Times at the ends of the range, and backwards, do no harm")
    func wildTimes() {
        var scene = Scene()
        for time in [Int64.max, .min, 0, -5, 1_767_571_200_000, .max, 1] {
            scene.time = time
            scene.act(on: 1)
            scene.act(by: 2, denied: true)
        }
        #expect(scene.engine.actorCount == 2)
    }
}

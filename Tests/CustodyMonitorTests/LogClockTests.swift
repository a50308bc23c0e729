import CustodyModel
import Testing

@testable import CustodyMonitor

@Suite("A time is taken when the log bears it out")
struct LogClockTests {
    private static let start: Int64 = 1_767_571_200_000

    /// What times count as, and which commits turned out to be wrong.
    private struct Taken: Equatable {
        var times: [Int64] = []
        var refuted: [UInt64] = []
    }

    /// Takes times in, each of a commit of its own.
    private func taken(_ claimed: [Int64]) -> Taken {
        var (clock, taken) = (LogClock(), Taken())
        for (number, time) in claimed.enumerated() {
            let answer = clock.take(Self.start + time, of: CommitSequence(rawValue: UInt64(number + 1)))
            taken.times.append(answer.time - Self.start)
            if let wrong = answer.refuted { taken.refuted.append(wrong.commit.rawValue) }
        }
        return taken
    }

    @Test("R20: one event from the future blinds nothing, and is told of")
    func oneEventFromTheFutureBlindsNothing() throws {
        func holds(_ handle: Handle, _ engine: MonitorEngine) throws -> Bool {
            var (coder, copy) = (StateCoder(), handle)
            try coder.code(&copy)
            let (bytes, state) = (coder.bytes, engine.state())
            return state.indices.dropLast(15).contains { state[$0..<$0 + 16].elementsEqual(bytes) }
        }
        var scene = Scene(try MonitorConfiguration(actors: 10, subjects: 64))
        for _ in 0..<360 {
            scene.act()
            scene.time += Scene.hour
        }
        scene.act(on: 7) { $0.recordCount = 300 }
        let now = scene.time
        scene.time += 9000 * Scene.day
        scene.act(on: 7)
        let wrong = scene.commit
        #expect(scene.alerts(of: .logHealth).isEmpty)
        scene.time = now + 2 * Scene.hour
        scene.act { $0.recordCount = 300 }
        let told = scene.alerts(of: .logHealth)
        #expect(told.map(\.detail) == ["clock"] && told[0].evidence.map(\.rawValue) == [wrong])
        #expect(told[0].at.milliseconds <= scene.time)
        // What an actor took hours before still passes.
        #expect(!scene.spoken.contains(.volumeCap))
        scene.time += 14 * Scene.hour
        scene.act()
        #expect(scene.alerts(of: .logHealth).map(\.detail) == ["clock", "silence"])
        // And so do the people whom somebody looked at.
        #expect(try holds(Scene.subject(7), scene.engine))
        scene.time += 3 * Scene.day
        scene.act(on: 8)
        #expect(try !holds(Scene.subject(7), scene.engine))
    }

    @Test("A log that said nothing for long goes on with its second commit")
    func silence() {
        let month = 30 * Scene.day
        #expect(taken([0, 1000, month, month + 1000]) == Taken(times: [0, 1000, 1000, month + 1000]))
        // And one that has an entry a month is a month behind, and no further.
        #expect(taken([0, month, 2 * month, 3 * month]) == Taken(times: [0, 0, month, 2 * month]))
    }

    @Test("A clock that was set back is followed when a second commit says so, and one time from the past is not")
    func past() {
        let year = 365 * Scene.day
        #expect(taken([year, 0, year + 1000]) == Taken(times: [year, year, year + 1000], refuted: [2]))
        #expect(taken([year, 0, 1000, 2000]) == Taken(times: [year, year, 1000, 2000]))
        #expect(taken([0, 6 * Scene.day, 0]) == Taken(times: [0, 6 * Scene.day, 0]))
    }

    @Test("The entries of one commit bear out nothing of each other")
    func oneCommit() {
        var clock = LogClock()
        _ = clock.take(Self.start, of: CommitSequence(rawValue: 1))
        let wrong = Self.start + 9000 * Scene.day
        for _ in 0..<5 {
            let taken = clock.take(wrong, of: CommitSequence(rawValue: 2))
            #expect(taken.time == Self.start && taken.refuted?.time == nil)
        }
        let next = clock.take(Self.start + 1, of: CommitSequence(rawValue: 3))
        #expect(next.time == Self.start + 1 && next.refuted?.time == wrong)
    }

    @Test("What was remembered of an actor while the clock was wrong for long counts for nothing when it is right again")
    func anActorOfAWrongClock() throws {
        var scene = Scene(try MonitorConfiguration(actors: 10, subjects: 64))
        let now = scene.time
        scene.act()
        scene.time += 9000 * Scene.day
        scene.act()
        for number in 1...2 as ClosedRange<UInt64> { scene.act(by: 2, on: number) { $0.recordCount = 240 } }
        scene.time = now + Scene.hour
        for _ in 0..<2 { scene.act(by: 3) }
        scene.act(by: 2) {
            $0.recordCount = 240
            $0.marks = .withoutConsent
        }
        #expect(scene.alerts(of: .withoutConsent).map(\.actor) == [Scene.actor(2)])
        #expect(!scene.spoken.contains(.volumeCap))
    }

    @Test("An emergency while the clock was wrong for long keeps none that follows from being told as unexplained")
    func anEmergencyOfAWrongClock() {
        var scene = Scene()
        let now = scene.time
        scene.act(by: 3)
        scene.time += 9000 * Scene.day
        for _ in 0..<2 { scene.act(by: 3) }
        scene.act { $0.marks = .breakGlass }
        scene.time = now + Scene.hour
        for _ in 0..<2 { scene.act(by: 3) }
        scene.act(by: 2) { $0.marks = .breakGlass }
        scene.clear()
        scene.time += 25 * Scene.hour
        scene.act(by: 3)
        #expect(scene.alerts(of: .breakGlass).map(\.actor) == [Scene.actor(1), Scene.actor(2)])
    }

    @Test("Who woke, or took much, while the clock was wrong for long is not held to it when it is right again")
    func wokenByAWrongClock() {
        var scene = Scene()
        let now = scene.time
        scene.act()
        for _ in 0..<2 { scene.act(by: 3) }
        scene.time += 9000 * Scene.day
        for _ in 0..<2 { scene.act(by: 3) }
        // It wakes with the first, and the second takes much.
        scene.act()
        scene.act { $0.recordCount = 600 }
        scene.time = now + Scene.hour
        for _ in 0..<2 { scene.act(by: 3) }
        scene.clear()
        for _ in 0..<12 { scene.act() }
        scene.act(.export)
        #expect(scene.alerts(of: .dormantActor).isEmpty && scene.alerts(of: .exportAfterBulk).isEmpty)
    }

    @Test("An actor's second event that lies a little before the first is looked at like any other")
    func aLittleBeforeTheFirst() {
        var scene = Scene()
        for _ in 0..<3 {
            scene.act { $0.marks = .withoutConsent }
            scene.time -= 5
        }
        #expect(scene.alerts(of: .withoutConsent).count == 3)
    }

    @Test("Who was looked at while the clock was wrong for long is forgotten when it is right again")
    func wrongForLong() throws {
        var scene = Scene(try MonitorConfiguration(actors: 10, subjects: 64))
        let now = scene.time
        scene.act(on: 1)
        scene.time += 9000 * Scene.day
        for _ in 0..<3 { scene.act(on: 7) }
        scene.time = now + Scene.hour
        for number in 2...4 as ClosedRange<UInt64> { scene.act(on: number) }
        var (coder, handle) = (StateCoder(), Scene.subject(7))
        try coder.code(&handle)
        let (state, bytes) = (scene.engine.state(), coder.bytes)
        #expect(!state.indices.dropLast(15).contains { state[$0..<$0 + 16].elementsEqual(bytes) })
        #expect(scene.alerts(of: .logHealth).map(\.detail) == ["silence", "clock"])
    }
}

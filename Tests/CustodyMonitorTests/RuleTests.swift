import CustodyModel
import Testing

@testable import CustodyMonitor

@Suite("Each rule speaks where it should, and is silent just below")
struct RuleTests {
    @Test("Ordinary work makes nobody speak")
    func silence() {
        var scene = Scene()
        scene.work(days: 28)
        #expect(scene.alerts.isEmpty, "\(scene.alerts.map(\.rule))")
    }

    @Test("R1: an hour far above what is usual, and not one below the floor")
    func volumeSpike() {
        var scene = Scene()
        scene.work(days: 21)
        for number in 0..<49 as Range<UInt64> { scene.act(on: number % 20) }
        #expect(scene.alerts(of: .volumeSpike).isEmpty)
        scene.act()
        let found = scene.alerts(of: .volumeSpike)
        #expect(found.count == 1 && found[0].observed == 50 && found[0].expected < 10 && found[0].score >= 6)
        #expect(found[0].evidence.count == 32 && found[0].evidence.last?.rawValue == scene.commit)
        // It has said so: within the hour it says nothing more, unless it becomes critical.
        for _ in 0..<9 { scene.act() }
        #expect(scene.alerts(of: .volumeSpike).count == 1)
    }

    @Test("R2: 500 in an hour and 2,000 in a day, from the first day on")
    func volumeCap() {
        var scene = Scene()
        scene.act { $0.recordCount = 499 }
        #expect(!scene.spoken.contains(.volumeCap))
        scene.act()
        #expect(scene.alerts(of: .volumeCap).map(\.observed) == [500])
        var slow = Scene()
        for _ in 0..<5 {
            slow.act { $0.recordCount = 399 }
            slow.time += 2 * Scene.hour
        }
        #expect(!slow.spoken.contains(.volumeCap))
        slow.act { $0.recordCount = 5 }
        #expect(slow.alerts(of: .volumeCap).map(\.observed) == [2000])
    }

    @Test("R3: three times as many people as usual, at a pace that no hour shows")
    func manySubjects() {
        var scene = Scene()
        scene.work(days: 21)
        scene.clear()
        for number in 0..<320 as Range<UInt64> {
            scene.act(on: 1000 + number)
            scene.time += 90_000
        }
        let found = scene.alerts(of: .manySubjects)
        #expect(found.count == 1 && found[0].observed >= 100 && found[0].observed >= 2.5 * found[0].expected)
    }

    @Test("R4: half as much again for ten days")
    func slowDrift() {
        var scene = Scene()
        var hourly = [5, 6, 7, 6, 5, 7, 6, 8, 5, 6, 6, 7, 5, 6, 7, 6, 6, 5, 7, 6, 6, 5, 7, 6, 6, 7, 6, 6]
        for count in hourly { scene.work(days: 1, hourly: count) }
        #expect(!scene.spoken.contains(.slowDrift))
        hourly = hourly.map { $0 * 2 }
        for count in hourly.prefix(14) { scene.work(days: 1, hourly: count) }
        #expect(scene.spoken.contains(.slowDrift))
    }

    @Test("R5: five reads at three in the morning, or one of health data")
    func offHours() {
        var scene = Scene()
        scene.work(days: 49)
        scene.time += 18 * Scene.hour
        for number in 0..<4 as Range<UInt64> { scene.act(on: number) }
        #expect(!scene.spoken.contains(.offHours))
        var special = scene
        scene.act()
        #expect(scene.spoken == [.offHours])
        special.act { $0.marks = .special }
        #expect(special.spoken.contains(.offHours))
    }

    @Test("R6: two things in a day that neither the actor nor the role was seen with")
    func firstSeen() {
        var scene = Scene()
        for _ in 0..<3 {
            let start = scene.time
            for actor in 1...25 as ClosedRange<UInt64> {
                scene.time = start
                scene.work(days: 7, hourly: 2, by: actor) { $0.categories = 0b11 }
            }
        }
        scene.clear()
        scene.act { $0.categories = 0b100 }
        #expect(!scene.spoken.contains(.firstSeen))
        scene.act { $0.categories = 0b1000 }
        #expect(scene.alerts(of: .firstSeen).count == 1)
    }

    @Test("R7: eight refusals in two minutes, not seven, and half of ten tries")
    func deniedBurst() {
        var scene = Scene()
        for _ in 0..<20 { scene.act() }
        for number in 0..<8 {
            #expect(!scene.spoken.contains(.deniedBurst), "at \(number)")
            scene.act(denied: true)
            scene.time += 10_000
        }
        #expect(scene.spoken.contains(.deniedBurst))
        var slow = Scene()
        for number in 0..<10 {
            #expect(!slow.spoken.contains(.deniedBurst), "at \(number)")
            slow.act(denied: number.isMultiple(of: 2) == false)
            slow.time += 4 * Scene.minute
        }
        #expect(slow.alerts(of: .deniedBurst).map(\.observed) == [0.5])
    }

    @Test("R8: five refusals about a person and then a permit, within the hour")
    func deniedThenPermitted() {
        var scene = Scene()
        for _ in 0..<5 {
            scene.act(on: 9, denied: true)
            scene.time += 5 * Scene.minute
        }
        var other = scene
        other.act(on: 8)
        #expect(!other.spoken.contains(.deniedThenPermitted))
        var late = scene
        late.time += 2 * Scene.hour
        late.act(on: 9)
        #expect(!late.spoken.contains(.deniedThenPermitted))
        scene.act(on: 9)
        #expect(scene.alerts(of: .deniedThenPermitted).map(\.subject) == [Scene.subject(9)])
    }

    @Test("R9: a person whom five look at in a day, not four, and not five in three days")
    func probedSubject() {
        var scene = Scene()
        for actor in 1...5 as ClosedRange<UInt64> {
            #expect(!scene.spoken.contains(.probedSubject))
            scene.act(by: actor, on: 7)
            scene.act(by: actor, on: 7)
            scene.time += Scene.hour
        }
        #expect(scene.alerts(of: .probedSubject).map(\.subject) == [Scene.subject(7)])
        #expect(scene.alerts(of: .probedSubject).first?.evidence.count == 5)
        var slow = Scene()
        for actor in 1...9 as ClosedRange<UInt64> {
            slow.act(by: actor, on: 7)
            slow.time += 8 * Scene.hour
        }
        #expect(!slow.spoken.contains(.probedSubject))
        var roles = Scene()
        for actor in 1...4 as ClosedRange<UInt64> { roles.act(by: actor, on: 7) { $0.role = UInt32(actor) } }
        #expect(roles.spoken.contains(.probedSubject))
    }

    @Test("R10: a day of another purpose, and a purpose that is not the role's")
    func purposeDrift() {
        var scene = Scene()
        scene.work(days: 28) { $0.purpose = 1 }
        for _ in 0..<40 {
            scene.act { $0.purpose = 2 }
            scene.time += Scene.minute
        }
        #expect(scene.alerts(of: .purposeDrift).count == 1)
        var foreign = Scene()
        foreign.work(days: 28)
        foreign.act { $0.marks = .foreignPurpose }
        #expect(foreign.alerts(of: .purposeDrift).map(\.level) == [.high])
    }

    @Test("R11, R19: what the host marks is raised at once")
    func marks() {
        var scene = Scene()
        scene.act(on: 3) { $0.marks = .withoutConsent }
        scene.act(on: 4) { $0.marks = .related }
        #expect(scene.alerts.map(\.rule) == [.withoutConsent, .related] && scene.alerts[0].level == .critical)
        #expect(scene.alerts[1].subject == Scene.subject(4))
        scene.clear()
        scene.act(on: 3, denied: true) { $0.marks = .withoutConsent }
        #expect(scene.alerts.isEmpty)
    }

    @Test("R12: every emergency, the fourth of a week and the unexplained gravely")
    func breakGlass() {
        var scene = Scene()
        for _ in 0..<4 {
            scene.act { $0.marks = .breakGlass }
            scene.act(.justification)
            scene.time += Scene.day
        }
        #expect(scene.alerts.map(\.level) == [.high, .high, .high, .critical])
        scene.act { $0.marks = .breakGlass }
        scene.clear()
        scene.time += 25 * Scene.hour
        scene.act(by: 2)
        #expect(scene.alerts.map(\.detail) == ["unjustified"] && scene.alerts[0].actor == Scene.actor(1))
    }

    @Test("R12: an emergency that brought its reason is an alert, and never an unexplained one")
    func explainedBreakGlass() {
        var scene = Scene()
        scene.act(.justification) { $0.marks = .breakGlass }
        scene.time += 25 * Scene.hour
        scene.act(by: 2)
        #expect(scene.alerts.map(\.rule) == [.breakGlass] && scene.alerts[0].detail == nil)
    }

    @Test("R13: ten reads at once after 45 days of nothing")
    func dormantActor() {
        var scene = Scene()
        scene.act()
        scene.rest(days: 46)
        for number in 0..<10 {
            #expect(!scene.spoken.contains(.dormantActor), "at \(number)")
            scene.act()
        }
        #expect(scene.spoken.contains(.dormantActor))
        var awake = Scene()
        awake.act()
        awake.rest(days: 44)
        for _ in 0..<10 { awake.act() }
        #expect(!awake.spoken.contains(.dormantActor))
    }

    @Test("R14: something is handed out within two hours after much was taken")
    func exportAfterBulk() {
        var scene = Scene()
        scene.act(.export)
        scene.act { $0.recordCount = 600 }
        var late = scene
        scene.time += Scene.hour
        scene.act(.export)
        #expect(scene.spoken.contains(.exportAfterBulk))
        late.time += 3 * Scene.hour
        late.act(.export)
        #expect(!late.spoken.contains(.exportAfterBulk))
    }

    @Test("R15: health data of twenty people in an hour, or ten people's whole files")
    func specialSweep() {
        var scene = Scene()
        for number in 0..<18 as Range<UInt64> { scene.act(on: number) { $0.marks = .special } }
        #expect(!scene.spoken.contains(.specialSweep))
        for number in 18..<23 as Range<UInt64> { scene.act(on: number) { $0.marks = .special } }
        #expect(scene.spoken.contains(.specialSweep))
        var wide = Scene()
        for number in 0..<12 as Range<UInt64> { wide.act(on: number) { $0.categories = 0b11111 } }
        #expect(wide.spoken.contains(.specialSweep))
    }

    @Test("R16: most look-ups find nothing, or they go through an order")
    func enumeration() {
        var scene = Scene()
        for number in 0..<30 {
            #expect(!scene.spoken.contains(.enumeration), "at \(number)")
            scene.act { $0.marks = number.isMultiple(of: 3) ? [] : .notFound }
            scene.time += 5000
        }
        #expect(scene.spoken.contains(.enumeration))
        var order = Scene()
        for number in 0..<20 as Range<UInt64> {
            #expect(!order.spoken.contains(.enumeration), "at \(number)")
            order.act { $0.ordinal = 100 + number * 3 }
        }
        #expect(order.spoken.contains(.enumeration))
        var mixed = Scene()
        for number in 0..<60 as Range<UInt64> { mixed.act { $0.ordinal = number % 7 } }
        #expect(!mixed.spoken.contains(.enumeration))
    }

    @Test("R17: three places in ten minutes, or a new place and a spike")
    func severalSources() {
        var scene = Scene()
        for source in 1...3 as ClosedRange<UInt32> {
            #expect(!scene.spoken.contains(.severalSources))
            scene.act { $0.source = source }
            scene.time += 2 * Scene.minute
        }
        #expect(scene.spoken.contains(.severalSources))
        var slow = Scene()
        for source in 1...9 as ClosedRange<UInt32> {
            slow.act { $0.source = source }
            slow.time += 6 * Scene.minute
        }
        #expect(!slow.spoken.contains(.severalSources))
        var spike = Scene()
        spike.work(days: 21) { $0.source = 1 }
        for _ in 0..<60 { spike.act { $0.source = 2 } }
        #expect(spike.spoken.contains(.severalSources))
    }

    @Test("R18: twenty changes in ten minutes, or the policy and then the data")
    func massChange() {
        var scene = Scene()
        for number in 0..<20 {
            #expect(!scene.spoken.contains(.massChange), "at \(number)")
            scene.act(number.isMultiple(of: 2) ? .change : .erase)
        }
        #expect(scene.spoken.contains(.massChange))
        var policy = Scene()
        policy.act(.policy)
        policy.act(by: 2)
        #expect(!policy.spoken.contains(.massChange))
        policy.time += Scene.hour / 2
        policy.act()
        #expect(policy.spoken.contains(.massChange))
    }

    @Test("R20: lost events, a clock that steps back, a long silence, and what other systems say")
    func logHealth() {
        var scene = Scene()
        for _ in 0..<360 {
            scene.act()
            scene.time += Scene.hour
        }
        #expect(scene.alerts(of: .logHealth).isEmpty)
        scene.act(.gap, by: 0) { $0.recordCount = 17 }
        scene.time -= 6000 + 5 * Scene.minute
        scene.act()
        scene.time += 14 * Scene.hour
        scene.act()
        #expect(scene.alerts(of: .logHealth).map(\.detail) == ["gap", "clock", "silence"])
        let signal = MonitorSignal(.external(name: "ids", severity: .medium), at: Instant(milliseconds: scene.time))
        let told = scene.engine.ingest(signal: signal)
        #expect(told.map(\.level) == [.medium])
        let damaged = MonitorSignal(.logDamaged, at: Instant(milliseconds: scene.time))
        let (once, twice) = (scene.engine.ingest(signal: damaged), scene.engine.ingest(signal: damaged))
        #expect(once.map(\.level) == [.critical] && twice.isEmpty)
    }
}

import CustodyAccess
import CustodyData
import CustodyModel
import CustodyTesting
import Foundation
import Testing

@testable import CustodyCore

/// Ten years on a manual clock: people come and come back, order, sign and end contracts, consent and withdraw, are held and released,
/// schedules change, and now and then something is wrong behind the library's back. Replay one with `CUSTODY_LIFE_SEED`;
/// `CUSTODY_LIFE_SUBJECTS` says how many people there are.
@Suite("The life of data over ten years")
struct LifeSimulationTests {
    @Test(
        "every month nothing is past its time, nothing held is lost, every removal has a certificate, and findings are those planted"
    )
    func tenYears() async throws {
        let environment = ProcessInfo.processInfo.environment
        let seed = environment["CUSTODY_LIFE_SEED"].flatMap { UInt64($0) } ?? UInt64.random(in: 0 ... .max)
        let count = environment["CUSTODY_LIFE_SUBJECTS"].flatMap { Int($0) } ?? 16
        print("life of data: CUSTODY_LIFE_SEED=\(seed) CUSTODY_LIFE_SUBJECTS=\(count)")
        var run = try await LifeRun(seed: seed, subjects: count)
        for month in 0..<120 {
            try await run.live(month)
            try await run.check(month)
        }
        #expect(try await run.life.custodian.verify().isIntact)
        // A simulation in which nothing happened shows nothing.
        #expect(run.removed > count && run.erased > count / 10 && run.kept > 0 && run.planted > 0, "seed \(seed)")
        print(
            "life of data: \(run.removed) values removed with \(run.certificates) certificates, \(run.erased) people erased whole, "
                + "\(run.kept) times a value kept by a hold, \(run.found) findings, \(run.planted) of them planted")
    }
}

/// One run of the simulation.
struct LifeRun {
    let life: LifeBed
    var world = LifeWorld()
    private let seed: UInt64
    private let dice: SeededRandomSource
    private let subjects: Int
    private var born = 0
    private(set) var (removed, erased, kept) = (0, 0, 0)
    private(set) var (found, planted, certificates) = (0, 0, 0)

    init(seed: UInt64, subjects: Int) async throws {
        self.seed = seed
        self.subjects = subjects
        dice = SeededRandomSource(seed: seed)
        life = try await LifeBed()
    }

    private func roll(_ sides: Int) -> Int { Int(dice.number() % UInt64(max(1, sides))) }
    private var custodian: Custodian { life.custodian }
    private var now: Date { Date(life.bed.clock.now()) }

    // MARK: What happens

    mutating func live(_ month: Int) async throws {
        if month == 0 { for rule in LifeWorld.triggers.keys.sorted(by: { "\($0)" < "\($1)" }) { try await schedule(rule) } }
        try await settle()
        for _ in 0..<max(6, subjects / 5) {
            // Whole seconds, which a date of Foundation holds exactly.
            life.bed.clock.advance(milliseconds: Int64(roll(86_400 / (subjects / 150 + 1))) * 1000)
            try await happen(in: month)
        }
        // The last of each month, at some hour.
        let next = world.later(Date(timeIntervalSince1970: 1_767_225_600), months: month + 1)
        let end = Instant(milliseconds: Int64(next.timeIntervalSince1970 * 1000) + Int64(roll(3600)) * 1000)
        if end > life.bed.clock.now() { life.bed.clock.set(end) }
    }

    private mutating func happen(in month: Int) async throws {
        // They come over eight years.
        if world.people.isEmpty || born < min(subjects, subjects * (month + 1) / 96 + 1) {
            return try await come(back: roll(8) == 0)
        }
        // Most of what happens happens to those who came last; the others are forgotten in time.
        let circle = roll(5) == 0 ? world.people.count : min(world.people.count, max(3, subjects / 10))
        let number = world.people.count - 1 - roll(circle)
        let subject = world.people[number].subject
        switch roll(12) {
        case 0, 1, 2: try await collect(number, ["item": "pen", "address": "Row 1"], "order", [.payment, LifeBed.delivery])
        case 3: try await collect(number, ["iban": "GB33"], "contract", [.payment])
        case 4, 5:
            try await custodian.note(.activity, about: subject, by: life.officer)
            world.people[number].activity = now
        case 6:
            let isOver = world.people[number].isUnderContract
            try await custodian.note(isOver ? .contractEnded : .contractBegan, about: subject, by: life.officer)
            world.people[number].isUnderContract = !isOver
            world.people[number].contractEnd = isOver ? now : nil
        case 7:
            if !world.people[number].consents {
                try await custodian.recordConsent(
                    .given(explicitly: false), of: subject, for: .directMarketing, notice: Bed.notice, by: life.officer)
                world.people[number].consents = true
            }
            try await collect(number, ["email": "a@b.c"], "newsletter", [.directMarketing])
        case 8:
            guard world.people[number].consents else { return }
            try await custodian.withdrawConsent(of: subject, for: .directMarketing)
            world.people[number].consents = false
        case 9: if roll(2) == 0 { try await hold(number) }
        case 10: try await verifyOrPlant(number)
        default:
            guard roll(10) == 0 else { return }
            let rules = LifeWorld.triggers.keys.sorted { "\($0)" < "\($1)" }
            try await schedule(rules[roll(rules.count)])
        }
    }

    private mutating func come(back isBack: Bool) async throws {
        born += 1
        var subject = SubjectID("c-\(born)")
        // Whoever was erased whole is another person to the store when they come back.
        if isBack, !world.gone.isEmpty { subject = world.gone.remove(at: roll(world.gone.count)) }
        let id = try await life.collect(
            ["name": "Ada", "phone": "+1"], as: "customer", about: subject, for: [.customerCare], isNew: true)
        var person = LifeWorld.Person(subject: subject, token: try await custodian.known(subject))
        person.records = [
            LifeWorld.Held(id: id, name: "customer", collected: now, fields: ["name", "phone"], verified: now)
        ]
        world.people.append(person)
    }

    private mutating func collect(
        _ number: Int, _ values: [FieldName: String], _ name: RecordName, _ purposes: [Purpose]
    ) async throws {
        let id = try await life.collect(values, as: name, about: world.people[number].subject, for: purposes)
        world.people[number].records.append(
            LifeWorld.Held(id: id, name: name, collected: now, fields: Set(values.keys), verified: now))
    }

    private mutating func schedule(_ rule: LifeWorld.Ruled) async throws {
        guard let trigger = LifeWorld.triggers[rule] else { return }
        let purpose: Purpose =
            switch rule.field {
            case "name", "phone": .customerCare
            case "address": LifeBed.delivery
            case "email": .directMarketing
            default: .payment
            }
        let version = LifeWorld.Version(since: now, months: 2 + roll(30), toHeld: roll(2) == 0)
        let number = world.versions[rule]?.last
        // The same again would be no new version.
        if number?.months == version.months, number?.toHeld == version.toHeld { return }
        try await life.schedule(
            rule.field, rule.name, purpose, .months(version.months), trigger, toHeld: version.toHeld)
        world.versions[rule, default: []].append(version)
    }

    private mutating func hold(_ number: Int) async throws {
        let records: [RecordName] = roll(2) == 0 ? [] : ["order"]
        let placed = try await custodian.placeHold(
            on: world.people[number].subject, records: records, reference: "Case", by: life.officer)
        world.people[number].holds[placed.id] = records
    }

    /// Cases are settled after half a year or so.
    private mutating func settle() async throws {
        for number in world.people.indices {
            for id in world.people[number].holds.keys.sorted(by: { $0.handle < $1.handle }) where roll(6) == 0 {
                _ = try await custodian.releaseHold(id, reason: "settled", by: life.officer)
                world.people[number].holds[id] = nil
            }
        }
    }

    private mutating func verifyOrPlant(_ number: Int) async throws {
        guard !world.people[number].records.isEmpty else { return }
        let place = roll(world.people[number].records.count)
        let record = world.people[number].records[place]
        if record.fields.contains("phone"), roll(4) > 0 {
            try await custodian.verify(
                ["phone"], of: "customer", about: world.people[number].subject, id: record.id, by: .person,
                principal: life.officer)
            world.people[number].records[place].verified = now
        } else if record.planted == nil, roll(3) == 0 {
            let field = record.fields.sorted()[roll(record.fields.count)]
            let plant: LifeWorld.Plant = roll(2) == 0 ? .purpose : .category(of: field)
            try await life.change(record.id) {
                if case .category(let field) = plant {
                    $0.fields[field]?.category = .health
                } else {
                    $0.purposes.append("astrology")
                }
            }
            world.people[number].records[place].planted = plant
        }
    }

    // MARK: What must hold

    mutating func check(_ month: Int) async throws {
        let place: Comment = "seed \(seed), month \(month)"
        let ended = world.ended(at: now)
        let expected = world.findings(at: now)
        #expect(try await words() == expected, place)
        found += expected.count
        planted += world.planted
        let going = ended.filter { !$0.isHeld }
        // What a sweep removes and what it keeps tell the same every month.
        let isClose = month.isMultiple(of: 6)
        if isClose {
            let due = try await custodian.retentionDue(by: nil)
            #expect(Set(due.map(Self.ended)) == ended && due.count == ended.count, place)
            let trial = try await custodian.sweepEverybody(by: life.officer, dryRun: true)
            #expect(Set(trial.removed.map(Self.ended)) == going, place)
        }
        let before = world.people
        let sweep = try await custodian.sweepEverybody(by: life.officer)
        world.sweep(at: now)
        #expect(
            Set(sweep.removed.map(Self.ended)) == going && Set(sweep.kept.map(Self.ended)) == ended.subtracting(going), place)
        try checkCertificates(of: sweep, place)
        certificates += sweep.certificates.count
        let left = Set(world.people.map(\.token))
        let gone = before.filter { !left.contains($0.token) }
        world.gone += gone.map(\.subject)
        for person in gone {
            await #expect(throws: CustodianError.self, place) { _ = try await custodian.known(person.subject) }
        }
        (removed, erased, kept) = (removed + going.count, erased + gone.count, kept + ended.count - going.count)
        // Exactly what the second account says is held: nothing more, and nothing of it lost.
        for person in world.people {
            let records = try await custodian.backends.data.records(of: person.token, name: nil)
            let held = Dictionary(uniqueKeysWithValues: records.map { ($0.id, Set($0.fields.keys)) })
            #expect(held == Dictionary(uniqueKeysWithValues: person.records.map { ($0.id, $0.fields) }), place)
        }
        if isClose { #expect(try await custodian.retentionDue(by: nil).allSatisfy { $0.keptBy != nil }, place) }
    }

    private func checkCertificates(of sweep: Sweep, _ place: Comment) throws {
        let key = try custodian.certificateKey()
        for certificate in sweep.certificates { try certificate.verify(signedBy: key) }
        let bySubject = Dictionary(grouping: sweep.certificates, by: \.statement.subject)
        #expect(bySubject.count == sweep.certificates.count, place)
        for item in sweep.removed {
            let statement = try #require(bySubject[item.subject]?.first?.statement, place)
            let isDropped = statement.dropped?.contains { $0.record == item.record && $0.fields.contains(item.field) } == true
            let isDestroyed = statement.destroyed.contains { $0.fields.contains("\(item.name).\(item.field)") }
            #expect(isDropped != isDestroyed, place)
        }
    }

    private static func ended(_ item: RetentionItem) -> LifeWorld.Ended {
        LifeWorld.Ended(record: item.record, field: item.field, since: Date(item.dueAt), isHeld: item.keptBy != nil)
    }

    /// What the library finds, but for what the notices do not say, of which there are none here.
    private func words() async throws -> [String] {
        try await custodian.auditData(by: nil).compactMap { finding in
            switch finding {
            case .pastSchedule(let item): "past \(item.record) \(item.field)"
            case .undeclaredPurpose(let id, _, _): "purpose \(id)"
            case .otherCategory(let id, _, let field, _): "category \(id) \(field)"
            case .withoutConsent(let id, _, _): "consent \(id)"
            case .unverified(let accuracy): "verify \(accuracy.record)"
            case .notice: nil
            default: "\(finding)"
            }
        }.sorted()
    }
}

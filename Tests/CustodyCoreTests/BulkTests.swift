import Crypto
import CustodyAccess
import CustodyAudit
import CustodyData
import CustodyKeys
import CustodyModel
import CustodyTesting
import Foundation
import Synchronization
import Testing

@testable import CustodyCore

@Suite("Disclosing everybody as a stream")
struct BulkTests {
    /// A custodian that holds so many customers: c-1, c-2 and so on.
    static func custodian(_ bed: Bed, _ count: Int, governance: Governance? = nil) async throws -> Custodian {
        let custodian = try await bed.open(governance)
        try await fill(custodian, bed, count)
        return custodian
    }

    private static func fill(_ custodian: Custodian, _ bed: Bed, _ count: Int) async throws {
        for number in 1...count {
            try await custodian.collect(
                Customer(email: "c-\(number)@example.org", phone: "\(number)", iban: "DE\(number)"),
                about: SubjectID("c-\(number)"), for: [.customerCare, .payment], from: .subject, by: bed.importer)
        }
    }

    static func all(
        _ custodian: Custodian, _ bed: Bed, batch: Int = 4096, limit: Int? = nil
    ) async throws -> [DisclosureBatch<SupportView>] {
        var batches: [DisclosureBatch<SupportView>] = []
        let stream = try await custodian.discloseAll(
            SupportView.self, for: .customerCare, to: bed.agent, options: BulkOptions(limit: limit, batch: batch))
        for try await batch in stream { batches.append(batch) }
        return batches
    }

    private static func reads(_ custodian: Custodian) async throws -> [LogLine] {
        try await custodian.log(LogFilter(actions: [.read, .disclosureAborted]), by: nil)
    }

    @Test("Everybody is met once, and the entry of a batch names all of it", arguments: Backing.allCases)
    func everybody(_ backing: Backing) async throws {
        let bed = Bed(backing)
        let custodian = try await Self.custodian(bed, 7)
        let batches = try await Self.all(custodian, bed, batch: 3)
        #expect(batches.map(\.parts.count) == [3, 3, 1])
        let emails = Set(batches.flatMap(\.disclosures).map(\.value.email))
        #expect(emails == Set((1...7).map { "c-\($0)@example.org" }))
        let lines = try await Self.reads(custodian)
        #expect(lines.map(\.recordCount) == [3, 3, 1] && lines.allSatisfy { $0.decision == .permit })
        #expect(batches.flatMap(\.receipts).map(\.place) == lines.map(\.place))
        for number in 1...7 {
            let accesses = try await custodian.subjectAccessLog(of: SubjectID("c-\(number)"), by: nil).accesses
            #expect(accesses.filter { $0.action == .read }.map(\.purpose) == [.customerCare])
        }
        #expect(try await custodian.verify().isIntact)
        try await custodian.close()
    }

    @Test("A batch stands in the log before anybody has it")
    func recordedFirst() async throws {
        let bed = Bed(.memory)
        let custodian = try await Self.custodian(bed, 6)
        var iterator = try await custodian.discloseAll(
            SupportView.self, for: .customerCare, to: bed.agent, options: BulkOptions(batch: 2)
        ).makeAsyncIterator()
        for number in 1...3 {
            let batch = try #require(try await iterator.next())
            // Neither less than was handed out nor what nobody asked for yet.
            #expect(try await Self.reads(custodian).count == number)
            let entry = try await custodian.backends.audit.entry(of: batch.receipts[0])
            for part in batch.parts {
                let key = try await custodian.backends.keys.key(
                    KeyID(part.subject.handle, .log), provider: custodian.backends.provider)
                let said = try entry.open(as: AuditIdentity(part.subject.handle, key: key, as: .subject))
                #expect(
                    said
                        == .map([
                            "record": .bytes(part.record.bytes), "fields": .array([.text("email"), .text("phone")]),
                            "masked": .array([]), "pseudonymised": .array([]),
                        ]))
            }
        }
        #expect(try await iterator.next() == nil)
        #expect(try await Self.reads(custodian).count == 3)
    }

    @Test("A log that cannot take a batch hands out nothing of it, and the stream is over")
    func unwritable() async throws {
        let bed = Bed(.memory)
        let coordinator = FaultyCoordinator()
        let backends = try await Backends.inMemory(controller: "acme", coordinator: coordinator)
        let custodian = try await Custodian.open(backends, governance: try Bed.governance(), clock: bed.clock)
        try await Self.fill(custodian, bed, 5)
        var iterator = try await custodian.discloseAll(
            SupportView.self, for: .customerCare, to: bed.agent, options: BulkOptions(batch: 2)
        ).makeAsyncIterator()
        #expect(try await iterator.next()?.disclosures.count == 2)
        coordinator.fail()
        _ = try await thrown(.notRecorded) { _ = try await iterator.next() }
        coordinator.recover()
        #expect(try await iterator.next() == nil)
        #expect(try await Self.reads(custodian).map(\.recordCount) == [2])
    }

    @Test("So many records count before the first is opened, and a second person's approval lets them through")
    func limits() async throws {
        var governance = try Bed.governance()
        let role = try #require(governance.policy.roles.firstIndex { $0.id == "support" })
        governance.policy.roles[role].rules[0].when = [.recordsAtMost(2)]
        governance.policy.roles[role].rules.append(
            Rule([.read], categories: [.contact], purposes: [.customerCare], when: [.approved]))
        governance.policy.roles.append(Role("second", rules: [Rule([.approveBulk])]))
        governance.policy.principals.append(Assignment("second-1", to: ["second"]))
        let bed = Bed(.memory)
        let custodian = try await Self.custodian(bed, 3, governance: governance)
        let refused = try await thrown(.denied) { _ = try await Self.all(custodian, bed, batch: 1) }
        #expect(refused.receipt != nil && refused.decision?.reasons.contains(.approvalMissing) == true)
        #expect(try await Self.reads(custodian).map(\.decision) == [.deny])
        // Fewer need nobody's approval.
        #expect(try await Self.all(custodian, bed, batch: 1, limit: 2).map(\.disclosures.count) == [1, 1])
        let key = Curve25519.Signing.PrivateKey()
        try await custodian.enroll(publicKey: Bytes([UInt8](key.publicKey.rawRepresentation)), of: "second-1", by: nil)
        try await custodian.approveBulk(
            for: "agent-1", records: 3, until: bed.clock.now().adding(milliseconds: 60_000), by: bed.who("second-1"),
            signingWith: key, reason: "a recall")
        #expect(try await Self.all(custodian, bed, batch: 2).map(\.disclosures.count) == [2, 1])
        // What runs out in the middle of a stream lets nothing more through.
        var iterator = try await custodian.discloseAll(
            SupportView.self, for: .customerCare, to: bed.agent, options: BulkOptions(batch: 2)
        ).makeAsyncIterator()
        #expect(try await iterator.next()?.disclosures.count == 2)
        bed.clock.advance(milliseconds: 61_000)
        _ = try await thrown(.denied) { _ = try await iterator.next() }
        #expect(try await iterator.next() == nil)
    }

    /// The batches of one each, with something done between the first and the others, which is told who comes later.
    private static func interrupted(
        _ custodian: Custodian, _ bed: Bed, by body: ([SubjectID]) async throws -> Void
    ) async throws -> [String: Result<Disclosure<SupportView>, CustodianError>] {
        var iterator = try await custodian.discloseAll(
            SupportView.self, for: .customerCare, to: bed.agent, options: BulkOptions(batch: 1)
        ).makeAsyncIterator()
        let first = try #require(try await iterator.next()?.parts.first?.result.get())
        let rest = (1...5).map { "c-\($0)" }.filter { first.value.email != "\($0)@example.org" }
        var tokens: [SubjectToken: String] = [:]
        for name in rest { tokens[try await custodian.known(SubjectID(name))] = name }
        try await body(rest.map { SubjectID($0) })
        var results: [String: Result<Disclosure<SupportView>, CustodianError>] = [:]
        while let batch = try await iterator.next() {
            for part in batch.parts { results[try #require(tokens[part.subject])] = part.result }
        }
        return results
    }

    @Test("Who is erased, restricted or objects while the stream goes on is met accordingly", arguments: Backing.allCases)
    func meanwhile(_ backing: Backing) async throws {
        let bed = Bed(backing)
        let custodian = try await Self.custodian(bed, 5)
        let key = Curve25519.Signing.PrivateKey()
        try await custodian.enroll(publicKey: Bytes([UInt8](key.publicKey.rawRepresentation)), of: "lead-1", by: nil)
        var rest: [SubjectID] = []
        let results = try await Self.interrupted(custodian, bed) { subjects in
            rest = subjects
            _ = try await custodian.object(on: subjects[0], to: .customerCare)
            _ = try await custodian.restrictProcessing(of: subjects[1])
            let plan = try await custodian.planErasure(of: subjects[2], ground: .noLongerNecessary, by: bed.who("officer-1"))
            let approval = try await custodian.approve(plan, by: bed.who("lead-1"), signingWith: key)
            _ = try await custodian.execute(plan, approval: approval, by: bed.who("officer-1"))
        }
        func failure(_ place: Int) throws -> CustodianError? {
            guard case .failure(let error)? = results[rest[place].value.exposed] else { return nil }
            return error
        }
        #expect(try failure(0)?.decision?.reasons.contains(.objected) == true)
        #expect(try failure(1)?.decision?.reasons.contains(.restricted) == true)
        #expect(try failure(0)?.receipt != nil)
        // What statute keeps of the erased opens for its own ground alone.
        if let erased = results[rest[2].value.exposed] { #expect((try? erased.get()) == nil) }
        #expect(try results[rest[3].value.exposed]?.get().value.phone != nil)
        #expect(try await custodian.verify().isIntact)
        try await custodian.close()
    }

    @Test("A consent withdrawn between two batches is respected")
    func withdrawn() async throws {
        struct HobbyView: PersonalView {
            typealias Record = Customer
            let email: String
            let hobby: String?
        }
        let bed = Bed(.memory)
        let custodian = try await bed.open()
        for number in 1...3 {
            let subject = SubjectID("c-\(number)")
            try await custodian.recordConsent(
                .given(explicitly: false), of: subject, for: .directMarketing, notice: Bed.notice, by: bed.agent)
            try await custodian.collect(
                Customer(email: "\(number)@example.org", hobby: "chess"), about: subject,
                for: [.customerCare, .directMarketing],
                from: .subject, by: bed.importer)
        }
        var iterator = try await custodian.discloseAll(
            HobbyView.self, for: .directMarketing, to: bed.who("marketer-1"), options: BulkOptions(batch: 1)
        ).makeAsyncIterator()
        let first = try #require(try await iterator.next()?.parts.first)
        #expect(try first.result.get().value.hobby == "chess")
        for number in 1...3 where try await custodian.known(SubjectID("c-\(number)")) != first.subject {
            _ = try await custodian.withdrawConsent(of: SubjectID("c-\(number)"), for: .directMarketing)
        }
        while let batch = try await iterator.next() {
            for part in batch.parts { #expect(throws: CustodianError.self) { try part.result.get() } }
        }
    }

    @Test("What a person forbids counts from the call on, also when it could not be written")
    func protectedOnly() async throws {
        let bed = Bed(.memory)
        let coordinator = FaultyCoordinator()
        let backends = try await Backends.inMemory(controller: "acme", coordinator: coordinator)
        let custodian = try await Custodian.open(backends, governance: try Bed.governance(), clock: bed.clock)
        try await Self.fill(custodian, bed, 5)
        let results = try await Self.interrupted(custodian, bed) { subjects in
            coordinator.fail()
            for subject in [subjects[0], SubjectID("nobody")] {
                await #expect(throws: CustodianError.self) { try await custodian.object(on: subject, to: .customerCare) }
            }
            coordinator.recover()
        }
        #expect(results.values.count { (try? $0.get()) != nil } == 3)
        #expect(results.values.count { (try? $0.get()) == nil } == 1)
    }

    @Test("An objection while a batch is being decided stops it for this person and not for the others")
    func decidedMeanwhile() async throws {
        let bed = Bed(.memory)
        let hook = Hook()
        let coordinator = FaultyCoordinator()
        let custodian = try await bed.withSlowPolicy(hook, committingTo: coordinator)
        try await Self.fill(custodian, bed, 5)
        for isWritten in [true, false] {
            let stream = try await custodian.discloseAll(SupportView.self, for: .customerCare, to: bed.agent)
            hook.arm {
                if !isWritten { coordinator.fail() }
                do { _ = try await custodian.object(on: isWritten ? "c-1" : "c-2", to: .customerCare) } catch {
                    if isWritten { Issue.record("the objection failed: \(error)") }
                }
                coordinator.recover()
            }
            var iterator = stream.makeAsyncIterator()
            let batch = try #require(try await iterator.next())
            #expect(batch.parts.count == 5 && batch.disclosures.count == (isWritten ? 4 : 3))
        }
    }

    @Test("What cannot be handed out after all is on record, and the others get theirs")
    func aborted() async throws {
        struct Strict: PersonalView {
            typealias Record = Customer
            let email: String
            let phone: String
        }
        let bed = Bed(.memory)
        let custodian = try await Self.custodian(bed, 2)
        try await custodian.collect(
            Customer(email: "c-3@example.org"), about: "c-3", for: [.customerCare], from: .subject, by: bed.importer)
        var iterator = try await custodian.discloseAll(Strict.self, for: .customerCare, to: bed.agent).makeAsyncIterator()
        let batch = try #require(try await iterator.next())
        #expect(batch.disclosures.count == 2)
        let failed = try #require(batch.parts.first { (try? $0.result.get()) == nil })
        #expect(failed.subject == (try await custodian.known("c-3")))
        guard case .failure(let error) = failed.result else { return }
        #expect(error.code == .absentField && error.receipt != nil)
        let lines = try await Self.reads(custodian)
        #expect(lines.map(\.action) == [.read, .read, .disclosureAborted] && lines.last?.recordCount == 1)
        #expect(
            try await custodian.subjectAccessLog(of: "c-3", by: nil).accesses.contains { $0.action == .disclosureAborted })
    }

    @Test("Of several records of one person each has its entry, and more people than an entry names have several")
    func manyEntries() async throws {
        let bed = Bed(.memory)
        let custodian = try await Self.custodian(bed, 300)
        try await custodian.collect(
            Customer(email: "second@example.org"), about: "c-1", for: [.customerCare], from: .subject, by: bed.importer,
            options: CollectOptions(allowsSeveral: true))
        let batches = try await Self.all(custodian, bed)
        #expect(batches.count == 1 && batches[0].disclosures.count == 301)
        #expect(Set(batches[0].receipts.map(\.commit)).count == 1)
        let lines = try await Self.reads(custodian)
        #expect(lines.reduce(0) { $0 + $1.recordCount } == 301 && lines.allSatisfy { $0.recordCount <= 253 })
        let accesses = try await custodian.subjectAccessLog(of: "c-1", by: nil).accesses
        #expect(accesses.count { $0.action == .read } == 2)
        #expect(try await custodian.subjectAccessLog(of: "c-300", by: nil).accesses.count { $0.action == .read } == 1)
        #expect(try await custodian.verify().isIntact)
    }

    @Test("Of a batch that several commits record nothing is handed out when one of them fails, and the others are aborted")
    func lanes() async throws {
        let bed = Bed(.memory)
        let faults = StoreFaults()
        let coordinator = FaultyCoordinator(faults: faults)
        let backends = try await Backends.inMemory(controller: "acme", coordinator: coordinator)
        let custodian = try await Custodian.open(backends, governance: try Bed.governance(), clock: bed.clock)
        try await Self.fill(custodian, bed, 6)
        // Whoever acts for the first time has no key yet.
        _ = try await Self.all(custodian, bed, limit: 1)
        var stream = try await custodian.discloseAll(SupportView.self, for: .customerCare, to: bed.agent)
        stream.question.lane = 2
        var iterator = stream.makeAsyncIterator()
        faults.fail(.commit, .nth(2), with: CommitError(.notCommitted, "the disk is full"))
        _ = try await thrown(.notRecorded) { _ = try await iterator.next() }
        faults.recover()
        #expect(try await iterator.next() == nil)
        let lines = try await Self.reads(custodian).dropFirst()
        #expect(lines.count { $0.action == .read } == 2 && lines.count { $0.action == .disclosureAborted } == 2)
        var whole = try await custodian.discloseAll(SupportView.self, for: .customerCare, to: bed.agent)
        whole.question.lane = 2
        for try await batch in whole { #expect(batch.disclosures.count == 6 && batch.receipts.count == 3) }
        #expect(try await custodian.verify().isIntact)
    }

    @Test("Nothing more is recorded once the reader stops or its task is cancelled")
    func cancelled() async throws {
        let bed = Bed(.memory)
        let custodian = try await Self.custodian(bed, 6)
        for try await _ in try await custodian.discloseAll(
            SupportView.self, for: .customerCare, to: bed.agent, options: BulkOptions(batch: 2))
        { break }
        #expect(try await Self.reads(custodian).count == 1)
        let task = Task {
            var seen = 0
            for try await batch in try await custodian.discloseAll(
                SupportView.self, for: .customerCare, to: bed.agent, options: BulkOptions(batch: 2))
            {
                seen += batch.parts.count
                withUnsafeCurrentTask { $0?.cancel() }
            }
            return seen
        }
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(try await Self.reads(custodian).count == 2)
    }

    @Test("A stream says of everybody what one call for each says", arguments: 0..<4)
    func sameAsOneByOne(_ round: Int) async throws {
        let seed = ProcessInfo.processInfo.environment["CUSTODY_SEED"].flatMap(UInt64.init) ?? .random(in: 0 ... .max)
        print("CUSTODY_SEED=\(seed)")
        let random = SeededRandomSource(seed: seed &+ UInt64(round))
        func below(_ limit: UInt64) -> UInt64 { random.number() % limit }
        let bed = Bed(.memory)
        let custodian = try await bed.open()
        let count = 25
        for number in 1...count {
            let subject = SubjectID("c-\(number)")
            var values: [FieldName: String] = ["iban": "DE\(number)"]
            let isForPayment = below(4) == 0
            if !isForPayment { values["email"] = "\(number)@example.org" }
            if !isForPayment, below(2) == 0 { values["phone"] = "\(number)" }
            try await custodian.collect(
                FieldValues(text: values), as: "customer", about: subject,
                for: isForPayment ? [.payment] : [.customerCare, .payment], from: .subject, by: bed.importer)
            if below(5) == 0 { _ = try await custodian.object(on: subject, to: .customerCare) }
            if below(7) == 0 { _ = try await custodian.restrictProcessing(of: subject) }
            if number > 1, below(6) == 0 {
                try await custodian.merge(
                    subject, with: SubjectID("c-\(number - 1)"), reason: "the same person", by: bed.who("officer-1"))
            }
        }
        let batch = Int(1 + below(9))
        var streamed: [SubjectToken: Result<Disclosure<SupportView>, CustodianError>] = [:]
        var stream = try await custodian.discloseAll(
            SupportView.self, where: .heldFor(.payment), for: .customerCare, to: bed.agent, options: BulkOptions(batch: batch))
        stream.question.lane = Int(1 + below(5))
        for try await batch in stream { for part in batch.parts { streamed[part.subject] = part.result } }
        #expect(streamed.count == count)
        for number in 1...count {
            let subject = SubjectID("c-\(number)")
            let result = try #require(streamed[try await custodian.known(subject)])
            do {
                let alone = try await custodian.disclose(SupportView.self, about: subject, for: .customerCare, to: bed.agent)
                let seen = try result.get()
                #expect(seen.value == alone.value && seen.withheld == alone.withheld && seen.absent == alone.absent)
            } catch let error as CustodianError {
                guard case .failure(let failure) = result else {
                    Issue.record("c-\(number) was streamed, and alone is \(error)")
                    continue
                }
                #expect(failure.code == error.code && failure.decision?.reasons == error.decision?.reasons)
            }
        }
    }
}

import CustodyAccess
import CustodyAudit
import CustodyFaults
import CustodyGovernance
import CustodyModel
import CustodyTesting
import Synchronization
import Testing

@testable import CustodyCore

@Suite("Retention")
struct DataRetentionTests {
    @Test("time runs from the collection, the end of its year, the last activity or the end of the contract")
    func triggers() async throws {
        let life = try await LifeBed()
        try await life.schedule("name", "customer", .customerCare, .months(6), .lastActivity)
        try await life.schedule("phone", "customer", .customerCare, .months(1), .collection)
        try await life.schedule("item", "order", .payment, .years(2), .yearEnd)
        try await life.schedule("address", "order", LifeBed.delivery, .days(30), .contractEnd)
        try life.set("2026-01-31")
        try await life.collect(["name": "Ada", "phone": "+1"], as: "customer", for: [.customerCare])
        try await life.collect(["item": "pen", "address": "Row 1"], as: "order", for: [.payment, LifeBed.delivery])
        let far = "2099-01-01"
        // A month that lacks the day ends with it; while no contract has ended no time runs.
        #expect(
            try await life.due(at: far) == ["customer.phone 2026-02-28", "customer.name 2026-07-31", "order.item 2029-01-01"])
        try life.set("2026-05-15")
        try await life.custodian.note(.activity, about: "c-1", by: life.officer)
        try await life.custodian.note(.contractBegan, about: "c-1", by: life.officer)
        #expect(try await life.due(at: far).contains("customer.name 2026-11-16"))
        #expect(try await life.due(at: far).count == 3)
        try life.set("2026-06-01")
        try await life.custodian.note(.contractEnded, about: "c-1", by: life.officer)
        #expect(try await life.due(at: far).contains("order.address 2026-07-02"))
        // A new contract stops it again, and an earlier activity changes nothing.
        try await life.custodian.note(.contractBegan, about: "c-1", by: life.officer)
        #expect(try await life.due(at: far).count == 3)
        #expect(
            try await life.custodian.note(.activity, about: "c-1", at: Instant("2026-04-01"), by: life.officer) == nil)
        // The last millisecond before the end and the end.
        let end = try #require(Instant("2026-02-28"))
        #expect(try await life.custodian.retentionDue(at: end.adding(milliseconds: -1), by: nil).isEmpty)
        #expect(try await life.custodian.retentionDue(at: end, by: nil).map(\.field) == ["phone"])
    }

    @Test("a later version counts for what is collected from then on, and for what is held if it says so")
    func versions() async throws {
        let life = try await LifeBed()
        let far = "2099-01-01"
        try life.set("2026-01-01")
        try await life.collect(["item": "pen"], as: "order", for: [.payment])
        try life.set("2026-02-01")
        try await life.schedule("item", "order", .payment, .months(12))
        #expect(try await life.due(at: far).isEmpty, "the schedule is not for what was held before")
        try await life.collect(["item": "ink"], as: "order", for: [.payment])
        try life.set("2026-03-01")
        try await life.schedule("item", "order", .payment, .months(6), toHeld: true)
        #expect(try await life.due(at: far) == ["order.item 2026-07-01", "order.item 2026-08-01"])
        try life.set("2026-04-01")
        try await life.schedule("item", "order", .payment, .months(24))
        try await life.collect(["item": "nib"], as: "order", for: [.payment])
        #expect(
            try await life.due(at: far) == ["order.item 2026-07-01", "order.item 2026-08-01", "order.item 2028-04-01"])
        let causes = try await life.custodian.retentionDue(at: Instant(far), by: nil).map(\.cause)
        #expect(
            causes == [2, 2, 3].map { .schedule("order/item/payment", version: $0, trigger: .collection) })
    }

    @Test("the last purpose decides, and the schema's own period is the least")
    func longest() async throws {
        let life = try await LifeBed()
        try await life.schedule("item", "order", .payment, .months(1))
        try await life.schedule("item", "order", LifeBed.tax, .years(8), .yearEnd)
        try await life.schedule("iban", "contract", .payment, .months(1))
        try await life.collect(["item": "pen"], as: "order", for: [.payment, LifeBed.tax])
        try await life.collect(["item": "ink"], as: "order", for: [.payment, LifeBed.research])
        try await life.collect(["iban": "GB33"], as: "contract", for: [.payment])
        // Research has no schedule: it needs the value.
        #expect(try await life.due(at: "2099-01-01") == ["contract.iban 2027-01-01", "order.item 2035-01-01"])
        #expect(try await life.custodian.retentionDue(at: Instant("2028-01-01"), by: nil).map(\.cause) == [.schema])
    }

    @Test("who asks for their data is told how long each value is kept")
    func told() async throws {
        let life = try await LifeBed()
        try await life.schedule("phone", "customer", .customerCare, .months(6), .lastActivity)
        try await life.collect(["name": "Ada", "phone": "+1"], as: "customer", for: [.customerCare])
        try await life.custodian.note(.activity, about: "c-1", by: life.officer)
        let written = Mutex<[UInt8]>([])
        _ = try await life.custodian.accessPackage(of: "c-1", by: life.officer) { _, bytes in written.withLock { $0 += bytes } }
        let text = String(decoding: written.withLock { $0 }, as: UTF8.self)
        #expect(text.contains("6 months after lastActivity") && text.contains("2026-07-02"))
    }

    @Test("a sweep takes what is due by a plan with a certificate, and leaves the rest as it is", arguments: Backing.allCases)
    func sweeps(_ backing: Backing) async throws {
        var life = try await LifeBed(backing)
        try await life.schedule("phone", "customer", .customerCare, .months(1))
        try await life.schedule("address", "order", LifeBed.delivery, .months(1))
        try await life.collect(["name": "Ada", "phone": "+1"], as: "customer", for: [.customerCare])
        let order = try await life.collect(["address": "Row 1"], as: "order", for: [LifeBed.delivery])
        try life.set("2026-02-01")
        let trial = try await life.custodian.sweep(by: life.officer, dryRun: true)
        #expect(trial.removed.map(\.field).sorted() == ["address", "phone"] && trial.certificates.isEmpty)
        #expect(try await life.held().count == 3, "a trial does nothing")
        let sweep = try await life.custodian.sweepEverybody(by: life.officer)
        #expect(Set(sweep.removed) == Set(trial.removed) && sweep.next == nil)
        let certificate = try #require(sweep.certificates.first)
        try certificate.verify(signedBy: life.custodian.certificateKey())
        #expect(certificate.statement.ground == .noLongerNecessary && certificate.statement.destroyed.isEmpty)
        let dropped = try #require(certificate.statement.dropped)
        #expect(Set(dropped.flatMap(\.fields)) == ["phone", "address"])
        #expect(try await life.held() == ["customer.name"])
        #expect(try await life.custodian.backends.data.record(order) == nil)
        // Nothing is left to do, and the log tells of it.
        #expect(try await life.custodian.sweepEverybody(by: life.officer).removed.isEmpty)
        let lines = try await life.custodian.log(LogFilter(), by: life.officer)
        #expect(lines.filter { $0.action == .executeErasure }.count == 1)
        if backing == .files { life = try await life.reopened() }
        #expect(try await life.held() == ["customer.name"])
        // The person goes on: more is collected under the same token.
        try await life.collect(["address": "Row 2"], as: "order", for: [LifeBed.delivery])
        #expect(try await life.held() == ["customer.name", "order.address"])
        #expect(try await life.custodian.verify().isIntact)
    }

    @Test("of whom nothing is left is erased whole, with the keys", arguments: Backing.allCases)
    func erasesWhole(_ backing: Backing) async throws {
        let life = try await LifeBed(backing)
        try await life.schedule("phone", "customer", .customerCare, .months(1))
        try await life.schedule("item", "order", .payment, .months(1))
        try await life.collect(["phone": "+1"], as: "customer", for: [.customerCare])
        try await life.collect(["item": "pen"], as: "order", for: [.payment])
        try await life.custodian.note(.activity, about: "c-1", by: life.officer)
        let token = try await life.custodian.known("c-1")
        try life.set("2026-02-01")
        let sweep = try await life.custodian.sweepEverybody(by: life.officer)
        let certificate = try #require(sweep.certificates.first)
        try certificate.verify(signedBy: life.custodian.certificateKey())
        #expect(certificate.statement.destroyed.flatMap(\.fields).sorted() == ["customer.phone", "order.item"])
        #expect(certificate.statement.dropped == nil && certificate.statement.suppressed)
        _ = try await thrown(.erased) { _ = try await life.custodian.known("c-1") }
        #expect(try await life.custodian.moments(of: token) == nil)
        #expect(try await life.custodian.verify().isIntact)
    }

    @Test("holds, restrictions and open requests keep what is due, and say so; after them it goes")
    func holds() async throws {
        let life = try await LifeBed()
        try await life.schedule("phone", "customer", .customerCare, .months(1))
        try await life.schedule("item", "order", .payment, .months(1))
        try await life.collect(["phone": "+1"], as: "customer", for: [.customerCare])
        try await life.collect(["item": "pen"], as: "order", for: [.payment])
        let hold = try await life.custodian.placeHold(
            on: "c-1", records: ["order"], ground: .legalClaims, reference: "Case 1", by: life.officer)
        try life.set("2026-02-01")
        #expect(try await life.due().sorted() == ["customer.phone 2026-02-01", "order.item 2026-02-01 kept"])
        var sweep = try await life.custodian.sweepEverybody(by: life.officer)
        #expect(sweep.removed.map(\.field) == ["phone"] && sweep.kept.map(\.keptBy?.ground) == [.legalClaims])
        #expect(try await life.held() == ["order.item"])
        // What is read of it is as it was: a sweep closes nothing to whom it was open.
        #expect(
            try await life.custodian.disclose(
                [FieldRequest("item")], of: "order", about: "c-1", for: .payment, to: life.officer
            ).value.values["item"] == .text("pen"))
        try await life.custodian.restrictProcessing(of: "c-1")
        _ = try await life.custodian.releaseHold(hold.id, reason: "settled", by: life.officer)
        sweep = try await life.custodian.sweepEverybody(by: life.officer)
        #expect(sweep.removed.isEmpty && sweep.kept.count == 1 && sweep.kept.first?.keptBy?.ground == nil)
        try await life.custodian.liftRestriction(of: "c-1", toldAt: life.bed.clock.now(), by: life.officer)
        let request = try await life.custodian.receiveRequest(.access, about: "c-1", by: life.officer)
        sweep = try await life.custodian.sweepEverybody(by: life.officer)
        #expect(sweep.removed.isEmpty && sweep.kept.count == 1)
        try await life.custodian.advance(request.id, .takeBack, by: life.officer)
        sweep = try await life.custodian.sweepEverybody(by: life.officer)
        #expect(sweep.removed.map(\.field) == ["item"])
        _ = try await thrown(.erased) { _ = try await life.held() }
    }

    @Test(
        "whom a hold or a contract keeps although nothing of them is left is erased whole once it ends",
        arguments: [true, false])
    func leftOver(byContract: Bool) async throws {
        let life = try await LifeBed()
        try await life.schedule("phone", "customer", .customerCare, .months(1))
        try await life.collect(["phone": "+1"], as: "customer", for: [.customerCare])
        let token = try await life.custodian.known("c-1")
        var hold: LegalHold?
        if byContract {
            try await life.custodian.note(.contractBegan, about: "c-1", by: life.officer)
        } else {
            hold = try await life.custodian.placeHold(on: "c-1", records: ["order"], reference: "Case", by: life.officer)
        }
        try life.set("2026-02-01")
        var sweep = try await life.custodian.sweepEverybody(by: life.officer)
        #expect(sweep.removed.count == 1 && sweep.certificates.map(\.statement.destroyed) == [[]])
        #expect(try await life.held().isEmpty)
        sweep = try await life.custodian.sweepEverybody(by: life.officer)
        #expect(sweep.certificates.isEmpty)
        if let hold {
            _ = try await life.custodian.releaseHold(hold.id, reason: "settled", by: life.officer)
        } else {
            try await life.custodian.note(.contractEnded, about: "c-1", by: life.officer)
        }
        sweep = try await life.custodian.sweepEverybody(by: life.officer)
        #expect(sweep.removed.isEmpty && sweep.certificates.count == 1)
        _ = try await thrown(.erased) { _ = try await life.held() }
        #expect(try await life.custodian.backends.keys.live(of: token.handle).isEmpty)
        #expect(try await life.custodian.moments(of: token) == nil)
        #expect(try await life.custodian.sweepEverybody(by: life.officer).certificates.isEmpty)
    }

    @Test("what is kept without the person is handed over before it goes, in an order of its own")
    func anonymises() async throws {
        let life = try await LifeBed()
        try await life.schedule("item", "order", .payment, .months(1), then: .anonymise)
        for (subject, item) in [("c-1", "pen"), ("c-2", "ink"), ("c-3", "nib")] {
            try await life.collect(["item": item], as: "order", about: SubjectID(subject), for: [.payment])
        }
        try life.set("2026-02-01")
        struct Stop: Error {}
        _ = try await thrown(.invalidInput) { try await life.custodian.sweepEverybody(by: life.officer) }
        await #expect(throws: Stop.self) {
            try await life.custodian.sweepEverybody(by: life.officer, anonymising: { _ in throw Stop() })
        }
        #expect(try await life.held("c-1") == ["order.item"], "what could not be handed over is still there")
        var seen: [CBOR] = []
        try await life.custodian.sweepEverybody(by: life.officer, anonymising: { seen.append($0.value) })
        #expect(seen == [.text("ink"), .text("nib"), .text("pen")])
        _ = try await thrown(.erased) { _ = try await life.held("c-1") }
    }

    @Test("what changes while values are handed over counts, and what came to be due meanwhile waits")
    func meanwhile() async throws {
        let life = try await LifeBed()
        try await life.schedule("item", "order", .payment, .months(1), then: .anonymise)
        try await life.schedule("name", "customer", .customerCare, .months(1), .lastActivity, then: .anonymise)
        try await life.collect(["item": "pen"], as: "order", for: [.payment])
        try await life.collect(["name": "Ada"], as: "customer", about: "c-2", for: [.customerCare])
        try life.set("2026-02-01")
        try await life.collect(["item": "ink"], as: "order", for: [.payment])
        var sweep = try await life.custodian.sweepEverybody(
            by: life.officer,
            anonymising: {
                guard $0.record == "order" else {
                    _ = try await life.custodian.note(.activity, about: "c-2", by: life.officer)
                    return
                }
                try life.set("2026-03-01")
            })
        #expect(sweep.removed.isEmpty && sweep.certificates.isEmpty)
        var seen: [CBOR] = []
        sweep = try await life.custodian.sweepEverybody(
            by: life.officer,
            anonymising: {
                seen.append($0.value)
                try await life.schedule("item", "order", .payment, .months(24), then: .anonymise, toHeld: true)
            })
        #expect(seen == [.text("ink"), .text("pen")] && sweep.removed.isEmpty)
        #expect(try await life.held() == ["order.item", "order.item"])
        #expect(try await life.held("c-2") == ["customer.name"])
    }

    @Test("a sweep that cannot be recorded removes nothing, and the next one does", arguments: [true, false])
    func unrecorded(isWhole: Bool) async throws {
        var life = try await LifeBed(.files)
        try await life.schedule("phone", "customer", .customerCare, .months(1))
        let values: [FieldName: String] = isWhole ? ["phone": "+1"] : ["phone": "+1", "name": "Ada"]
        try await life.collect(values, as: "customer", for: [.customerCare])
        try life.set("2026-02-01")
        life.bed.files.arm(FaultPlan([.init(.write, .from(1), pathSuffix: ".log", .error(28))]))
        _ = try await thrown(.notRecorded) { try await life.custodian.sweepEverybody(by: life.officer) }
        try? await life.custodian.close()
        life.bed.files.disarm()
        life = try await life.reopened(isClosed: true)
        #expect(try await life.held().count == values.count)
        let sweep = try await life.custodian.sweepEverybody(by: life.officer)
        #expect(sweep.removed.count == 1 && sweep.certificates.count == 1)
        #expect(try await life.custodian.verify().isIntact)
    }

    @Test("a sweep goes in pieces, and goes on where it was stopped", arguments: Backing.allCases)
    func pieces(_ backing: Backing) async throws {
        var life = try await LifeBed(backing)
        try await life.schedule("item", "order", .payment, .months(1))
        for number in 0..<9 {
            try await life.collect(["item": "pen"], as: "order", about: SubjectID("c-\(number)"), for: [.payment])
        }
        try life.set("2026-02-01")
        var (removed, pieces, cursor): (Int, Int, SweepCursor?) = (0, 0, nil)
        repeat {
            let piece = try await life.custodian.sweep(by: life.officer, from: cursor, limit: 2)
            // A store in memory tells of everybody in one page or a few.
            #expect(backing == .memory || piece.examined <= 3)
            removed += piece.removed.count
            pieces += 1
            if backing == .files, pieces == 2 { life = try await life.reopened() }
            cursor = try piece.next.map { try CBOR.decode(SweepCursor.self, from: CBOR.encode($0)) }
        } while cursor != nil
        #expect(removed == 9 && (backing == .memory || pieces > 3))
        struct Stop: Error {}
        for number in 10..<19 {
            try await life.collect(["item": "pen"], as: "order", about: SubjectID("c-\(number)"), for: [.payment])
        }
        try life.set("2026-04-01")
        await #expect(throws: Stop.self) {
            try await life.custodian.sweepEverybody(by: life.officer, progress: { _ in throw Stop() })
        }
        try await life.custodian.sweepEverybody(by: life.officer)
        #expect(try await life.custodian.retentionDue(by: nil).isEmpty)
    }

    @Test("schedules that do not fit the schema, and sweeps by who is not permitted, are refused")
    func refusals() async throws {
        let life = try await LifeBed()
        for (field, record, purpose, period) in [
            ("nickname", "customer", .customerCare, .months(1)), ("name", "client", .customerCare, .months(1)),
            ("name", "customer", .payment, .months(1)), ("name", "customer", "astrology", .months(1)),
            ("name", "customer", .customerCare, .months(0)),
        ] as [(FieldName, RecordName, Purpose, RetentionClass.Period)] {
            let error = try await thrown(.invalidInput) { try await life.schedule(field, record, purpose, period) }
            #expect(!error.reasons.isEmpty)
        }
        let clerk = life.bed.agent
        for dryRun in [false, true] {
            let error = try await thrown(.denied) { _ = try await life.custodian.sweep(by: clerk, dryRun: dryRun) }
            #expect(error.receipt != nil)
        }
        try await life.collect(["name": "Ada"], as: "customer", for: [.customerCare])
        _ = try await thrown(.denied) { try await life.custodian.note(.activity, about: "c-1", by: clerk) }
        _ = try await thrown(.invalidInput) {
            try await life.custodian.note(.activity, about: "c-1", at: Instant("2027-01-01"), by: life.officer)
        }
        _ = try await thrown(.unknownSubject) { try await life.custodian.note(.activity, about: "c-2", by: life.officer) }
    }

    @Test("what happened with any token of a merged person counts for all of them")
    func mergedMoments() async throws {
        let life = try await LifeBed()
        try await life.schedule("address", "order", LifeBed.delivery, .months(1), .contractEnd)
        try await life.collect(["address": "Row 1"], as: "order", for: [LifeBed.delivery])
        try await life.collect(["name": "Ada"], as: "customer", about: "c-2", for: [.customerCare])
        try await life.custodian.note(.contractEnded, about: "c-1", by: life.officer)
        try life.set("2026-01-10")
        try await life.custodian.note(.contractBegan, about: "c-2", by: life.officer)
        #expect(try await life.due(at: "2099-01-01") == ["order.address 2026-02-02"])
        _ = try await life.custodian.merge("c-1", with: "c-2", reason: "one person", by: life.officer)
        #expect(try await life.due(at: "2099-01-01").isEmpty)
        try await life.custodian.note(.contractEnded, about: "c-2", by: life.officer)
        #expect(try await life.due(at: "2099-01-01") == ["order.address 2026-02-11"])
    }

    @Test("what is noted about a person between the look at it and the removal stops the removal")
    func races() async throws {
        let life = try await LifeBed()
        try await life.collect(["phone": "+1"], as: "customer", for: [.customerCare])
        let token = try await life.custodian.known("c-1")
        for isNoted in [true, false] {
            let count = life.custodian.momentCount(of: [token])
            if isNoted { try await life.custodian.note(.activity, about: "c-1", by: life.officer) }
            var unit = UnitOfWork()
            life.custodian.requireMoments(of: [token], unchangedSince: count, in: &unit)
            var isStopped = false
            do { _ = try await life.custodian.commit(unit) } catch is ChangedMeanwhile { isStopped = true }
            #expect(isStopped == isNoted)
        }
        let holds = life.custodian.holdCount
        try await life.schedule("phone", "customer", .customerCare, .months(1))
        #expect(life.custodian.holdCount != holds, "a schedule counts like a hold")
    }

    @Test("who was given what is swept is due to be told")
    func recipients() async throws {
        let life = try await LifeBed()
        try await life.schedule("phone", "customer", .customerCare, .months(1))
        try await life.collect(["name": "Ada", "phone": "+1"], as: "customer", for: [.customerCare])
        _ = try await life.custodian.share(
            [FieldRequest("name"), FieldRequest("phone")], of: "customer", about: "c-1", for: .customerCare,
            with: DataRecipient("carrier", named: "Carrier", as: .controller, in: "DE"), by: life.officer)
        try life.set("2026-02-01")
        try await life.custodian.sweepEverybody(by: life.officer)
        let notices = try await life.custodian.recipientNotices(by: nil)
        #expect(notices.map(\.kind) == [.erasure] && notices.first?.fields == ["phone"])
    }

    @Test("of people who were merged the values go, and neither is forgotten while the other is held")
    func merged() async throws {
        let life = try await LifeBed()
        try await life.schedule("item", "order", .payment, .months(1))
        try await life.collect(["item": "pen"], as: "order", for: [.payment])
        try await life.collect(["name": "Ada"], as: "customer", about: "c-2", for: [.customerCare])
        _ = try await life.custodian.merge("c-1", with: "c-2", reason: "one person", by: life.officer)
        try life.set("2026-02-01")
        let sweep = try await life.custodian.sweepEverybody(by: life.officer)
        #expect(sweep.removed.map(\.field) == ["item"] && sweep.certificates.first?.statement.destroyed.isEmpty == true)
        #expect(try await life.held("c-1").isEmpty)
        #expect(try await life.held("c-2") == ["customer.name"])
    }
}

import CustodyAccess
import CustodyAudit
import CustodyModel
import CustodyTesting
import Testing

@testable import CustodyCore

@Suite("Accuracy")
struct AccuracyTests {
    private func phone(_ life: LifeBed) async throws -> FieldAccuracy {
        try #require(try await life.custodian.accuracy(about: "c-1", by: life.officer).first { $0.field == "phone" })
    }

    @Test("each value tells when, how and by whom it was last verified", arguments: Backing.allCases)
    func marks(_ backing: Backing) async throws {
        var life = try await LifeBed(backing)
        let start = life.bed.clock.now()
        try await life.collect(["name": "Ada", "phone": "+1"], as: "customer", for: [.customerCare])
        var known = try await phone(life)
        #expect(known.verifiedAt == start && known.method == .collection && known.verifiedBy == nil)
        try life.set("2026-03-01")
        let receipt = try await life.custodian.verify(
            ["phone"], of: "customer", about: "c-1", by: .document, principal: life.officer)
        #expect(receipt != nil)
        if backing == .files { life = try await life.reopened() }
        known = try await phone(life)
        #expect(known.verifiedAt == Instant("2026-03-01") && known.method == .document && known.verifiedBy == "officer-1")
        #expect(known.dueAt == Instant("2027-03-01"))
        let name = try #require(try await life.custodian.accuracy(about: "c-1", by: life.officer).first { $0.field == "name" })
        #expect(name.verifiedAt == start && name.dueAt == nil, "the other value was not looked at")
        // What is put right is accurate by that, and not by the document any more.
        try life.set("2026-04-01")
        try await life.custodian.correct(
            FieldValues(text: ["phone": "+2"]), of: "customer", about: "c-1", by: life.officer)
        known = try await phone(life)
        #expect(known.verifiedAt == Instant("2026-04-01") && known.method == .correction && known.verifiedBy == nil)
        let lines = try await life.custodian.log(LogFilter(), by: life.officer)
        #expect(lines.filter { $0.action == .verify }.count == 1)
        #expect(try await life.custodian.verify().isIntact)
    }

    @Test("what is due to be verified stands in a queue, the longest due first, and leaves it when it is verified")
    func queue() async throws {
        let life = try await LifeBed()
        for (day, subject) in [("2026-02-01", "c-2"), ("2026-01-15", "c-1"), ("2026-03-01", "c-3")] {
            try life.set(day)
            try await life.collect(["phone": "+1"], as: "customer", about: SubjectID(subject), for: [.customerCare])
        }
        func queue(_ day: String) async throws -> [String] {
            try await life.custodian.accuracyDue(at: Instant(day), by: nil).map { "\($0.dueAt?.description.prefix(10) ?? "")" }
        }
        #expect(try await queue("2027-01-14").isEmpty)
        #expect(try await queue("2027-01-15") == ["2027-01-15"])
        #expect(try await queue("2027-06-01") == ["2027-01-15", "2027-02-01", "2027-03-01"])
        try life.set("2027-01-20")
        try await life.custodian.verify(["phone"], of: "customer", about: "c-1", by: .person, principal: life.officer)
        #expect(try await queue("2027-06-01") == ["2027-02-01", "2027-03-01"])
        #expect(try await queue("2028-01-20") == ["2027-02-01", "2027-03-01", "2028-01-20"])
    }

    @Test("a dispute restricts the processing until it is settled", arguments: [true, false])
    func disputes(byVerifying: Bool) async throws {
        let life = try await LifeBed()
        try await life.collect(["name": "Ada", "phone": "+1"], as: "customer", for: [.customerCare])
        func read() async throws {
            _ = try await life.custodian.disclose(
                [FieldRequest("phone")], of: "customer", about: "c-1", for: .customerCare, to: life.officer)
        }
        try await read()
        try await life.custodian.dispute(["phone"], of: "customer", about: "c-1")
        let error = try await thrown(.denied) { try await read() }
        #expect(error.decision?.reasons.all.contains(.restricted) == true)
        #expect(try await phone(life).disputedSince == life.bed.clock.now())
        life.bed.clock.advance(hours: 1)
        // Saying it again does not make it younger.
        try await life.custodian.dispute(["phone"], of: "customer", about: "c-1")
        #expect(try await phone(life).disputedSince != life.bed.clock.now())
        if byVerifying {
            try await life.custodian.verify(["phone"], of: "customer", about: "c-1", by: .document, principal: life.officer)
        } else {
            try await life.custodian.correct(
                FieldValues(text: ["phone": "+2"]), of: "customer", about: "c-1", by: life.officer)
        }
        #expect(try await phone(life).disputedSince == nil)
        _ = try await thrown(.denied) { try await read() }
        try await life.custodian.liftRestriction(of: "c-1", toldAt: life.bed.clock.now(), by: life.officer)
        try await read()
    }

    @Test("what is not held, not declared or not permitted is not verified")
    func refusals() async throws {
        let life = try await LifeBed()
        try await life.collect(["name": "Ada"], as: "customer", for: [.customerCare])
        let officer = life.officer
        func verify(
            _ fields: [FieldName], _ record: RecordName = "customer", about subject: SubjectID = "c-1",
            by principal: Principal? = nil
        ) async throws {
            try await life.custodian.verify(fields, of: record, about: subject, by: .person, principal: principal ?? officer)
        }
        _ = try await thrown(.absentField) { try await verify(["phone"]) }
        _ = try await thrown(.unknownField) { try await verify(["nickname"]) }
        _ = try await thrown(.unknownRecord) { try await verify(["name"], "client") }
        _ = try await thrown(.unknownSubject) { try await verify(["name"], about: "c-9") }
        _ = try await thrown(.invalidInput) { try await verify([]) }
        let error = try await thrown(.denied) { try await verify(["name"], by: life.bed.agent) }
        #expect(error.receipt != nil)
        _ = try await thrown(.unknownField) {
            try await life.custodian.dispute(["nickname"], of: "customer", about: "c-1")
        }
        #expect(try await life.custodian.accuracy(about: "c-1", by: life.officer).map(\.verifiedBy) == [nil])
    }

    @Test("an erasure takes along who verified what")
    func erased() async throws {
        let life = try await LifeBed()
        try await life.schedule("phone", "customer", .customerCare, .months(1))
        try await life.collect(["phone": "+1"], as: "customer", for: [.customerCare])
        try await life.custodian.verify(["phone"], of: "customer", about: "c-1", by: .person, principal: life.officer)
        let token = try await life.custodian.known("c-1")
        #expect(try await life.custodian.records(AccuracyMarks.of(token)).count == 1)
        try life.set("2026-02-01")
        try await life.custodian.sweepEverybody(by: life.officer)
        #expect(try await life.custodian.records(AccuracyMarks.of(token)).isEmpty)
    }
}

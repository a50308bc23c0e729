import CustodyData
import CustodyModel
import CustodyTesting
import Testing

@testable import CustodyCore

@Suite("Certificates of what a sweep removed")
struct SweepCertificateTests {
    /// Two people of whom a value is over: all that is held of them, or one of two.
    private static func life(isWhole: Bool) async throws -> LifeBed {
        let life = try await LifeBed()
        try await life.schedule("phone", "customer", .customerCare, .months(1))
        let values: [FieldName: String] = isWhole ? ["phone": "+1"] : ["phone": "+1", "name": "Ada"]
        for subject: SubjectID in ["c-1", "c-2"] {
            try await life.collect(values, as: "customer", about: subject, for: [.customerCare])
        }
        try life.set("2026-02-01")
        return life
    }

    @Test("are not lost when it fails behind them, for whoever takes them as they come", arguments: [true, false])
    func failsInTheMiddle(isWhole: Bool) async throws {
        let life = try await Self.life(isWhole: isWhole)
        let faults = StoreFaults()
        let custodian = try await Custodian.open(
            life.custodian.backends.faulty(faults), governance: nil, clock: life.bed.clock)
        var taken: [ErasureCertificate] = []
        _ = try await thrown(.notRecorded) {
            try await custodian.sweepEverybody(
                by: life.officer,
                certifying: {
                    taken.append($0)
                    faults.fail(nil)
                })
        }
        faults.recover()
        #expect(taken.count == 1)
        try taken[0].verify(signedBy: custodian.certificateKey())
        let rest = try await custodian.sweepEverybody(by: life.officer, certifying: { taken.append($0) })
        #expect(taken.count == 2 && rest.certificates == [taken[1]])
        #expect(taken[0].statement.subject != taken[1].statement.subject)
    }

    @Test("of an erasure that was decided and not finished are had by the plan that the error names")
    func unfinished() async throws {
        let life = try await Self.life(isWhole: true)
        let faults = StoreFaults()
        let custodian = try await Custodian.open(
            life.custodian.backends.faulty(faults), governance: nil, clock: life.bed.clock)
        faults.fail(StoreCall.Keys.overwrite)
        let error = try await thrown(.notRecorded) { try await custodian.sweepEverybody(by: life.officer) }
        let named = error.reasons.last.flatMap { $0.split(separator: " ").last }
        let plan = try #require(named.flatMap { [UInt8](hex: String($0)) })
        let again = try await Custodian.open(life.custodian.backends, governance: nil, clock: life.bed.clock)
        let certificate = try await again.certificate(ofPlan: Bytes(plan), by: life.officer)
        try certificate.verify(signedBy: again.certificateKey())
        #expect(certificate.statement.plan == Bytes(plan) && !certificate.statement.destroyed.isEmpty)
    }
}

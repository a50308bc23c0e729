import CustodyAccess
import CustodyData
import CustodyModel
import Testing

@testable import CustodyCore

@Suite("Which records are treated alike") struct TreatmentShapeTests {
    private static let now = Instant(milliseconds: 1_000_000)

    private static func shown(
        _ purposes: [Purpose] = [.payment], over: Instant? = nil, without absent: Set<FieldName> = [],
        keptFor: KeepingGround? = nil, retired: Set<FieldName> = []
    ) -> ShownRecord {
        var fields: [FieldName: StoredField] = [:]
        for name: FieldName in ["email", "iban"] where !absent.contains(name) {
            let value = SealedValue(key: KeyID(.zero, .firstRetention), keyVersion: 2, box: [1])
            fields[name] = StoredField(
                value: value, category: .bankAccount, expiresAt: name == "iban" ? over : nil, keptFor: keptFor)
        }
        let record = StoredRecord(
            id: RecordID(.random(from: SystemRandomSource())), subject: SubjectToken(.zero), name: "customer",
            purposes: purposes, fields: fields, collectedAt: now)
        return ShownRecord(record, answering: record, from: [:], without: retired)
    }

    @Test("Those that differ in nothing that their treatment depends on, and nothing of which is over")
    func shapes() async throws {
        let custodian = try await Bed(.memory).open()
        let terms = TreatmentTerms(
            ["email", "iban"], of: Customer.schema, for: .payment, PurposeDeclaration(.payment, basis: .contract),
            custodian.categories)
        func fits(_ other: ShownRecord, _ shape: TreatmentTerms.Shape) -> Bool {
            var end: Instant?
            return terms.fits(other, shape, at: Self.now, until: &end)
        }
        let later = Instant(milliseconds: Self.now.milliseconds + 1)
        let shape = try #require(terms.shape(of: Self.shown(), at: Self.now))
        #expect(fits(Self.shown(), shape) && fits(Self.shown(over: later), shape))
        #expect(!fits(Self.shown(over: Self.now), shape))
        #expect(!fits(Self.shown([.customerCare]), shape) && !fits(Self.shown(without: ["iban"]), shape))
        #expect(!fits(Self.shown(keptFor: .legalObligation), shape) && !fits(Self.shown(retired: ["iban"]), shape))
        #expect(terms.shape(of: Self.shown(over: Self.now), at: Self.now) == nil)
        let kept = try #require(terms.shape(of: Self.shown(without: ["iban"], keptFor: .legalObligation), at: Self.now))
        #expect(fits(Self.shown(without: ["iban"], keptFor: .legalObligation), kept) && !fits(Self.shown(), kept))
        #expect(!fits(Self.shown(without: ["iban"]), kept))
    }

    @Test("How long that is so ends with the first field that is over, and is not brought forward by a record of another shape")
    func ends() async throws {
        let custodian = try await Bed(.memory).open()
        let terms = TreatmentTerms(
            ["email", "iban"], of: Customer.schema, for: .payment, PurposeDeclaration(.payment, basis: .contract),
            custodian.categories)
        let (soon, later) = (Self.now.adding(milliseconds: 1), Self.now.adding(milliseconds: 2))
        let shape = try #require(terms.shape(of: Self.shown(), at: Self.now))
        func end(_ given: Instant?, _ shown: ShownRecord) -> Instant? {
            var end = given
            _ = terms.fits(shown, shape, at: Self.now, until: &end)
            return end
        }
        #expect(end(nil, Self.shown()) == nil && end(soon, Self.shown()) == soon)
        #expect(end(nil, Self.shown(over: soon)) == soon && end(later, Self.shown(over: soon)) == soon)
        #expect(end(soon, Self.shown(over: later)) == soon)
        #expect(end(nil, Self.shown([.customerCare], over: soon)) == nil)
    }
}

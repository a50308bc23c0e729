import Crypto
import CustodyAccess
import CustodyKeys
import CustodyModel
import CustodyTesting
import Testing

@testable import CustodyCore

@Suite("An erasure beside a statute and a hold")
struct KeptClassesTests {
    private static let records = [
        RecordSchema("profile") { Field("email", .emailAddress, for: [.customerCare]) },
        RecordSchema("invoice") { Field("iban", .bankAccount, for: [.payment], retain: .years(10, after: .collection)) },
        RecordSchema("letter") { Field("phone", .telephone, for: [.directMarketing]) },
    ]

    static func governance() throws -> Governance {
        Governance(
            policy: try RolePolicy(controller: "acme") {
                Declare(.customerCare, on: .contract)
                Declare(.payment, on: .contract)
                Declare(.directMarketing, on: .consent)
                Declare("bookkeeping", on: .legalObligation)
                Declare(.legalClaims, on: .legitimateInterests, note: "Claims must be answered.")
                Role("staff") {
                    // The policy refuses nothing: what is refused is refused by the law.
                    Allow(
                        [.collect, .read], [.contact, .financial],
                        for: [.customerCare, .payment, .directMarketing, "bookkeeping", .legalClaims])
                    Allow([.recordConsent, .planErasure, .executeErasure, .placeHold], [])
                }
                Role("lead") { Allow(.approveErasure, []) }
                Assign("agent-1", to: "staff")
                Assign("lead-1", to: "lead")
            }, records: records, logRetention: Bed.logRetention)
    }

    @Test(
        "what is erased cannot be opened, and what stays opens for its ground alone and for no other purpose",
        arguments: Backing.allCases, [1, 40])
    func together(_ backing: Backing, _ count: Int) async throws {
        let bed = Bed(backing)
        let custodian = try await bed.open(try Self.governance())
        let staff = bed.agent
        let key = Curve25519.Signing.PrivateKey()
        try await custodian.enroll(publicKey: Bytes([UInt8](key.publicKey.rawRepresentation)), of: "lead-1", by: nil)
        try await custodian.recordConsent(
            .given(explicitly: false), of: "c-1", for: .directMarketing, notice: Bed.notice, by: staff)
        let values: [(record: RecordName, field: FieldName, value: String, purpose: Purpose)] = [
            ("profile", "email", "ada@example.org", .customerCare), ("invoice", "iban", "GB33BUKB20201555555555", .payment),
            ("letter", "phone", "+44 20 7946 0018", .directMarketing),
        ]
        var ids: [RecordName: [RecordID]] = [:]
        for (record, field, value, purpose) in values {
            for _ in 0..<count {
                let made = try await custodian.collect(
                    FieldValues(text: [field: value]), as: record, about: "c-1", for: [purpose], from: .subject, by: staff,
                    options: CollectOptions(allowsSeveral: true))
                let id = try #require(made.record)
                ids[record, default: []].append(id)
            }
        }
        let token = try await custodian.known("c-1")
        let before = try await custodian.backends.data.records(of: token)
        #expect(Set(before.flatMap(\.fields.values).map(\.value.key)).count == 3, "each under a class of its own")
        let hold = try await custodian.placeHold(on: "c-1", records: ["letter"], reference: "Case 12/26", by: staff)

        let plan = try await custodian.planErasure(of: "c-1", ground: .noLongerNecessary, by: staff)
        let approval = try await custodian.approve(plan, by: bed.who("lead-1"), signingWith: key)
        let certificate = try await custodian.execute(plan, approval: approval, by: staff).statement
        #expect(certificate.destroyed.map(\.fields) == [["profile.email"]] && certificate.destroyed.first?.values == count)
        let kept = Dictionary(uniqueKeysWithValues: certificate.kept.map { ($0.fields, $0) })
        #expect(kept[["invoice.iban"]]?.ground == .legalObligation && kept[["invoice.iban"]]?.values == count)
        #expect(kept[["letter.phone"]]?.ground == .legalClaims && kept[["letter.phone"]]?.values == count)
        #expect(!certificate.suppressed && kept.count == 2)

        // What is gone is gone: no key is given for any of the values from before.
        for record in before where record.name == "profile" {
            for field in record.fields.values {
                await #expect(throws: KeyError.self) {
                    _ = try await custodian.backends.keys.key(field.value.key, provider: bed.provider)
                }
            }
        }
        let open: [RecordName: Purpose] = ["invoice": "bookkeeping", "letter": .legalClaims]
        for (record, field, value, _) in values {
            for id in [ids[record]?.first, ids[record]?.last].compactMap(\.self) {
                for purpose in custodian.governance.policy.purposes.map(\.purpose) {
                    do {
                        let seen = try await custodian.disclose(
                            [FieldRequest(field)], of: record, about: "c-1", id: id, for: purpose, to: staff)
                        #expect(open[record] == purpose && seen.value.text(field) == value, "\(record) for \(purpose)")
                    } catch let error as CustodianError {
                        #expect(open[record] != purpose, "\(record) for \(purpose): \(error)")
                        #expect(error.code == (record == "profile" ? .unknownRecord : .denied), "\(record): \(error)")
                    }
                }
            }
        }
        // The statute's time is not over; releasing the hold ends what it alone kept.
        let released = try await custodian.releaseHold(hold.id, reason: "settled", by: staff)
        let completed = try #require(released.completed)
        #expect(completed.statement.destroyed.map(\.fields) == [["letter.phone"]])
        #expect(completed.statement.kept.map(\.fields) == [["invoice.iban"]])
        #expect(try await custodian.verify().isIntact)
        try await custodian.close()
    }
}

import Crypto
import CustodyAccess
import CustodyModel
import CustodyTesting
import Testing

@testable import CustodyCore

@Suite("Many at once about one person")
struct ContentionTests {
    @Test("Nobody sees another error than a typed refusal, and the log stays whole", arguments: Backing.allCases)
    func contention(_ backing: Backing) async throws {
        let bed = Bed(backing)
        let custodian = try await bed.open()
        let key = Curve25519.Signing.PrivateKey()
        try await custodian.enroll(publicKey: Bytes([UInt8](key.publicKey.rawRepresentation)), of: "lead-1", by: nil)
        let expected: Set<CustodianError.Code> = [
            .denied, .erased, .unknownSubject, .unknownRecord, .severalRecords, .planChanged, .refusedByLaw, .absentField,
        ]
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<160 {
                group.addTask {
                    do { try await Self.act(number, custodian, bed, key) } catch let error as CustodianError {
                        #expect(expected.contains(error.code), "\(number % 8): \(error)")
                    } catch { Issue.record("\(number % 8): \(error)") }
                }
            }
        }
        #expect(try await custodian.verify().isIntact)
        #expect(try await custodian.backends.keys.unfinished().isEmpty)
        try await custodian.close()
        if backing == .files {
            let again = try await bed.open()
            #expect(try await again.verify().isIntact)
            try await again.close()
        }
    }

    private static func act(
        _ number: Int, _ custodian: Custodian, _ bed: Bed, _ key: Curve25519.Signing.PrivateKey
    ) async throws {
        switch number % 8 {
        case 0, 1:
            try await custodian.collect(
                Customer(email: "ada@example.org", phone: "+44"), about: "c-1", for: [.customerCare], from: .subject,
                by: bed.importer, options: CollectOptions(allowsSeveral: true, startsNewRelationship: number % 3 == 0))
        case 2:
            try await custodian.recordConsent(
                .given(explicitly: false), of: "c-1", for: .directMarketing, notice: Bed.notice, by: bed.agent)
        case 3: try await custodian.withdrawConsent(of: "c-1", for: .directMarketing)
        case 4:
            try await custodian.correct(FieldValues(text: ["phone": "+49"]), of: "customer", about: "c-1", by: bed.agent)
        case 5:
            let plan = try await custodian.planErasure(of: "c-1", ground: .noLongerNecessary, by: bed.who("officer-1"))
            let approval = try await custodian.approve(plan, by: bed.who("lead-1"), signingWith: key)
            _ = try await custodian.execute(plan, approval: approval, by: bed.who("officer-1"))
        default: _ = try await custodian.disclose(SupportView.self, about: "c-1", for: .customerCare, to: bed.agent)
        }
    }
}

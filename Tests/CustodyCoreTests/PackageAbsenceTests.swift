import Crypto
import CustodyAudit
import CustodyModel
import CustodyTesting
import Testing

@testable import CustodyCore

@Suite("Of whom no package is drawn up")
struct PackageAbsenceTests {
    /// What a person can be given.
    enum Package: CaseIterable {
        case access, portability

        func draw(_ custodian: Custodian, of subject: SubjectID, by principal: Principal?) async throws {
            switch self {
            case .access:
                try await custodian.accessPackage(of: subject, by: principal) { _, _ in
                    Issue.record("something was given")
                }
            case .portability:
                try await custodian.portabilityPackage(of: subject, by: principal) { _, _ in
                    Issue.record("something was given")
                }
            }
        }
    }

    @Test("Who may not draw one up is told the same about people known and unknown, on record", arguments: Package.allCases)
    func outsiders(_ package: Package) async throws {
        let bed = Bed(.memory)
        let custodian = try await bed.withCustomer()
        var told: Set<String> = []
        for subject: SubjectID in ["c-1042", "c-9"] {
            let error = try await thrown(.denied) { try await package.draw(custodian, of: subject, by: bed.agent) }
            #expect(error.receipt != nil)
            told.insert(error.description)
        }
        #expect(told.count == 1, "\(told)")
    }

    @Test("That somebody is not known, or was erased, is told on record", arguments: Package.allCases)
    func absence(_ package: Package) async throws {
        let bed = Bed(.memory)
        let custodian = try await bed.open()
        try await custodian.collect(
            Customer(email: "ada@example.org"), about: "c-1042", for: [.customerCare], from: .subject, by: bed.importer)
        let key = Curve25519.Signing.PrivateKey()
        try await custodian.enroll(publicKey: Bytes([UInt8](key.publicKey.rawRepresentation)), of: "lead-1", by: nil)
        let plan = try await custodian.planErasure(of: "c-1042", ground: .noLongerNecessary, by: bed.who("officer-1"))
        let approval = try await custodian.approve(plan, by: bed.who("lead-1"), signingWith: key)
        _ = try await custodian.execute(plan, approval: approval, by: bed.who("officer-1"))
        for principal in [bed.who("officer-1"), nil] {
            for (subject, code) in [("c-9", .unknownSubject), ("c-1042", .erased)] as [(SubjectID, CustodianError.Code)] {
                let error = try await thrown(code) { try await package.draw(custodian, of: subject, by: principal) }
                let place = try #require(error.receipt).place
                let lines = try await custodian.log(LogFilter(actions: [.exportPerson]), by: nil)
                #expect(lines.contains { $0.place == place && $0.decision == .deny })
            }
        }
        #expect(try await custodian.verify().isIntact)
    }
}

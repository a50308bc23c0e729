import Crypto
import CustodyAccess
import CustodyAudit
import CustodyModel
import CustodyTesting
import Testing

@testable import CustodyCore

@Suite("Asking the log about somebody")
struct AccessLogTests {
    private static func governance() throws -> Governance {
        var governance = try AccessTests.governance()
        governance.policy.roles.append(Role("auditor", rules: [Rule([.readLog, .exportLog, .revealActors])]))
        governance.policy.principals.append(Assignment("auditor-1", to: ["auditor"]))
        return governance
    }

    /// A custodian that holds one customer, c-1042.
    private static func custodian(_ bed: Bed) async throws -> Custodian {
        let custodian = try await bed.open(governance())
        try await custodian.collect(
            Customer(email: "ada@example.org"), about: "c-1042", for: [.customerCare], from: .subject, by: bed.importer)
        return custodian
    }

    /// Every way to ask what the log says about a person.
    enum Question: CaseIterable {
        case lines, accesses, corrections, export

        func ask(_ custodian: Custodian, about subject: SubjectID, by reader: Principal?) async throws {
            switch self {
            case .lines: _ = try await custodian.log(of: subject, by: reader)
            case .accesses: _ = try await custodian.subjectAccessLog(of: subject, by: reader)
            case .corrections: _ = try await custodian.corrections(of: subject, by: reader)
            case .export:
                _ = try await custodian.exportLog(
                    LogFilter(subject: subject), as: .ndjson, for: "an audit", by: reader
                ) { _, _ in }
            }
        }
    }

    @Test("Who may not read is told the same about people known and unknown, on record", arguments: Question.allCases)
    func outsiders(_ question: Question) async throws {
        let bed = Bed(.memory)
        let custodian = try await Self.custodian(bed)
        var told: Set<String> = []
        for subject: SubjectID in ["c-1042", "c-9"] {
            let error = try await thrown(.denied) { try await question.ask(custodian, about: subject, by: bed.agent) }
            let place = try #require(error.receipt).place
            #expect(try await custodian.log(by: nil).contains { $0.place == place && $0.decision == .deny })
            told.insert(error.description)
        }
        #expect(told.count == 1, "\(told)")
        // Nothing of it stands with the person.
        #expect(try await !custodian.log(of: "c-1042", by: nil).contains { $0.decision == .deny })
    }

    @Test("That somebody is not known, or was erased, is told on record", arguments: Question.allCases)
    func absence(_ question: Question) async throws {
        let bed = Bed(.memory)
        let custodian = try await Self.custodian(bed)
        let key = Curve25519.Signing.PrivateKey()
        try await custodian.enroll(publicKey: Bytes([UInt8](key.publicKey.rawRepresentation)), of: "lead-1", by: nil)
        let plan = try await custodian.planErasure(of: "c-1042", ground: .noLongerNecessary, by: bed.who("officer-1"))
        let approval = try await custodian.approve(plan, by: bed.who("lead-1"), signingWith: key)
        _ = try await custodian.execute(plan, approval: approval, by: bed.who("officer-1"))
        for reader in [bed.who("auditor-1"), nil] {
            for (subject, code) in [("c-9", .unknownSubject), ("c-1042", .erased)] as [(SubjectID, CustodianError.Code)] {
                let error = try await thrown(code) { try await question.ask(custodian, about: subject, by: reader) }
                let place = try #require(error.receipt).place
                let line = try #require(try await custodian.log(by: nil).first { $0.place == place })
                #expect(line.action == .readLog && line.decision == .deny)
            }
        }
        #expect(try await custodian.verify().isIntact)
    }

    @Test("What was asked last is the last line, also as the first entry of a month", arguments: Backing.allCases)
    func turnOfTheMonth(_ backing: Backing) async throws {
        let bed = Bed(backing)
        let custodian = try await Self.custodian(bed)
        bed.clock.advance(hours: 31 * 24)
        let accesses = try await custodian.subjectAccessLog(of: "c-1042", by: nil).accesses
        #expect(accesses.last?.action == .readLog && accesses.last?.time == bed.clock.now())
        bed.clock.advance(hours: 31 * 24)
        let lines = try await custodian.log(of: "c-1042", by: nil)
        #expect(lines.last?.action == .readLog && lines.last?.time == bed.clock.now())
        // The same holds for whoever never acted before.
        let auditor = bed.who("auditor-1")
        let own = try await custodian.log(LogFilter(principal: auditor.id), by: auditor)
        #expect(own.map(\.action) == [.readLog])
        try await custodian.close()
    }

    @Test("Who acted is named also when their role was ended since", arguments: Backing.allCases)
    func formerPrincipal(_ backing: Backing) async throws {
        let bed = Bed(backing)
        var custodian = try await Self.custodian(bed)
        let admin = bed.who("admin-1")
        let grant = RoleGrant("g1", "support", to: "temp-1", by: admin.id, reason: "helps out")
        try await custodian.changeAccess(.grant(grant), by: admin, reason: "helps out")
        _ = try await custodian.disclose(SupportView.self, about: "c-1042", for: .customerCare, to: bed.who("temp-1"))
        try await custodian.changeAccess(.revoke("g1"), by: admin, reason: "is done")
        if backing == .files {
            try await custodian.close()
            custodian = try await bed.open(Self.governance())
        }
        let named = try await custodian.subjectAccessLog(
            of: "c-1042", by: nil,
            naming: ActorDisclosure(decidedBy: bed.who("auditor-1"), reason: "a dispute, weighed by counsel"))
        #expect(named.accesses.first { $0.action == .read }?.actor == "temp-1")
        try await custodian.close()
    }
}

import Crypto
import CustodyAccess
import CustodyAudit
import CustodyData
import CustodyModel
import CustodyTesting
import Testing

@testable import CustodyCore

@Suite("What is decided until an instant that comes before the commit")
struct EndedDecisionTests {
    /// What is decided about data or access.
    enum Act: CaseIterable {
        case disclose, share, discloseAll, collect, correct, verify, extend, enroll, changeAccess

        func perform(_ custodian: Custodian, _ name: String, by principal: Principal) async throws {
            let subject = SubjectID(name)
            switch self {
            case .disclose:
                _ = try await custodian.disclose(SupportView.self, about: subject, for: .customerCare, to: principal)
            case .share:
                _ = try await custodian.share(
                    SupportView.self, about: subject, for: .customerCare, with: ConsentBed.post, by: principal)
            case .discloseAll:
                for try await _ in try await custodian.discloseAll(SupportView.self, for: .customerCare, to: principal) {}
            case .collect:
                try await custodian.collect(
                    Customer(email: "bob@example.org"), about: SubjectID("\(name) too"), for: [.customerCare], from: .subject,
                    by: principal)
            case .correct:
                try await custodian.correct(
                    FieldValues(text: ["phone": "+2"]), of: "customer", about: subject, by: principal)
            case .verify:
                try await custodian.verify(
                    ["email"], of: "customer", about: subject, by: .document, principal: principal)
            case .extend:
                try await custodian.extend(
                    "file", about: subject, to: "bookkeeping", because: .law("Tax Act"), telling: .exempt(.alreadyInformed),
                    by: principal)
            case .enroll:
                let key = Curve25519.Signing.PrivateKey().publicKey
                try await custodian.enroll(publicKey: Bytes([UInt8](key.rawRepresentation)), of: "lead-1", by: principal)
            case .changeAccess:
                let grant = RoleGrant(
                    GrantID(rawValue: name), "support", to: PrincipalID(rawValue: name), by: principal.id, reason: "joins")
                try await custodian.changeAccess(.grant(grant), by: principal, reason: "joins")
            }
        }
    }

    /// A store with two people, in which new-1 may do it all for an hour.
    private static func opened(_ bed: Bed, _ hook: Hook) async throws -> Custodian {
        var governance = try AccessTests.governance()
        governance.records.append(
            RecordSchema("file") { Field("number", .telephone, for: [.customerCare, "bookkeeping"]) })
        governance.policy.roles.append(
            Role(
                "stand-in",
                rules: [
                    Rule([.read, .share, .collect], categories: [.contact], purposes: [.customerCare]),
                    Rule([.correct, .verify], categories: [.contact]),
                    Rule([.extendPurpose], categories: [.contact], purposes: ["bookkeeping"]),
                    Rule([.enrollPrincipal, .changeAccess]),
                ]))
        let backends = try await Backends.inMemory(controller: "acme", coordinator: SlowCoordinator(hook: hook))
        let custodian = try await Custodian.open(backends, governance: governance, clock: bed.clock)
        for subject: SubjectID in ["first", "second"] {
            try await custodian.collect(
                Customer(email: "ada@example.org"), about: subject, for: [.customerCare], from: .subject, by: bed.importer)
            try await custodian.collect(
                FieldValues(text: ["number": "1"]), as: "file", about: subject, for: [.customerCare], from: .subject,
                by: bed.importer)
        }
        let grant = RoleGrant(
            "g1", "stand-in", to: "new-1", until: bed.clock.now().adding(milliseconds: 3_600_000), by: "admin-1",
            reason: "stands in")
        try await custodian.changeAccess(.grant(grant), by: bed.who("admin-1"), reason: "stands in")
        return custodian
    }

    /// How much of what new-1 did stands in the log.
    private static func permitted(_ custodian: Custodian) async throws -> Int {
        try await custodian.log(LogFilter(principal: "new-1", decisions: [.permit]), by: nil).count
    }

    @Test("A role that ends in time while something is decided and recorded by it gives nothing", arguments: Act.allCases)
    func ended(_ act: Act) async throws {
        let (bed, hook) = (Bed(.memory), Hook())
        let custodian = try await Self.opened(bed, hook)
        let new = bed.who("new-1")
        try await act.perform(custodian, "first", by: new)
        let before = try await Self.permitted(custodian)
        #expect(before > 0)
        hook.arm { bed.clock.advance(hours: 1) }
        let error = try await thrown(.denied) { try await act.perform(custodian, "second", by: new) }
        #expect(error.decision?.reason == .grantExpired && error.receipt != nil)
        #expect(try await Self.permitted(custodian) == before)
    }

    @Test("What another role permits still is decided anew, and done once", arguments: [Act.disclose, .correct])
    func decidedAnew(_ act: Act) async throws {
        let (bed, hook) = (Bed(.memory), Hook())
        let custodian = try await Self.opened(bed, hook)
        let grant = RoleGrant("g2", "support", to: "new-1", by: "admin-1", reason: "stays")
        try await custodian.changeAccess(.grant(grant), by: bed.who("admin-1"), reason: "stays")
        hook.arm { bed.clock.advance(hours: 1) }
        try await act.perform(custodian, "first", by: bed.who("new-1"))
        let lines = try await custodian.log(LogFilter(principal: "new-1", decisions: [.permit]), by: nil)
        #expect(lines.map(\.role) == ["support"])
    }
}

import Crypto
import CustodyAccess
import CustodyAudit
import CustodyGovernance
import CustodyModel
import CustodyTesting
import Testing

@testable import CustodyCore

@Suite("Sharing outside the house")
struct SharingTests {
    private static func governance() throws -> Governance {
        Governance(
            policy: try RolePolicy(controller: "acme") {
                Declare("delivery", on: .contract)
                Declare("news", on: .legitimateInterests, note: "weighed")
                Role("staff") {
                    Allow(.collect, [.contact], for: ["delivery", "news"])
                    Allow(.share, [.contact], for: ["delivery", "news"])
                    Allow(.correct, [.contact])
                    Allow([.handleRequest, .planErasure, .executeErasure, .readLog, .recordConsent], [])
                }
                Role("lead") { Allow(.approveErasure, []) }
                Assign("agent-1", to: "staff")
                Assign("lead-1", to: "lead")
            },
            records: [
                RecordSchema("customer") {
                    Field("name", .personName, for: ["delivery", "news"])
                    Field("email", .emailAddress, for: ["delivery", "news"])
                    Field("phone", .telephone, for: ["delivery"])
                }
            ], logRetention: Bed.logRetention)
    }

    private static let post = DataRecipient(
        "post", named: "The Post", as: .processor, in: "AT", under: DataRecipient.Document("contract 7"))
    private static let carrier = DataRecipient("carrier", named: "Carrier", as: .controller, in: "DE")
    private static let printer = DataRecipient("printer", named: "Printer", as: .controller, in: "FR")

    private func opened(_ bed: Bed) async throws -> Custodian {
        let custodian = try await bed.open(Self.governance())
        try await custodian.collect(
            FieldValues(text: ["name": "Ada", "email": "ada@example.org", "phone": "+1"]), as: "customer", about: "c-1",
            for: ["delivery", "news"], from: .subject, by: bed.agent)
        return custodian
    }

    private func share(
        _ fields: [FieldName], _ recipient: DataRecipient, _ custodian: Custodian, _ bed: Bed, for purpose: Purpose = "delivery"
    ) async throws -> Disclosure<FieldValues> {
        try await custodian.share(
            fields.map { FieldRequest($0) }, of: "customer", about: "c-1", for: purpose, with: recipient, by: bed.agent)
    }

    @Test("a recipient is given data by a contract and a safeguard that hold, and by nothing less")
    func faults() {
        let now = Instant(milliseconds: 1_780_000_000_000)
        let (past, future) = (now, now.adding(milliseconds: 1))
        typealias Document = DataRecipient.Document
        func faults(
            _ role: DataRecipient.Role, _ country: String, _ contract: Document? = nil, _ transfer: Document? = nil
        ) -> [ShareFault] {
            DataRecipient(
                "r", named: "R", as: role, in: country, under: contract,
                transfer: transfer.map { DataRecipient.Transfer(.standardClauses, $0) }
            ).faults(at: now)
        }
        #expect(faults(.controller, "DE") == [])
        for role: DataRecipient.Role in [.processor, .joint] {
            #expect(faults(role, "NO") == [.contractMissing])
            #expect(faults(role, "NO", Document(" ")) == [.contractMissing])
            #expect(faults(role, "NO", Document("c", until: past)) == [.contractExpired])
            #expect(faults(role, "NO", Document("c", until: future)) == [])
        }
        #expect(faults(.controller, "US") == [.safeguardMissing])
        #expect(faults(.controller, "US", nil, Document("")) == [.safeguardMissing])
        #expect(faults(.controller, "US", nil, Document("scc", until: past)) == [.safeguardExpired])
        #expect(faults(.controller, "US", nil, Document("scc", until: future)) == [])
        #expect(
            faults(.processor, "CH", Document("c", until: past), Document("d", until: past)) == [
                .contractExpired, .safeguardExpired,
            ])
        for country in ["", "de", "Germany", "D1"] { #expect(faults(.controller, country) == [.countryUnknown], "\(country)") }
        #expect(DataRecipient("r", named: " ", as: .controller, in: "DE").faults(at: now) == [.unnamed])
        for tool in TransferTool.allCases { #expect(tool.reference.hasPrefix("GDPR Art. 4")) }
    }

    @Test("a share under an expired safeguard is refused with the reason, recorded, and remembered for nobody")
    func expired() async throws {
        let bed = Bed(.memory)
        let custodian = try await opened(bed)
        let cloud = DataRecipient(
            "cloud", named: "Cloud", as: .processor, in: "US", under: DataRecipient.Document("contract"),
            transfer: DataRecipient.Transfer(
                .standardClauses, DataRecipient.Document("clauses of 2021", until: bed.clock.now().adding(milliseconds: 1000))))
        _ = try await share(["email"], cloud, custodian, bed)
        bed.clock.advance(milliseconds: 1000)
        let refused = try await thrown(.refusedByLaw) { _ = try await share(["email"], cloud, custodian, bed) }
        #expect(refused.reasons.map { $0.prefix(16) } == ["safeguardExpired"])
        let receipt = try #require(refused.receipt)
        let line = try #require(try await custodian.log(of: "c-1", by: nil).last { $0.commit == receipt.commit })
        #expect(line.action == .share && line.decision == .deny)
        #expect(try await custodian.shares(about: "c-1", by: bed.agent).map(\.times) == [1])
    }

    @Test("what the policy, an objection or a restriction keeps in the house is not shared")
    func denied() async throws {
        let bed = Bed(.memory)
        let custodian = try await opened(bed)
        _ = try await thrown(.denied) {
            _ = try await custodian.share(
                [FieldRequest("email")], of: "customer", about: "c-1", for: "delivery", with: Self.carrier,
                by: bed.who("lead-1"))
        }
        try await custodian.object(on: "c-1", to: "news")
        _ = try await thrown(.denied) { _ = try await share(["email"], Self.carrier, custodian, bed, for: "news") }
        try await custodian.restrictProcessing(of: "c-1")
        _ = try await thrown(.denied) { _ = try await share(["email"], Self.carrier, custodian, bed) }
        #expect(try await custodian.shares(about: "c-1", by: bed.agent).isEmpty)
    }

    @Test("after a correction exactly those are due a notice who got what was corrected", arguments: Backing.allCases)
    func rectifying(_ backing: Backing) async throws {
        let bed = Bed(backing)
        var custodian = try await opened(bed)
        let seen = try await share(["name", "email"], Self.post, custodian, bed)
        #expect(seen.value.text("email") == "ada@example.org")
        _ = try await share(["email"], Self.carrier, custodian, bed)
        _ = try await share(["email"], Self.carrier, custodian, bed)
        _ = try await share(["name", "phone"], Self.printer, custodian, bed)
        #expect(try await custodian.recipientNotices(by: nil).isEmpty)
        if backing == .files {
            try await custodian.close()
            custodian = try await bed.open(Self.governance())
        }
        let shares = try await custodian.shares(about: "c-1", by: bed.agent)
        #expect(shares.map(\.recipient) == [Self.carrier, Self.post, Self.printer])
        #expect(shares.map(\.times) == [2, 1, 1] && shares[1].fields.keys.sorted() == ["email", "name"])

        bed.clock.advance(hours: 1)
        try await custodian.correct(
            FieldValues(text: ["email": "ada@example.com"]), of: "customer", about: "c-1", by: bed.agent)
        let due = try await custodian.recipientNotices(by: nil)
        #expect(Set(due.map(\.recipient.id)) == ["post", "carrier"] && due.allSatisfy { $0.fields == ["email"] })
        #expect(due.allSatisfy { $0.kind == .rectification && $0.since == bed.clock.now() })
        // A second correction adds to what is due, and makes nothing due twice.
        try await custodian.correct(
            FieldValues(text: ["email": "a@example.com", "name": "Ada L."]), of: "customer", about: "c-1", by: bed.agent)
        let more = try await custodian.recipientNotices(by: nil)
        #expect(more.count == 3 && more.first { $0.recipient.id == "post" }?.fields == ["email", "name"])

        _ = try await thrown(.denied) { try await custodian.settleNotice(more[0].id, by: bed.who("lead-1")) }
        _ = try await thrown(.invalidInput) { try await custodian.settleNotice(more[0].id, notTold: " ", by: bed.agent) }
        try await custodian.settleNotice(more[0].id, by: bed.agent)
        try await custodian.settleNotice(more[1].id, notTold: "it was closed down", by: bed.agent)
        _ = try await thrown(.unknownRecord) { try await custodian.settleNotice(more[0].id, by: bed.agent) }
        #expect(try await custodian.recipientNotices(by: nil) == [more[2]])

        let history = try await custodian.corrections(of: "c-1", by: nil)
        #expect(history.map(\.fields) == [["email"], ["email", "name"]] && history.map(\.version) == [2, 3])
        #expect(history.allSatisfy { $0.role == "staff" && $0.time == bed.clock.now() })
    }

    @Test(
        "a restriction and an erasure are told to everybody who got something, and nothing else of it is left",
        arguments: Backing.allCases)
    func erasing(_ backing: Backing) async throws {
        let bed = Bed(backing)
        let custodian = try await opened(bed)
        _ = try await share(["name"], Self.post, custodian, bed)
        _ = try await share(["phone"], Self.carrier, custodian, bed)
        try await custodian.restrictProcessing(of: "c-1")
        let restricted = try await custodian.recipientNotices(by: nil)
        #expect(restricted.map(\.kind) == [.restriction, .restriction])
        for notice in restricted { try await custodian.settleNotice(notice.id, by: bed.agent) }
        try await custodian.liftRestriction(of: "c-1", toldAt: bed.clock.now(), by: bed.agent)

        let key = Curve25519.Signing.PrivateKey()
        try await custodian.enroll(publicKey: Bytes([UInt8](key.publicKey.rawRepresentation)), of: "lead-1", by: nil)
        let token = try await custodian.known("c-1")
        let plan = try await custodian.planErasure(of: "c-1", ground: .noLongerNecessary, by: bed.agent)
        let approval = try await custodian.approve(plan, by: bed.who("lead-1"), signingWith: key)
        _ = try await custodian.execute(plan, approval: approval, by: bed.agent)
        let due = try await custodian.recipientNotices(by: nil)
        #expect(Set(due.map(\.recipient.id)) == ["post", "carrier"] && due.allSatisfy { $0.kind == .erasure })
        #expect(try await custodian.shares(of: token).isEmpty)
        // Who was erased is named nowhere any more, and that they were told stands in the log all the same.
        for notice in due { #expect(try await custodian.settleNotice(notice.id, by: bed.agent) != nil) }
        #expect(try await custodian.recipientNotices(by: nil).isEmpty)
        #expect(try await custodian.verify().isIntact)
    }
}

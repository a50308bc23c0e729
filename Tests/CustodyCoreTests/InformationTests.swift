import Crypto
import CustodyAccess
import CustodyAudit
import CustodyConsent
import CustodyGovernance
import CustodyLaw
import CustodyModel
import CustodyTesting
import Testing

@testable import CustodyCore

@Suite("What people are told")
struct InformationTests {
    private static func governance() throws -> Governance {
        Governance(
            policy: try RolePolicy(controller: "acme") {
                Declare("care", on: .legitimateInterests, note: "weighed")
                Declare("orders", on: .contract)
                Declare("news", on: .consent)
                Role("staff") {
                    Allow([.collect, .share], [.contact, "interests"], for: ["care", "orders", "news"])
                    Allow([.changePolicy, .handleRequest, .planErasure, .executeErasure], [])
                }
                Role("lead") { Allow(.approveErasure, []) }
                Assign("agent-1", to: "staff")
                Assign("lead-1", to: "lead")
            },
            records: [
                RecordSchema("customer") {
                    Field("email", .emailAddress, for: ["care", "orders"])
                    Field("hobby", "interests.hobby", for: ["news"])
                }
            ], logRetention: Bed.logRetention)
    }

    private func recorded(_ version: String, _ custodian: Custodian, _ bed: Bed) async throws -> NoticeHash {
        try await custodian.recordNotice(
            ShownNotice(text: Array("privacy \(version)".utf8), version: version, language: "en", name: "privacy"),
            explaining: ["care", "orders", "news"], by: bed.agent)
    }

    private func collect(
        _ custodian: Custodian, _ bed: Bed, about subject: SubjectID = "c-1", from source: DataSource,
        _ information: GivenInformation? = nil
    ) async throws {
        try await custodian.collect(
            FieldValues(text: ["email": "ada@example.org"]), as: "customer", about: subject, for: ["care"], from: source,
            by: bed.agent, options: CollectOptions(allowsSeveral: true, information: information))
    }

    private static let post = DataRecipient("post", named: "The Post", as: .controller, in: "AT")

    private static func direct(_ hash: NoticeHash) -> NoticeContent {
        NoticeContent(
            of: hash, for: .fromPerson,
            items: [
                .controller, .purposes, .legitimateInterests, .recipients, .retention, .rights, .withdrawal, .complaint, .duty,
            ],
            purposes: ["care", "orders", "news"], categories: [.contact, "interests"])
    }

    @Test("a notice is held against the items of its article, each by itself", arguments: InformationItem.Article.allCases)
    func items(_ article: InformationItem.Article) throws {
        let governance = try Self.governance()
        let hash = NoticeHash(of: [1])
        let abroad = DataRecipient("us", named: "US", as: .controller, in: "US")
        var content = Self.direct(hash)
        content.article = article
        content.recipients = ["us"]
        (content.hasOfficer, content.decidesAutomatically) = (true, true)
        let needed = InformationItem.allCases.filter { $0.reference(in: article) != nil && $0 != .recognisedInterest }
        content.items = Set(needed)
        #expect(InformationFinding.all([content], governance, given: [abroad], from: [article]).isEmpty)
        #expect(needed.count == (article == .fromPerson ? 12 : 13))
        for item in needed {
            var lacking = content
            lacking.items.remove(item)
            let findings = InformationFinding.all([lacking], governance, given: [abroad], from: [article])
            #expect(findings == [.itemMissing(item, in: hash, reference: try #require(item.reference(in: article)))])
        }
        // What need not be said is not missed.
        content.items = Set(InformationItem.items(of: article, where: []))
        content.purposes = ["orders"]
        (content.hasOfficer, content.decidesAutomatically, content.recipients) = (false, false, [])
        let rest = InformationFinding.all([content], governance, given: [], from: [article])
        #expect(rest == [.purposeMissing("care"), .purposeMissing("news")])
    }

    @Test(
        "a field, a purpose or a recipient that no notice in force names is a finding, and an edition that was replaced names nothing",
        arguments: Backing.allCases)
    func inForce(_ backing: Backing) async throws {
        let bed = Bed(backing)
        var custodian = try await bed.open(Self.governance())
        #expect(try await custodian.informationFindings().contains(.noNotice(.fromPerson)))
        let first = try await recorded("1", custodian, bed)
        #expect(try await custodian.declare(Self.direct(first), by: bed.agent).isEmpty)
        #expect(try await custodian.informationFindings().isEmpty)
        try await collect(custodian, bed, from: .subject, .served(first))
        _ = try await custodian.share(
            [FieldRequest("email")], of: "customer", about: "c-1", for: "care", with: Self.post, by: bed.agent)
        #expect(try await custodian.informationFindings() == [.recipientMissing("post")])
        let second = try await recorded("2", custodian, bed)
        // Before it says what it tells, the new edition counts for nothing, and the old one is not in force.
        #expect(try await custodian.informationFindings().contains(.noNotice(.fromPerson)))
        var content = Self.direct(second)
        (content.purposes, content.categories, content.recipients) = (["care", "orders"], [.contact], ["post"])
        content.items.remove(.complaint)
        if backing == .files {
            try await custodian.close()
            custodian = try await bed.open(Self.governance())
        }
        let own = try await custodian.declare(content, by: bed.agent)
        #expect(own == [.itemMissing(.complaint, in: second, reference: "GDPR Art. 13(2)(d)")])
        #expect(
            try await custodian.informationFindings() == own + [
                .purposeMissing("news"), .fieldMissing("customer", "hobby", "interests.hobby"),
            ])
        _ = try await thrown(.denied) { try await custodian.declare(content, by: bed.who("lead-1")) }
        content.notice = NoticeHash(of: [9])
        _ = try await thrown(.invalidInput) { try await custodian.declare(content, by: bed.agent) }
    }

    @Test(
        "data from others opens a duty with its clock: a month, the first message or the first disclosure, whichever is first",
        arguments: Backing.allCases)
    func duties(_ backing: Backing) async throws {
        let bed = Bed(backing)
        var custodian = try await bed.open(Self.governance())
        let notice = try await recorded("1", custodian, bed)
        try await collect(custodian, bed, about: "told", from: .other("a fair"), .served(notice))
        try await collect(custodian, bed, about: "exempt", from: .other("a fair"), .exempt(.secrecy))
        try await collect(custodian, bed, about: "gave", from: .subject)
        #expect(try await custodian.informationDuties(by: nil).isEmpty)
        _ = try await thrown(.invalidInput) {
            try await collect(custodian, bed, about: "x", from: .subject, .exempt(.secrecy))
        }
        _ = try await thrown(.invalidInput) {
            try await collect(custodian, bed, about: "x", from: .subject, .served(NoticeHash(of: [9])))
        }
        for subject: SubjectID in ["c-1", "c-2", "c-3", "c-4"] {
            try await collect(custodian, bed, about: subject, from: .other("a fair"))
        }
        if backing == .files {
            try await custodian.close()
            custodian = try await bed.open(Self.governance())
        }
        // 1 January and one month is 1 February, a Sunday.
        let month = try #require(Instant("2026-02-02T23:59:59.999Z"))
        let open = try await custodian.informationDuties(by: nil)
        #expect(open.count == 4 && open.allSatisfy { custodian.due($0) == month })

        bed.clock.advance(hours: 24)
        let contact = bed.clock.now()
        #expect(try await custodian.noteContact(with: "c-1", by: nil).map(\.firstContact) == [contact])
        bed.clock.advance(hours: 24)
        // What comes later moves nothing.
        _ = try await custodian.noteContact(with: "c-1", by: nil)
        let disclosure = bed.clock.now()
        for _ in 0..<2 {
            _ = try await custodian.share(
                [FieldRequest("email")], of: "customer", about: "c-2", for: "care", with: Self.post, by: bed.agent)
            bed.clock.advance(hours: 1)
        }
        let dues = try await custodian.informationDuties(by: nil).map { custodian.due($0) }
        #expect(dues.sorted { ($0 ?? .zero) < ($1 ?? .zero) } == [contact, disclosure, month, month])

        _ = try await thrown(.denied) { try await custodian.inform("c-1", .served(notice), by: bed.who("lead-1")) }
        try await custodian.inform("c-1", .served(notice), by: bed.agent)
        try await custodian.inform("c-2", .exempt(.disproportionate), by: bed.agent)
        #expect(try await custodian.informationDuties(by: nil).count == 2)
        #expect(try await custodian.log(of: "c-1", by: nil).contains { $0.action == .subjectInformed })

        // Who is erased is not told any more.
        let key = Curve25519.Signing.PrivateKey()
        try await custodian.enroll(publicKey: Bytes([UInt8](key.publicKey.rawRepresentation)), of: "lead-1", by: nil)
        let plan = try await custodian.planErasure(of: "c-3", ground: .noLongerNecessary, by: bed.agent)
        let approval = try await custodian.approve(plan, by: bed.who("lead-1"), signingWith: key)
        _ = try await custodian.execute(plan, approval: approval, by: bed.agent)
        #expect(try await custodian.informationDuties(by: nil).count == 1)
        #expect(try await custodian.informationFindings().contains(.noNotice(.fromOthers)))
    }
}

extension Instant {
    fileprivate static let zero = Instant(milliseconds: 0)
}

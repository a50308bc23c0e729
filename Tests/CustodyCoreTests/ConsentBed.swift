import CustodyAccess
import CustodyAudit
import CustodyConsent
import CustodyCore
import CustodyGovernance
import CustodyModel
import CustodyTesting

/// A store whose policy has purposes of every kind that consent is about, whole and in parts, with principals of different reach.
struct ConsentBed {
    struct MailView: PersonalView {
        typealias Record = Customer
        let email: String?
        let hobby: String?
    }

    let bed: Bed
    let custodian: Custodian

    /// - Parameter isEmpty: whether nothing is held; otherwise one customer is, c-1.
    init(_ backing: Backing, isEmpty: Bool = false) async throws {
        bed = Bed(backing)
        let policy = try RolePolicy(controller: "acme") {
            Declare(.customerCare, on: .legitimateInterests, note: "Customers expect an answer when they ask.")
            Declare(.payment, on: .contract)
            Declare(.directMarketing, on: .consent)
            Declare("directMarketing.email", on: .consent)
            Declare("fun", on: .consent)
            Declare("fun.game", on: .consent, offeredToChildren: true)
            // Of these nobody declared the whole.
            Declare("offers.letter", on: .consent)
            Role("staff") {
                Allow(.collect, [.contact, .financial, "interests"], for: [.customerCare, .payment, .directMarketing])
                Allow([.read, .share], [.contact, "interests"], for: [.customerCare, .directMarketing])
                Allow([.recordConsent, .changePolicy, .exportLog, .planErasure, .executeErasure])
            }
            Role("lead") { Allow(.approveErasure) }
            Role("clerk") { Allow(.recordConsent) }
            Role("games") { Allow(.recordConsent, for: ["fun.game"]) }
            Role("nobody") { Allow(.read, [.contact], for: [.customerCare]) }
            Assign("staff-1", to: "staff")
            Assign("lead-1", to: "lead")
            Assign("clerk-1", to: "clerk")
            Assign("games-1", to: "games")
            Assign("nobody-1", to: "nobody")
        }
        custodian = try await bed.open(
            Governance(
                policy: policy,
                records: [Customer.schema, RecordSchema("pastime") { Field("hobby", "interests.hobby", for: ["fun"]) }],
                logRetention: Bed.logRetention))
        guard !isEmpty else { return }
        try await custodian.collect(
            Customer(email: "ada@example.org", phone: nil, iban: "GB33BUKB20201555555555"), about: "c-1",
            for: [.customerCare, .payment], from: .subject, by: staff)
    }

    var staff: Principal { bed.who("staff-1") }
    /// Records what people answer, and nothing else.
    var clerk: Principal { bed.who("clerk-1") }
    /// Records what people answer about a part of a purpose.
    var games: Principal { bed.who("games-1") }
    /// May do nothing about consent.
    var nobody: Principal { bed.who("nobody-1") }

    static let adult = ConsentCircumstances(age: AgeAssurance(country: "AT", age: 14, isYounger: false))
    static let post = DataRecipient("post", named: "The Post", as: .controller, in: "AT")

    /// A text about one purpose that stands alone.
    static func notice(_ purpose: Purpose) -> ShownNotice {
        guard purpose != .directMarketing else { return Bed.notice }
        return ShownNotice(text: Array("May we, for \(purpose)?".utf8), version: "1", language: "en")
    }

    /// A text that is an edition of a notice.
    static func edition(_ version: String, _ change: Notice.Change? = nil) -> ShownNotice {
        ShownNotice(
            text: Array("We write to you, \(version)".utf8), version: version, language: "en", name: "newsletter",
            change: change)
    }

    @discardableResult
    func give(
        _ subject: SubjectID = "c-1", _ answer: ConsentAnswer = .given(explicitly: false),
        for purpose: Purpose = .directMarketing, notice: ShownNotice? = nil,
        under circumstances: ConsentCircumstances = ConsentCircumstances(), by principal: Principal? = nil
    ) async throws -> AuditReceipt? {
        try await custodian.recordConsent(
            answer, of: subject, for: purpose, notice: notice ?? Self.notice(purpose), under: circumstances,
            by: principal ?? staff)
    }

    func collect(_ subject: SubjectID = "c-1", for purposes: [Purpose]) async throws {
        try await custodian.collect(
            FieldValues(text: ["email": "ada@example.org"]), as: "customer", about: subject, for: purposes, from: .subject,
            by: staff)
    }

    func mail() async throws -> Disclosure<MailView> {
        try await custodian.disclose(MailView.self, about: "c-1", for: .directMarketing, to: staff)
    }

    /// Why the address is not given.
    func refusal() async throws -> AccessReasons? {
        try await thrown(.denied) { _ = try await mail() }.decision?.reasons
    }

    func state(_ subject: SubjectID = "c-1", for purpose: Purpose = .directMarketing) async throws -> ConsentStatus.State {
        try await custodian.consentStatus(of: subject, for: purpose).state
    }

    /// What is handed to another store about these people.
    func lines(of subjects: [SubjectID]) async throws -> [[UInt8]] {
        var lines: [[UInt8]] = []
        try await custodian.exportConsents(of: subjects, by: nil) { lines.append(Array($0.dropLast())) }
        return lines
    }

    static let terms = ReceiptTerms(
        controllers: [.init(name: "Acme", contact: "Privacy", address: "Way 1", email: "p@example.org", phone: "+1")],
        policyURL: "https://example.org/privacy", service: "Newsletter", withdrawal: "https://example.org/stop",
        termination: "when consent ends", jurisdiction: "IE", storageLocations: ["IE"])
}

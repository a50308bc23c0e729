import CustodyAccess
import CustodyAudit
import CustodyConsent
import CustodyCore
import CustodyModel
import CustodyTesting

/// A store whose policy has purposes of every kind that consent is about, with one customer.
struct ConsentBed {
    struct MailView: PersonalView {
        typealias Record = Customer
        let email: String?
        let hobby: String?
    }

    let bed: Bed
    let custodian: Custodian

    init(_ backing: Backing) async throws {
        bed = Bed(backing)
        let policy = try RolePolicy(controller: "acme") {
            Declare(.customerCare, on: .legitimateInterests, note: "Customers expect an answer when they ask.")
            Declare(.payment, on: .contract)
            Declare(.directMarketing, on: .consent)
            Declare("game", on: .consent, offeredToChildren: true)
            Role("staff") {
                Allow(.collect, [.contact, .financial, "interests"], for: [.customerCare, .payment, .directMarketing])
                Allow(.read, [.contact, "interests"], for: [.directMarketing, .customerCare])
                Allow([.recordConsent, .changePolicy, .exportLog])
            }
            Role("nobody") { Allow(.read, [.contact], for: [.customerCare]) }
            Assign("staff-1", to: "staff")
            Assign("nobody-1", to: "nobody")
        }
        custodian = try await bed.open(
            Governance(policy: policy, records: [Customer.schema], logRetention: Bed.logRetention))
        try await custodian.collect(
            Customer(email: "ada@example.org", phone: nil, iban: "GB33BUKB20201555555555"), about: "c-1",
            for: [.customerCare, .payment], from: .subject, by: staff)
    }

    var staff: Principal { bed.who("staff-1") }
    var nobody: Principal { bed.who("nobody-1") }

    @discardableResult
    func give(
        _ subject: SubjectID = "c-1", _ answer: ConsentAnswer = .given(explicitly: false),
        for purpose: Purpose = .directMarketing,
        notice: ShownNotice = Bed.notice, under circumstances: ConsentCircumstances = ConsentCircumstances()
    ) async throws -> AuditReceipt? {
        try await custodian.recordConsent(answer, of: subject, for: purpose, notice: notice, under: circumstances, by: staff)
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

    static let terms = ReceiptTerms(
        controllers: [.init(name: "Acme", contact: "Privacy", address: "Way 1", email: "p@example.org", phone: "+1")],
        policyURL: "https://example.org/privacy", service: "Newsletter", withdrawal: "https://example.org/stop",
        termination: "when consent ends", jurisdiction: "IE", storageLocations: ["IE"])
}

// The README's code: what stands between the marks stands there too, line by line.
// README: begins
import Crypto
import Custody

struct Customer: PersonalRecord {
    static let schema = RecordSchema("customer") {
        Field("email", .emailAddress, for: [.customerCare, .directMarketing])
        Field("phone", .telephone, for: [.customerCare], verifyEvery: .months(12))
        Field("iban", .bankAccount, for: [.payment], retain: .years(10, after: .collection))
    }
    var email: String
    var phone: String?
    var iban: String?
}

struct SupportView: PersonalView {
    typealias Record = Customer
    let email: String
    let phone: String?
}

func customerPolicy() throws -> RolePolicy {
    try RolePolicy(controller: "acme") {
        Declare(.customerCare, on: .legitimateInterests, note: "Who writes to us expects an answer.")
        Declare(.payment, on: .contract)
        Declare(.directMarketing, on: .consent)
        Role("import") { Allow(.collect, [.contact, .financial], for: [.customerCare, .payment]) }
        Role("support") {
            Allow(.read, [.contact], for: [.customerCare])
            Mask(.bankAccount, keepLast: 4, for: [.payment])
        }
        Role("officer") { Allow([.planErasure, .executeErasure], []) }
        Role("lead") { Allow(.approveErasure, []) }
        Exclusive("officer", "lead")
        Assign("importer-1", to: "import")
        Assign("agent-1", to: "support")
        Assign("officer-1", to: "officer")
        Assign("lead-1", to: "lead")
    }
}

func serve(_ directory: String, secret: SymmetricKey) async throws -> (email: String, certificate: ErasureCertificate) {
    // 32 bytes from your secret store, kept away from the directory; or a KeyProvider of your own.
    let keys = LocalKeyProvider(secret)
    let custodian = try await Custodian.open(
        at: directory, records: [Customer.self], policy: customerPolicy(),
        logRetention: LogRetention(evidence: .years(10), access: .months(12)), keys: keys)

    // Whom your service authenticated, and how, when and by what.
    func who(_ id: PrincipalID) -> Principal {
        Principal(id, Authentication(.multiFactor, at: SystemClock().now(), by: "sso.acme.example", level: 2))
    }

    try await custodian.collect(
        Customer(email: "ada@example.org", phone: "+44 20 7946 0018"), about: "c-1042",
        for: [.customerCare], from: .subject, by: who("importer-1"))

    let seen = try await custodian.disclose(
        SupportView.self, about: "c-1042", for: .customerCare, to: who("agent-1"))
    // seen.value.email   only what the purpose and the role allow was ever opened
    // seen.receipt       the leaf in the tamper-evident log
    // seen.withheld      what was asked for and not given, and why

    // The lead makes a key and keeps it; its public half is enrolled once, by the store's operator (nil) or by whom the policy lets.
    let leadKey = Curve25519.Signing.PrivateKey()
    try await custodian.enroll(
        publicKey: Bytes([UInt8](leadKey.publicKey.rawRepresentation)), of: "lead-1", by: nil)

    let plan = try await custodian.planErasure(of: "c-1042", ground: .noLongerNecessary, by: who("officer-1"))
    let approval = try await custodian.approve(plan, by: who("lead-1"), signingWith: leadKey)
    let certificate = try await custodian.execute(plan, approval: approval, by: who("officer-1"))

    try await custodian.close()
    return (seen.value.email, certificate)
}
// README: ends

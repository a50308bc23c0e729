import Crypto
import CustodyAccess
import CustodyCore
import CustodyFaults
import CustodyFiles
import CustodyJournal
import CustodyKeys
import CustodyModel
import CustodyTesting
import Testing

struct Customer: PersonalRecord, Equatable {
    static let schema = RecordSchema("customer") {
        Field("email", .emailAddress, for: [.customerCare, .directMarketing])
        Field("phone", .telephone, for: [.customerCare])
        Field("iban", .bankAccount, for: [.payment], retain: .years(10, after: .collection))
        Field("hobby", "interests.hobby", for: [.directMarketing])
    }
    var email: String
    var phone: String?
    var iban: String?
    var hobby: String?
}

struct Patient: PersonalRecord {
    static let schema = RecordSchema("patient") {
        Field("diagnosis", .health, for: [.customerCare, "treatment"])
        Field("conviction", .criminal, for: [.customerCare])
    }
    var diagnosis: String?
    var conviction: String?
}

struct SupportView: PersonalView, Equatable {
    typealias Record = Customer
    let email: String
    let phone: String?
}

struct PaymentView: PersonalView, Equatable {
    typealias Record = Customer
    let iban: String
}

/// Which backend a test runs on.
enum Backing: CaseIterable, CustomTestStringConvertible {
    case memory, files
    var testDescription: String { self == .memory ? "in memory" : "in files" }
}

/// A custodian over a backend, with everything a test turns.
final class Bed: Sendable {
    static let directory = "/store"
    let clock = ManualClock()
    let random = SystemRandomSource()
    let provider: LocalKeyProvider
    let disk = InMemoryFileSystem()
    let files: FaultyFileSystem
    let backing: Backing
    let incidents: IncidentSettings

    init(_ backing: Backing, incidents: IncidentSettings = IncidentSettings()) {
        self.backing = backing
        self.incidents = incidents
        provider = .ephemeral()
        files = FaultyFileSystem(disk)
    }

    static let logRetention = LogRetention(evidence: .years(10), access: .months(12))

    static func policy() throws -> RolePolicy {
        try RolePolicy(controller: "acme") {
            Declare(.customerCare, on: .legitimateInterests, note: "Customers expect an answer when they ask.")
            Declare(.payment, on: .contract)
            Declare("bookkeeping", on: .legalObligation)
            Declare(.legalClaims, on: .legitimateInterests, note: "Claims must be answered.")
            Declare(.directMarketing, on: .consent)
            Declare("treatment", on: .contract, specialCondition: .healthCare)
            Role("import") {
                Allow(.collect, [.contact, .financial, "interests"], for: [.customerCare, .payment, .directMarketing])
                Allow(.collect, [.health], for: ["treatment"])
            }
            Role("support") {
                Allow(.read, [.contact], for: [.customerCare])
                Mask(.bankAccount, keepLast: 4, for: [.payment])
                Allow(.correct, [.contact])
                Allow(.recordConsent, [])
            }
            Role("marketing") { Allow(.read, [.contact, "interests"], for: [.directMarketing]) }
            Role("billing") {
                Allow(.read, [.financial], for: [.payment, "bookkeeping"])
                Allow(.read, [.contact, .financial], for: [.legalClaims])
            }
            Role("officer") {
                Allow(.planErasure, [])
                Allow(.executeErasure, [])
                Allow(.handleIncident, [])
                Allow([.pruneLog, .repairLog], [])
                Allow([.placeHold, .linkSubjects, .handleRequest, .exportPerson], [])
            }
            Role("lead") { Allow(.approveErasure, []) }
            Exclusive("officer", "lead")
            Assign("importer-1", to: "import")
            Assign("agent-1", to: "support")
            Assign("marketer-1", to: "marketing")
            Assign("biller-1", to: "billing")
            Assign("officer-1", to: "officer")
            Assign("lead-1", to: "lead")
        }
    }

    static func governance() throws -> Governance {
        Governance(policy: try policy(), records: [Customer.schema, Patient.schema], logRetention: logRetention)
    }

    /// Opens the store, making it the first time.
    func open(_ governance: Governance? = nil, adoption: Custodian.Adoption = .refuse) async throws -> Custodian {
        let wanted = try governance ?? Self.governance()
        switch backing {
        case .memory:
            let backends = try await Backends.inMemory(controller: "acme", provider: provider)
            return try await Custodian.open(
                backends, governance: wanted, adoption: adoption, incidents: incidents, clock: clock)
        case .files:
            let backends: Backends
            if try disk.status(Self.directory + "/custody.json") == .absent {
                backends = try await FileBackend.create(
                    at: Self.directory, controller: "acme", keys: provider, random: random, files: files)
            } else {
                backends = try await FileBackend.open(at: Self.directory, keys: provider, random: random, files: files)
            }
            do {
                return try await Custodian.open(
                    backends, governance: wanted, adoption: adoption, incidents: incidents, clock: clock)
            } catch {
                try await backends.close()
                throw error
            }
        }
    }

    func who(_ id: PrincipalID) -> Principal {
        Principal(id, Authentication(.multiFactor, at: clock.now(), by: "test", level: 2))
    }

    var importer: Principal { who("importer-1") }
    var agent: Principal { who("agent-1") }

    /// A custodian that holds one customer, c-1042.
    func withCustomer() async throws -> Custodian {
        let custodian = try await open()
        try await custodian.collect(
            Customer(email: "ada@example.org", phone: "+44 20 7946 0018", iban: "GB33BUKB20201555555555"), about: "c-1042",
            for: [.customerCare, .payment], from: .subject, by: importer)
        return custodian
    }

    static let notice = ShownNotice(text: Array("We would like to write to you.".utf8), version: "1", language: "en")
}

func thrown(_ code: CustodianError.Code, from body: () async throws -> Void) async throws -> CustodianError {
    do { try await body() } catch let error as CustodianError {
        guard error.code == code else { throw error }
        return error
    }
    throw BrokenPromise("expected \(code.rawValue), but nothing was thrown")
}

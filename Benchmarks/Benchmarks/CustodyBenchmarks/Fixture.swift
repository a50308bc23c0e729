import Custody
import Foundation

struct Customer: PersonalRecord {
    static let schema = RecordSchema("customer") {
        Field("email", .emailAddress, for: [.customerCare])
        Field("phone", .telephone, for: [.customerCare])
    }
    var email: String
    var phone: String?
}

struct SupportView: PersonalView {
    typealias Record = Customer
    let email: String
    let phone: String?
}

/// A custodian with one customer, on a backend.
struct Fixture: Sendable {
    enum Backing: String, CaseIterable { case memory, files }

    let custodian: Custodian
    private let directory: String?
    private let agent = Principal(
        "agent-1", Authentication(.workload, at: Instant(milliseconds: 0), by: "benchmark", level: 2))

    static let logRetention = LogRetention(evidence: .years(10), access: .months(12))

    static func policy() throws -> RolePolicy {
        try RolePolicy(controller: "acme") {
            Declare(.customerCare, on: .contract)
            Role("all") { Allow([.collect, .read], [.contact], for: [.customerCare]) }
            Assign("agent-1", to: "all")
        }
    }

    init(_ backing: Backing) async throws {
        switch backing {
        case .memory:
            directory = nil
            custodian = try await .inMemory(
                records: [Customer.self], policy: try Self.policy(), logRetention: Self.logRetention)
        case .files:
            let path = FileManager.default.temporaryDirectory.appendingPathComponent("custody-\(UUID().uuidString)").path
            directory = path
            custodian = try await .open(
                at: path, records: [Customer.self], policy: try Self.policy(), logRetention: Self.logRetention,
                keys: LocalKeyProvider.ephemeral())
        }
        try await custodian.collect(
            Customer(email: "ada@example.org", phone: "+44 20 7946 0018"), about: "c-1", for: [.customerCare], from: .subject,
            by: agent)
    }

    func disclose() async throws -> Disclosure<SupportView> {
        try await custodian.disclose(SupportView.self, about: "c-1", for: .customerCare, to: agent)
    }

    func collect() async throws {
        try await custodian.collect(
            Customer(email: "ada@example.org", phone: "+44 20 7946 0018"), about: SubjectID(UUID().uuidString),
            for: [.customerCare], from: .subject, by: agent)
    }

    func close() async throws {
        try await custodian.close()
        if let directory { try FileManager.default.removeItem(atPath: directory) }
    }
}

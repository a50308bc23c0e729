import Crypto
import CustodyAccess
import CustodyAudit
import CustodyConsent
import CustodyFiles
import CustodyKeys
import CustodyModel
import CustodyTesting
import Synchronization
import Testing

@testable import CustodyCore

/// One run over every feature of the library, with marked values wherever a value, a name or a reason can be given.
final class CanaryRun: Sendable {
    let canary = PlaintextCanary()
    let files: WatchedFileSystem
    let provider = LocalKeyProvider.ephemeral()
    let clock = ManualClock()
    let erasures: FileErasureAnchor
    let approvalKey = Curve25519.Signing.PrivateKey()
    /// What was handed out as files and must name nobody.
    let exported = Mutex<[String: [UInt8]]>([:])
    private let actions = Mutex<Set<String>>([])

    init() {
        files = WatchedFileSystem(canary)
        erasures = FileErasureAnchor(at: "/erasures", files: files)
    }

    /// The actions that the logs of the run had, by name.
    var seen: Set<String> { actions.withLock { $0 } }

    func value(_ name: String) -> String { canary.value(name) }
    func subject(_ name: String, as field: IdentifierField = .subject) -> SubjectID {
        SubjectID(value("id \(name)"), as: field)
    }

    func who(_ name: String) -> Principal {
        Principal(PrincipalID(value(name)), Authentication(.password, at: clock.now(), by: value("directory"), level: 1))
    }
    var staff: Principal { who("staff") }

    func governance(note: String = "note") throws -> Governance {
        Governance(
            policy: try RolePolicy(controller: "acme") {
                Declare(.customerCare, on: .legitimateInterests, note: value(note))
                Declare(.directMarketing, on: .consent)
                Role("staff") {
                    Allow([.collect, .read, .correct, .share], [.contact], for: [.customerCare, .directMarketing])
                    Allow(.collect, [.bankAccount, "demographic"], for: [.customerCare])
                    Mask("demographic", keepLast: 1, for: [.customerCare])
                    Allow(.extendPurpose, [.contact], for: [.directMarketing])
                    Allow(.verify, [.contact])
                    let others: [Action] = [.collect, .read, .correct, .share, .verify, .extendPurpose, .approveErasure]
                    Allow(Action.all.filter { !others.contains($0) }, [])
                }
                Role("lead") { Allow(.approveErasure, []) }
                Role("temp") { Allow(.read, [.contact], for: [.customerCare]) }
                Assign(staff.id, to: "staff")
                Assign(who("lead").id, to: "lead")
                Assign(who("temp").id, to: "temp")
            },
            records: [
                RecordSchema("customer") {
                    Field("name", .personName, for: [.customerCare, .directMarketing])
                    Field("phone", .telephone, for: [.customerCare])
                    Field("account", .bankAccount, for: [.customerCare], retain: .years(10, after: .collection))
                    Field("age", "demographic.age", for: [.customerCare])
                }
            ], logRetention: LogRetention(evidence: .years(10), access: .months(12)),
            identifiers: ["phone": .slow(ScryptCost(rounds: 1024, blockSize: 1, parallelism: 1))],
            suppressions: SuppressionPeriod(days: 30))
    }

    func open(
        _ directory: String, creating: Bool = false, _ governance: Governance? = nil,
        adoption: Custodian.Adoption = .refuse
    ) async throws -> Custodian {
        let backends =
            creating
            ? try await FileBackend.create(
                at: directory, controller: "acme", keys: provider, random: SystemRandomSource(), files: files)
            : try await FileBackend.open(at: directory, keys: provider, random: SystemRandomSource(), files: files)
        return try await Custodian.open(
            backends, governance: creating ? self.governance() : governance, adoption: adoption, erasures: erasures,
            clock: clock)
    }

    func keep(_ name: String, _ bytes: [UInt8]) { exported.withLock { $0[name, default: []] += bytes } }

    /// Remembers what a log says was done, and closes the store.
    func finish(_ custodian: Custodian) async throws {
        #expect(try await custodian.verify().isIntact)
        let lines = try await custodian.log(LogFilter(), by: staff)
        actions.withLock { $0.formUnion(lines.map(\.action.description)) }
        try await custodian.close()
    }

    func collect(
        _ person: SubjectID, _ custodian: Custodian, more: [FieldName: CBOR] = [:], options: CollectOptions = CollectOptions()
    ) async throws {
        let values: [FieldName: CBOR] = ["name": .text(value("name")), "phone": .text(value("phone"))]
        try await custodian.collect(
            FieldValues(values.merging(more) { $1 }), as: "customer", about: person, for: [.customerCare],
            from: .other(value("source")), by: staff, options: options)
    }

    func erase(_ person: SubjectID, _ custodian: Custodian) async throws {
        let plan = try await custodian.planErasure(of: person, ground: .noLongerNecessary, by: staff)
        let approval = try await custodian.approve(plan, by: who("lead"), signingWith: approvalKey)
        let certificate = try await custodian.execute(plan, approval: approval, by: staff)
        // The plan and the approval name those who planned and approved: they are for the two of them and for nobody else's files.
        keep("certificate", try CBOR.encode(certificate))
    }
}

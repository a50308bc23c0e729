import Crypto
import CustodyAccess
import CustodyCore
import CustodyFiles
import CustodyJournal
import CustodyKeys
import CustodyModel
import CustodyTesting
import Testing

/// A store to back up and put back, with everything that works on it.
struct BackupBed: Sendable {
    static let store = "/store"
    let provider = LocalKeyProvider.ephemeral()
    let clock = ManualClock()
    let anchor = InMemoryErasureAnchor()
    private let approvalKey = Curve25519.Signing.PrivateKey()
    let staff = Principal("staff", Authentication(.password, at: Instant(milliseconds: 0), by: "test", level: 1))
    private let lead = Principal("lead", Authentication(.password, at: Instant(milliseconds: 0), by: "test", level: 1))

    static func governance(keyBackups: KeyBackupPeriod = .standard) throws -> Governance {
        Governance(
            policy: try RolePolicy(controller: "acme") {
                Declare(.customerCare, on: .contract)
                Role("staff") {
                    Allow([.collect, .read], [.contact], for: [.customerCare])
                    Allow([.planErasure, .executeErasure, .backUp], [])
                }
                Role("lead") { Allow(.approveErasure, []) }
                Assign("staff", to: "staff")
                Assign("lead", to: "lead")
            },
            records: [RecordSchema("customer") { Field("name", .personName, for: [.customerCare]) }],
            logRetention: LogRetention(evidence: .years(10), access: .months(12)), keyBackups: keyBackups)
    }

    func make(
        _ files: any JournalFileSystem, at directory: String = store, keyBackups: KeyBackupPeriod = .standard
    ) async throws -> Custodian {
        let backends = try await FileBackend.create(
            at: directory, controller: "acme", keys: provider, random: SystemRandomSource(), files: files)
        let custodian = try await Custodian.open(
            backends, governance: try Self.governance(keyBackups: keyBackups), erasures: anchor, clock: clock)
        let key = Bytes([UInt8](approvalKey.publicKey.rawRepresentation))
        try await custodian.enroll(publicKey: key, of: lead.id, by: nil)
        return custodian
    }

    func open(
        _ files: any JournalFileSystem, at directory: String = store, erasures: (any ErasureAnchor)? = nil
    ) async throws -> Custodian {
        let backends = try await FileBackend.open(
            at: directory, keys: provider, random: SystemRandomSource(), files: files)
        do {
            return try await Custodian.open(backends, governance: nil, erasures: erasures ?? anchor, clock: clock)
        } catch {
            try? await backends.close()
            throw error
        }
    }

    func restore(
        _ files: any JournalFileSystem, data: String = "/data", keys: String = "/keys", to directory: String = "/new",
        erasures: (any ErasureAnchor)?, acceptsUnanchored: Bool = false
    ) async throws -> RestoreReport {
        try await StoreRestore.restore(
            data: data, keys: keys, to: directory, provider: provider, erasures: erasures,
            acceptsUnanchored: acceptsUnanchored, reason: "the disk broke", clock: clock, files: files)
    }

    func collect(_ subjects: Range<Int>, _ custodian: Custodian) async throws {
        for number in subjects {
            try await custodian.collect(
                FieldValues(text: ["name": "name \(number)"]), as: "customer", about: SubjectID("p-\(number)"),
                for: [.customerCare], from: .subject, by: staff)
        }
    }

    func erase(
        _ number: Int, _ custodian: Custodian, log: LogTreatment = .eraseNow
    ) async throws -> ErasureCertificate {
        let plan = try await custodian.planErasure(
            of: SubjectID("p-\(number)"), ground: .noLongerNecessary, log: log, by: staff)
        let approval = try await custodian.approve(plan, by: lead, signingWith: approvalKey)
        return try await custodian.execute(plan, approval: approval, by: staff)
    }

    /// The name that is held; "erased" or "unknown" where none is.
    func name(_ number: Int, _ custodian: Custodian) async throws -> String {
        do {
            let seen = try await custodian.disclose(
                [FieldRequest("name")], of: "customer", about: SubjectID("p-\(number)"), for: .customerCare, to: staff)
            return seen.value.text("name") ?? "absent"
        } catch let error as CustodianError where [.erased, .unknownSubject].contains(error.code) {
            return error.code == .erased ? "erased" : "unknown"
        }
    }

    func names(_ subjects: Range<Int>, _ custodian: Custodian) async throws -> [String] {
        var names: [String] = []
        for number in subjects { names.append(try await name(number, custodian)) }
        return names
    }
}

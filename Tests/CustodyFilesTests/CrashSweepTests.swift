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

@Suite("Failures in the middle of an erasure")
struct CrashSweepTests {
    private static let directory = "/store"
    private static let staff = Principal(
        "staff", Authentication(.password, at: Instant(milliseconds: 0), by: "test", level: 1))
    private static let lead = Principal("lead", staff.authentication)

    private static func governance() throws -> Governance {
        Governance(
            policy: try RolePolicy(controller: "acme") {
                Declare(.customerCare, on: .contract)
                Role("staff") {
                    Allow([.collect, .read], [.contact], for: [.customerCare])
                    Allow([.planErasure, .executeErasure], [])
                }
                Role("lead") { Allow(.approveErasure, []) }
                Assign("staff", to: "staff")
                Assign("lead", to: "lead")
            },
            records: [RecordSchema("customer") { Field("name", .personName, for: [.customerCare]) }],
            logRetention: LogRetention(evidence: .years(10), access: .months(12)))
    }

    private static let faults: [FaultPlan.Fault] = [
        .error(5), .shortWrite(bytes: 40, errno: 28), .errorAfterwards(5),
    ]

    @Test(
        "The person is wholly there or wholly erased, and the store opens and verifies, whichever call fails",
        arguments: [FileOperation.Kind.write, .sync], 0..<3)
    func sweep(_ kind: FileOperation.Kind, _ fault: Int) async throws {
        for place in 1...14 {
            let provider = LocalKeyProvider.ephemeral()
            let files = FaultyFileSystem(InMemoryFileSystem())
            func open() async throws -> Custodian {
                try await Custodian.open(
                    FileBackend.open(at: Self.directory, keys: provider, random: SystemRandomSource(), files: files),
                    governance: nil, clock: ManualClock())
            }
            let custodian = try await Custodian.open(
                FileBackend.create(
                    at: Self.directory, controller: "acme", keys: provider, random: SystemRandomSource(), files: files),
                governance: try Self.governance(), clock: ManualClock())
            let key = Curve25519.Signing.PrivateKey()
            try await custodian.enroll(publicKey: Bytes([UInt8](key.publicKey.rawRepresentation)), of: "lead", by: nil)
            try await custodian.collect(
                FieldValues(text: ["name": "Ada"]), as: "customer", about: "c-1", for: [.customerCare], from: .subject,
                by: Self.staff)
            files.arm(FaultPlan([.init(kind, .from(place), Self.faults[fault])]))
            var isErased = false
            do {
                let plan = try await custodian.planErasure(of: "c-1", ground: .noLongerNecessary, by: Self.staff)
                let approval = try await custodian.approve(plan, by: Self.lead, signingWith: key)
                _ = try await custodian.execute(plan, approval: approval, by: Self.staff)
                isErased = true
                try await custodian.collect(
                    FieldValues(text: ["name": "Bob"]), as: "customer", about: "c-2", for: [.customerCare], from: .subject,
                    by: Self.staff)
            } catch {}
            try? await custodian.close()
            // The next process fails as well while it finishes, and the one after that does not.
            files.arm(FaultPlan([.init(kind, .from(place % 5 + 1), Self.faults[fault])]))
            do { try await open().close() } catch {}
            files.disarm()
            for _ in 0..<2 {
                let again = try await open()
                #expect(try await again.backends.keys.unfinished().isEmpty)
                #expect(try await again.verify().isIntact, "\(kind) \(place)")
                do {
                    let seen = try await again.disclose(
                        [FieldRequest("name")], of: "customer", about: "c-1", for: .customerCare, to: Self.staff)
                    #expect(seen.value.text("name") == "Ada" && !isErased)
                } catch let error as CustodianError { #expect(error.code == .erased) }
                try await again.close()
                let inspection = try await StoreInspection.inspect(at: Self.directory, keys: provider, files: files)
                #expect(inspection.isIntact, "\(kind) \(place): \(inspection.findings)")
            }
        }
    }
}

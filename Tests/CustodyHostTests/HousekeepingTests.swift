import Custody
import Foundation
import Testing

@Suite("Housekeeping as the handbook shows it")
struct HousekeepingTests {
    /// Each opening has its own time.
    private struct StoppedClock: CustodyClock {
        let time: Instant
        func now() -> Instant { time }
    }

    /// An anchor that cannot be reached.
    private struct LostAnchor: AnchorSink {
        struct Lost: Error {}
        func held(origin: String) async throws -> [SignedNote] { throw Lost() }
        func publish(_ update: CheckpointUpdate) async throws -> [NoteSignature] { throw Lost() }
    }

    private let place = FileManager.default.temporaryDirectory.appendingPathComponent("custody-host-\(UUID().uuidString)")
    private let keys = LocalKeyProvider.ephemeral()
    /// 2026-01-01T00:00:00Z.
    private let start = Instant(milliseconds: 1_767_225_600_000)
    /// Some weeks after what was collected at the start for ten years is over.
    private var end: Instant { start.adding(milliseconds: 3_700 * 86_400_000) }
    private var logs: FileAnchor { FileAnchor(at: place.appendingPathComponent("logs").path) }
    private var erasures: FileErasureAnchor { FileErasureAnchor(at: place.appendingPathComponent("erasures").path) }

    private func store(at time: Instant) async throws -> Custodian {
        let policy = try RolePolicy(controller: "acme") {
            Declare(.customerCare, on: .contract)
            Declare(.payment, on: .contract)
            Declare(.directMarketing, on: .consent)
            Role("import") { Allow(.collect, [.contact, .financial], for: [.customerCare, .payment]) }
            Role("keeper") { Allow([.executeErasure, .handleRequest, .drawReport], []) }
            Assign("importer-1", to: "import")
            Assign("keeper-1", to: "keeper")
        }
        return try await Custodian.open(
            at: place.appendingPathComponent("store").path, records: [Customer.self], policy: policy,
            logRetention: LogRetention(evidence: .years(20), access: .months(12)), keys: keys, erasures: erasures,
            clock: StoppedClock(time: time))
    }

    private func who(_ id: PrincipalID, at time: Instant) -> Principal {
        Principal(id, Authentication(.workload, at: time, by: "scheduler.acme.example", level: 2))
    }

    /// Of one person an account whose time is over at the end, of another an address, and a request.
    private func fill() async throws -> RequestID {
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        let custodian = try await store(at: start)
        let importer = who("importer-1", at: start)
        try await custodian.collect(
            FieldValues(text: ["iban": "GB33BUKB20201555555555"]), as: "customer", about: "c-1", for: [.payment],
            from: .subject, by: importer)
        try await custodian.collect(
            Customer(email: "ada@example.org"), about: "c-2", for: [.customerCare], from: .subject, by: importer)
        let request = try await custodian.receiveRequest(.access, about: "c-2", by: nil)
        try await custodian.close()
        return request.id
    }

    @Test("The handbook shows the code that is compiled here: every line, in the same order, and no other")
    func handbookIsCurrent() throws {
        let shown = ShownCode(
            document: "Documentation/Handbook.docc/RunningAStore.md", file: "HousekeepingCode.swift", mark: "HANDBOOK")
        let difference = try shown.difference()
        #expect(difference.isEmpty, "RunningAStore.md and HousekeepingCode.swift differ: \(difference)")
    }

    @Test("A night removes what is over, keeps the certificates, anchors what was done and tells what is due")
    func nights() async throws {
        defer { try? FileManager.default.removeItem(at: place) }
        let request = try await fill()
        let custodian = try await store(at: end)
        let keeper = who("keeper-1", at: end)
        var kept: [ErasureCertificate] = []
        let night = try await keepHouse(custodian, by: keeper, logs: logs, erasures: erasures) { kept += $0.certificates }
        #expect(night.failed.isEmpty, "\(night.failed)")
        #expect(night.done["values removed"] == 1 && night.done["erasures anchored"] == 1)
        #expect(kept.count == 1 && kept.allSatisfy { $0.isSigned(by: $0.publicKey) })
        let origin = try await custodian.status(of: .evidence).origin
        #expect(try await !logs.held(origin: origin).isEmpty)
        let due = try #require(night.answers[request])
        #expect(start < due && due < end)
        #expect(night.duties.isEmpty && night.findings.contains { $0.kind == .requestOverdue })

        let next = try await keepHouse(custodian, by: keeper, logs: logs, erasures: erasures) { kept += $0.certificates }
        #expect(next.failed.isEmpty && next.done["values removed"] == 0 && kept.count == 1)
        #expect(try await custodian.verify().isIntact)
        try await custodian.close()
    }

    @Test("A step that fails is told and holds up no other; who may not keep house removes nothing")
    func failures() async throws {
        defer { try? FileManager.default.removeItem(at: place) }
        _ = try await fill()
        let custodian = try await store(at: end)
        let error = await #expect(throws: CustodianError.self) {
            _ = try await keepHouse(custodian, by: who("importer-1", at: end), logs: logs, erasures: erasures) { _ in }
        }
        #expect(error?.code == .denied)
        #expect(try await custodian.retentionDue(by: nil).count == 1)
        let keeper = who("keeper-1", at: end)
        let night = try await keepHouse(custodian, by: keeper, logs: LostAnchor(), erasures: erasures) { _ in }
        #expect(Array(night.failed.keys) == ["logs anchored"] && night.failed["logs anchored"] is LostAnchor.Lost)
        #expect(night.done["values removed"] == 1 && night.done["erasures anchored"] == 1)
        try await custodian.close()
    }
}

import CustodyAccess
import CustodyAudit
import CustodyModel
import CustodyTesting
import Testing

@testable import CustodyCore

@Suite("Going on with a prune that was cut off") struct PruneFinishTests {
    private static func governance() throws -> Governance {
        var governance = try Bed.governance()
        governance.policy.principals.append(Assignment("officer-2", to: ["officer"]))
        return governance
    }

    /// What a principal was permitted to do about pruning, the oldest first.
    private func prunes(by principal: PrincipalID, _ custodian: Custodian) async throws -> [LogLine] {
        try await custodian.log(
            LogFilter(principal: principal, log: .access, actions: [.pruneLog], decisions: [.permit]), by: nil)
    }

    @Test("Who goes on with somebody else's prune is on record before anything goes", arguments: Backing.allCases)
    func finisher(_ backing: Backing) async throws {
        let (bed, anchor) = (Bed(backing), FickleAnchor())
        var custodian = try await bed.open(Self.governance())
        try await custodian.collect(
            Customer(email: "ada@example.org"), about: "c-1042", for: [.customerCare], from: .subject, by: bed.importer)
        for _ in 0..<300 {
            _ = try await custodian.disclose(SupportView.self, about: "c-1042", for: .customerCare, to: bed.agent)
        }
        bed.clock.advance(milliseconds: 366 * 86_400_000)
        let (shelf, plan) = (ExportShelf(), try await custodian.planPrune(of: .access))
        _ = try await custodian.exportForPruning(.access, by: nil) { shelf.write($0, $1) }
        let export = try await custodian.verifyExport(of: .access) { shelf.read($0) }
        anchor.limit.withLock { $0 = 1 }
        await #expect(throws: FickleAnchor.OutOfReach.self) {
            _ = try await custodian.prune(plan, exported: export, anchoring: anchor, by: bed.who("officer-1"))
        }
        if backing == .files {
            try await custodian.close()
            custodian = try await bed.open(Self.governance())
        }
        // Nothing is said of who could not anchor it.
        await #expect(throws: FickleAnchor.OutOfReach.self) {
            try await custodian.finishPrune(of: .access, anchoring: anchor, by: bed.who("officer-2"))
        }
        #expect(try await prunes(by: "officer-2", custodian).isEmpty)
        anchor.limit.withLock { $0 = .max }
        try await custodian.finishPrune(of: .access, anchoring: anchor, by: bed.who("officer-2"))

        let began = try #require(try await prunes(by: "officer-1", custodian).first)
        let finished = try await prunes(by: "officer-2", custodian)
        let line = try #require(finished.first)
        #expect(finished.count == 1 && line.role == "officer" && line.auditClass == .config && line.commit > began.commit)
        let place = try #require(line.place.index)
        let said = try await custodian.backends.audit.entries(AuditQuery(log: .access, from: place, limit: 2))
        #expect(try said.first?.open(as: custodian.systemIdentity) == CBOR.map(["below": .unsigned(256)]))
        // The leaf that says that the entries go stands behind it.
        let gone = try #require(try said.last?.leaf())
        #expect(gone.auditClass == .prune && gone.action == .pruneLog && gone.control == nil)
        let status = try await custodian.status(of: .access)
        #expect((status.first, status.prunedBelow) == (256, 256))
        #expect(try await custodian.verify().isIntact)
        _ = try await thrown(.notDue) {
            try await custodian.finishPrune(of: .access, anchoring: anchor, by: bed.who("officer-2"))
        }
        #expect(try await prunes(by: "officer-2", custodian).count == 1)
        try await custodian.close()
    }
}

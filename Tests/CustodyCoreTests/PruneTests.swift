import Crypto
import CustodyAudit
import CustodyFiles
import CustodyModel
import CustodyTesting
import Synchronization
import Testing

@testable import CustodyCore

/// An export in memory.
final class ExportShelf: Sendable {
    private let files = Mutex<[String: [UInt8]]>([:])
    func write(_ path: String, _ bytes: [UInt8]) { files.withLock { $0[path] = bytes } }
    func read(_ path: String) -> [UInt8]? { files.withLock { $0[path] } }
    func update(_ body: (inout [String: [UInt8]]) -> Void) { files.withLock { body(&$0) } }
    var paths: [String] { files.withLock { $0.keys.sorted() } }
}

/// An anchor that can be out of reach.
final class FickleAnchor: AnchorSink {
    private let base = InMemoryAnchor()
    /// After so many publications none is taken.
    let limit = Mutex(Int.max)

    struct OutOfReach: Error {}

    func held(origin: String) -> [SignedNote] { base.held(origin: origin) }

    func publish(_ update: CheckpointUpdate) throws -> [NoteSignature] {
        let isTaken = limit.withLock { limit in
            limit -= 1
            return limit >= 0
        }
        guard isTaken else { throw OutOfReach() }
        return try base.publish(update)
    }
}

/// An anchor at which something else happens before it takes a checkpoint.
struct BusyAnchor: AnchorSink {
    let base = InMemoryAnchor()
    let meanwhile: @Sendable () async throws -> Void

    func held(origin: String) -> [SignedNote] { base.held(origin: origin) }

    func publish(_ update: CheckpointUpdate) async throws -> [NoteSignature] {
        try await meanwhile()
        return try base.publish(update)
    }
}

@Suite("Pruning a log")
struct PruneTests {
    private static let year: Int64 = 366 * 86_400_000

    /// A store with so many reads of one customer, a consent and an erasure of another, a year ago; and their receipts.
    private func filled(_ bed: Bed, reads: Int = 300) async throws -> (custodian: Custodian, proofs: [LogProof], TrustedLog) {
        let custodian = try await bed.withCustomer()
        let key = Curve25519.Signing.PrivateKey()
        try await custodian.enroll(publicKey: Bytes([UInt8](key.publicKey.rawRepresentation)), of: "lead-1", by: nil)
        try await custodian.recordConsent(
            .given(explicitly: false), of: "c-1042", for: .directMarketing, notice: Bed.notice, by: bed.agent)
        try await custodian.collect(
            Customer(email: "eve@example.org"), about: "c-7", for: [.customerCare], from: .subject, by: bed.importer)
        let plan = try await custodian.planErasure(of: "c-7", ground: .noLongerNecessary, by: bed.who("officer-1"))
        let approval = try await custodian.approve(plan, by: bed.who("lead-1"), signingWith: key)
        _ = try await custodian.execute(plan, approval: approval, by: bed.who("officer-1"))
        for _ in 0..<reads {
            _ = try await custodian.disclose(SupportView.self, about: "c-1042", for: .customerCare, to: bed.agent)
        }
        var proofs: [LogProof] = []
        for line in try await custodian.log(LogFilter(log: .evidence), by: nil) {
            guard [.consentGiven, .executeErasure, .erasureDone].contains(line.action) else { continue }
            proofs.append(try await custodian.proof(of: line.place))
        }
        #expect(proofs.count == 3)
        return (custodian, proofs, TrustedLog(try await custodian.status(of: .evidence).verifier))
    }

    private func export(_ custodian: Custodian, _ log: AuditLog = .access) async throws -> (ExportShelf, VerifiedExport) {
        let shelf = ExportShelf()
        _ = try await custodian.exportForPruning(log, by: nil) { shelf.write($0, $1) }
        return (shelf, try await custodian.verifyExport(of: log) { shelf.read($0) })
    }

    private func held(_ custodian: Custodian, _ anchor: some AnchorSink) async throws -> [AnchoredLog] {
        var held: [AnchoredLog] = []
        for log in AuditLog.allCases {
            let trusted = TrustedLog(try await custodian.status(of: log).verifier)
            held.append(try await AnchoredLog(log, trusted: trusted, in: anchor))
        }
        return held
    }

    @Test("Prune access to 12 months: every consent and erasure receipt still verifies", arguments: Backing.allCases)
    func story(_ backing: Backing) async throws {
        let (bed, anchor) = (Bed(backing), InMemoryAnchor())
        var (custodian, proofs, trusted) = try await filled(bed)
        let old = try await custodian.proof(of: AuditPlace(.access, 17))
        #expect(try await custodian.planPrune(of: .access).isEmpty)
        bed.clock.advance(milliseconds: Self.year)
        _ = try await custodian.disclose(SupportView.self, about: "c-1042", for: .customerCare, to: bed.agent)
        let plan = try await custodian.planPrune(of: .access)
        #expect((plan.first, plan.below, plan.keptFor) == (0, 256, .months(12)))
        #expect(try await custodian.planPrune(of: .evidence).isEmpty, "evidence is kept for ten years")

        let (shelf, export) = try await export(custodian)
        let done = try await custodian.prune(plan, exported: export, anchoring: anchor, by: bed.who("officer-1"))
        #expect((done.first, done.below) == (0, 256))
        #expect(done.exportDigest == Bytes(Array(SHA256.hash(data: try #require(shelf.read("SHA256SUMS"))))))
        #expect(done.anchoredSize > done.entry)
        if backing == .files {
            try await custodian.close()
            custodian = try await bed.open()
        }
        let report = try await custodian.verify(against: try await held(custodian, anchor)).audit
        #expect(report.findings == [])
        #expect(report.logs[.access]?.prunedTo == 256)
        #expect(report.logs[.access]?.prunedBy == done.entry)
        #expect(report.logs[.access]?.isPruneCorroborated == true)

        // What was handed out before still verifies, and can be handed out anew.
        for proof in proofs {
            let leaf = try proof.verifiedLeaf(in: trusted)
            let again = try await custodian.proof(of: AuditPlace(.evidence, proof.index))
            #expect(try again.verifiedLeaf(in: trusted) == leaf)
        }
        _ = try old.verifiedLeaf(in: TrustedLog(try await custodian.status(of: .access).verifier))
        _ = try await thrown(.invalidInput) { _ = try await custodian.proof(of: AuditPlace(.access, 17)) }
        // Who looked is told as far as it is kept, and who pruned stands in the log.
        #expect(try await custodian.log(LogFilter(log: .access), by: nil).first?.place.index == 256)
        let lines = try await custodian.log(LogFilter(log: .access, actions: [.pruneLog]), by: nil)
        #expect(lines.map(\.place.index) == [done.entry, done.entry + 1])
        // The export made before is as good as the log was.
        #expect(shelf.paths.contains("tile/entries/000"))
        try await custodian.close()
    }

    @Test("Who may not prune is refused, and so is a log that nobody exported", arguments: Backing.allCases)
    func refused(_ backing: Backing) async throws {
        let (bed, anchor) = (Bed(backing), InMemoryAnchor())
        let (custodian, _, _) = try await filled(bed)
        let officer = bed.who("officer-1")
        let (early, earlyExport) = try await export(custodian)
        var plan = try await custodian.planPrune(of: .access)
        _ = try await thrown(.notDue) {
            _ = try await custodian.prune(plan, exported: earlyExport, anchoring: anchor, by: officer)
        }
        plan.below = 256
        _ = try await thrown(.notDue) {
            _ = try await custodian.prune(plan, exported: earlyExport, anchoring: anchor, by: officer)
        }
        bed.clock.advance(milliseconds: Self.year)
        plan = try await custodian.planPrune(of: .access)
        let denied = try await thrown(.denied) {
            _ = try await custodian.prune(plan, exported: earlyExport, anchoring: anchor, by: bed.agent)
        }
        #expect(denied.receipt != nil)
        // Of the other log, of another store, of too little.
        let (_, other) = try await export(custodian, .evidence)
        let stranger = Bed(.memory)
        let (foreign, _, _) = try await filled(stranger)
        let (foreignShelf, foreignExport) = try await export(foreign)
        for wrong in [other, foreignExport] {
            _ = try await thrown(.notExported) {
                _ = try await custodian.prune(plan, exported: wrong, anchoring: anchor, by: officer)
            }
        }
        _ = try await thrown(.notExported) {
            _ = try await custodian.verifyExport(of: .access) { foreignShelf.read($0) }
        }
        for _ in 0..<260 {
            _ = try await custodian.disclose(SupportView.self, about: "c-1042", for: .customerCare, to: bed.agent)
        }
        bed.clock.advance(milliseconds: Self.year)
        plan = try await custodian.planPrune(of: .access)
        #expect(plan.below == 512)
        let short = try await thrown(.notExported) {
            _ = try await custodian.prune(plan, exported: earlyExport, anchoring: anchor, by: officer)
        }
        #expect(short.message.contains("0..<512"))
        // As far as the export reaches it does.
        let part = try #require(plan.limited(to: 256))
        #expect(plan.limited(to: 255) == nil && plan.limited(to: 768) == nil)
        _ = try await custodian.prune(part, exported: earlyExport, anchoring: anchor, by: officer)
        #expect(try await custodian.status(of: .access).first == 256)
        _ = try await thrown(.notDue) {
            _ = try await custodian.prune(part, exported: earlyExport, anchoring: anchor, by: officer)
        }
        #expect(try await custodian.verify(against: try await held(custodian, anchor)).isIntact)
        #expect(!early.paths.isEmpty)
        try await custodian.close()
        try await foreign.close()
    }

    @Test("An export with any file altered, missing, added or exchanged does not count")
    func exports() async throws {
        let bed = Bed(.memory)
        let (custodian, _, _) = try await filled(bed)
        let (shelf, good) = try await export(custodian)
        #expect((good.first, good.log) == (0, .access))
        func expectRefused(_ what: String, _ body: (inout [String: [UInt8]]) -> Void) async throws {
            var saved: [String: [UInt8]] = [:]
            shelf.update { files in
                saved = files
                body(&files)
            }
            _ = try await thrown(.notExported) { _ = try await custodian.verifyExport(of: .access) { shelf.read($0) } }
            shelf.update { $0 = saved }
        }
        for path in shelf.paths {
            try await expectRefused("\(path) missing") { $0[path] = nil }
            try await expectRefused("\(path) altered") { $0[path]?[7] ^= 1 }
            try await expectRefused("\(path) cut") { $0[path]?.removeLast() }
        }
        func list(_ files: [String: [UInt8]]) -> [UInt8] {
            var digests = FileDigests()
            for (path, bytes) in files where path != FileDigests.path { digests.add(path, bytes) }
            return digests.bytes
        }
        // Also when the list is made to fit.
        for path in shelf.paths where path != FileDigests.path {
            try await expectRefused("\(path) altered and listed") { files in
                files[path]?[7] ^= 1
                files[FileDigests.path] = list(files)
            }
        }
        try await expectRefused("a tile that is no part of it") { files in
            files["tile/0/009"] = [1]
            files[FileDigests.path] = list(files)
        }
        try await expectRefused("a path that leads elsewhere") { files in
            files[FileDigests.path]? += Array("\(String(repeating: "0", count: 64))  ../../etc/passwd\n".utf8)
        }
        #expect(try await custodian.verifyExport(of: .access) { shelf.read($0) } == good)
        #expect(try VerifiedExport.digest { shelf.read($0) } == good.digest)
        try await custodian.close()
    }

    @Test(
        "What an open incident holds as evidence is not pruned, also when it is opened meanwhile", arguments: Backing.allCases)
    func holds(_ backing: Backing) async throws {
        let bed = Bed(backing)
        let (custodian, _, _) = try await filled(bed)
        let officer = bed.who("officer-1")
        let began = bed.clock.now()
        bed.clock.advance(milliseconds: Self.year)
        let free = try await custodian.planPrune(of: .access)
        #expect(free.below == 256 && free.heldSince == nil)
        let (_, export) = try await export(custodian)
        let anchor = BusyAnchor {
            try await custodian.openIncident(title: "A look too many", detectedAt: nil, occurredAt: began, by: officer)
        }
        _ = try await thrown(.held) {
            _ = try await custodian.prune(free, exported: export, anchoring: anchor, by: officer)
        }
        let plan = try await custodian.planPrune(of: .access)
        #expect((plan.below, plan.dueBelow, plan.heldSince) == (0, 256, began))
        #expect(try await custodian.status(of: .access).first == 0)
        #expect(try await custodian.log(LogFilter(log: .access, actions: [.pruneLog]), by: nil).isEmpty)
        try await custodian.close()
    }

    @Test(
        "What is about a person under a legal hold is not pruned, also when it is placed meanwhile, and goes once it is released",
        arguments: Backing.allCases)
    func legalHolds(_ backing: Backing) async throws {
        let bed = Bed(backing)
        let (first, _, _) = try await filled(bed)
        var custodian = first
        let officer = bed.who("officer-1")
        // Their first entry stands in the second step of the log.
        try await custodian.collect(
            Customer(email: "bob@example.org"), about: "c-8", for: [.customerCare], from: .subject, by: bed.importer)
        for _ in 0..<300 {
            _ = try await custodian.disclose(SupportView.self, about: "c-8", for: .customerCare, to: bed.agent)
        }
        bed.clock.advance(milliseconds: Self.year)
        let free = try await custodian.planPrune(of: .access)
        #expect(free.below == 512 && free.heldFrom == nil)
        let (_, export) = try await export(custodian)
        let placed = Mutex<LegalHold?>(nil)
        let anchor = BusyAnchor {
            let hold = try await first.placeHold(on: "c-8", records: ["patient"], reference: "Case 12/26", by: officer)
            placed.withLock { $0 = hold }
        }
        let refused = try await thrown(.held) {
            _ = try await custodian.prune(free, exported: export, anchoring: anchor, by: officer)
        }
        #expect(refused.message.contains("legal hold"))
        #expect(try await custodian.status(of: .access).first == 0)
        if backing == .files {
            try await custodian.close()
            custodian = try await bed.open()
        }
        // What stands before their entries may go.
        let plan = try await custodian.planPrune(of: .access)
        #expect(plan.below == 256 && plan.dueBelow == 512 && plan.heldFrom.map { (256..<512).contains($0) } == true)
        _ = try await custodian.prune(plan, exported: export, anchoring: InMemoryAnchor(), by: officer)
        #expect(try await custodian.planPrune(of: .access).isEmpty)
        #expect(try await custodian.log(of: "c-8", by: nil).count > 300)
        let hold = try #require(placed.withLock { $0 })
        _ = try await custodian.releaseHold(hold.id, reason: "settled", by: officer)
        #expect(try await custodian.planPrune(of: .access).below == 512)
        #expect(try await custodian.verify().isIntact)
        try await custodian.close()
    }

    @Test(
        "A legal hold keeps the entries about whoever was merged with its person, also when they are merged meanwhile",
        arguments: Backing.allCases)
    func mergedHolds(_ backing: Backing) async throws {
        let bed = Bed(backing)
        let (custodian, _, _) = try await filled(bed)
        let officer = bed.who("officer-1")
        // Their first entry stands in the second step of the log.
        try await custodian.collect(
            Customer(email: "bob@example.org"), about: "c-8", for: [.customerCare], from: .subject, by: bed.importer)
        for _ in 0..<300 {
            _ = try await custodian.disclose(SupportView.self, about: "c-8", for: .customerCare, to: bed.agent)
        }
        // The first about whom the hold is placed on stands behind all that could go.
        try await custodian.collect(
            Customer(email: "robert@example.org"), about: "c-9", for: [.customerCare], from: .subject, by: bed.importer)
        _ = try await custodian.placeHold(on: "c-9", reference: "Case 12/26", by: officer)
        bed.clock.advance(milliseconds: Self.year)
        let free = try await custodian.planPrune(of: .access)
        #expect(free.below == 512)
        let (_, export) = try await export(custodian)
        let anchor = BusyAnchor {
            _ = try await custodian.merge("c-8", with: "c-9", reason: "the same passport", by: officer)
        }
        let refused = try await thrown(.held) {
            _ = try await custodian.prune(free, exported: export, anchoring: anchor, by: officer)
        }
        #expect(refused.message.contains("legal hold"))
        #expect(try await custodian.status(of: .access).first == 0)
        let plan = try await custodian.planPrune(of: .access)
        #expect(plan.below == 256 && plan.dueBelow == 512 && plan.heldFrom.map { (256..<512).contains($0) } == true)
        try await custodian.split("c-8", reason: "twins", by: officer)
        #expect(try await custodian.planPrune(of: .access).below == 512)
        try await custodian.close()
    }

    @Test("Nothing is removed before the prune is anchored; what was cut off is gone on with", arguments: Backing.allCases)
    func order(_ backing: Backing) async throws {
        let (bed, anchor) = (Bed(backing), FickleAnchor())
        var (custodian, _, _) = try await filled(bed)
        let officer = bed.who("officer-1")
        bed.clock.advance(milliseconds: Self.year)
        let plan = try await custodian.planPrune(of: .access)
        let (_, export) = try await export(custodian)
        // Out of reach at once: nothing is recorded. After the first: it is recorded and nothing is removed.
        for (taken, recorded) in [(0, 0), (1, 256)] as [(Int, UInt64)] {
            anchor.limit.withLock { $0 = taken }
            await #expect(throws: FickleAnchor.OutOfReach.self) {
                _ = try await custodian.prune(plan, exported: export, anchoring: anchor, by: officer)
            }
            if backing == .files {
                try await custodian.close()
                custodian = try await bed.open()
            }
            let status = try await custodian.status(of: .access)
            #expect((status.first, status.prunedBelow) == (0, recorded))
        }
        #expect(try await custodian.planPrune(of: .access).unfinishedBelow == 256)
        _ = try await thrown(.denied) {
            try await custodian.finishPrune(of: .access, anchoring: anchor, by: bed.agent)
        }
        anchor.limit.withLock { $0 = .max }
        try await custodian.finishPrune(of: .access, anchoring: anchor, by: officer)
        #expect(try await custodian.status(of: .access).first == 256)
        #expect(try await custodian.verify(against: try await held(custodian, anchor)).isIntact)
        _ = try await thrown(.notDue) {
            try await custodian.finishPrune(of: .access, anchoring: anchor, by: officer)
        }
        try await custodian.close()
    }
}

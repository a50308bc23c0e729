import CustodyModel

/// What the lines of a bundle say was erased, held against the erasures that are in it. Lines are taken in the order of places, in which an
/// erasure counted what it took, so that of parts nothing is kept.
struct BundleErasures {
    /// That parts are gone, by one erasure.
    private struct Claim {
        /// Where the first of them is said.
        var log: AuditLog
        var line: UInt64
        var count = 0
        /// Over the leaves under the root of the erasure that is said to have taken them.
        var frontier = MerkleFrontier()

        mutating func take(_ hash: MerkleHash) {
            count += 1
            frontier.append(hash)
        }
    }

    private var claims: [AuditPlace: Claim] = [:]
    private var erasures: [AuditPlace: AuditErasure] = [:]
    /// How many parts are said to be erased by nothing that is named.
    private var unnamed = 0

    /// Takes in an entry whose parts are those that its leaf commits to.
    mutating func take(_ entry: ExportedEntry, of log: AuditLog, line: UInt64) {
        guard let leaf = entry.leaf else { return }
        if case .erasure(let erasure)? = leaf.control { erasures[AuditPlace(log, entry.index)] = erasure }
        for (number, compartment) in entry.compartments.enumerated() {
            guard case .erased(let place) = compartment.state else { continue }
            guard let place else {
                unnamed += 1
                continue
            }
            let position = UInt8(truncatingIfNeeded: number)
            claims[place, default: Claim(log: log, line: line)]
                .take(MerkleHash(leaf: AuditErasure.leaf(leaf.commit, position, compartment.commitment)))
        }
    }

    /// An erasure counts what it took and has the root over it. What no erasure of a trusted log in the bundle accounts for may as well be
    /// sealed and not erased.
    func check(_ logs: [ExportManifest.Log], _ report: inout ExportReport) {
        var unproven = unnamed
        for (erasedBy, claim) in claims.sorted(by: { $0.key < $1.key }) {
            let isProven: Bool
            do throws(Complaint) { isProven = try proves(claim, erasedBy, logs) } catch {
                report.note(
                    ExportFault(.erasure, in: ExportBundle.entriesName(of: claim.log), line: claim.line, error.message))
                continue
            }
            let isTrusted = report.logs.contains { $0.log == erasedBy.log && $0.isTrusted }
            if !isProven || !isTrusted { unproven += claim.count }
        }
        report.unprovenErasures = unproven > 0 ? unproven : nil
    }

    private struct Complaint: Error { var message: String }

    private func proves(
        _ claim: Claim, _ erasedBy: AuditPlace, _ logs: [ExportManifest.Log]
    ) throws(Complaint) -> Bool {
        guard let erasure = erasures[erasedBy] else {
            let isThere = logs.contains { log in
                log.log == erasedBy.log && log.isWhole && erasedBy.index.map { log.first <= $0 && $0 < log.size } ?? false
            }
            if isThere { throw Complaint(message: "a part is said to be erased by \(erasedBy), which is no erasure") }
            return false
        }
        guard claim.count <= Int(erasure.erasedCount) else {
            throw Complaint(message: "more is said to be erased by \(erasedBy) than it took")
        }
        // A part of the log, or one that was pruned, has not all of it.
        guard claim.count == Int(erasure.erasedCount) else { return false }
        guard claim.frontier.root.bytes == erasure.erasedRoot.array else {
            throw Complaint(message: "what is said to be erased by \(erasedBy) is not what it took")
        }
        return true
    }
}

import CustodyModel

/// What the lines of a bundle say was erased, held against the erasures that are in it.
struct BundleErasures {
    /// That a part is gone, and the leaf under the root of the erasure that is said to have taken it.
    private struct Claim {
        var place: AuditPlace
        var line: UInt64
        var hash: MerkleHash
    }

    private var claims: [AuditPlace: [Claim]] = [:]
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
            let hash = MerkleHash(leaf: AuditErasure.leaf(leaf.commit, position, compartment.commitment))
            claims[place, default: []].append(
                Claim(place: AuditPlace(log, entry.index, compartment: position), line: line, hash: hash))
        }
    }

    /// An erasure counts what it took and has the root over it. What no erasure of a trusted log in the bundle accounts for may as well be
    /// sealed and not erased.
    func check(_ logs: [ExportManifest.Log], _ report: inout ExportReport) {
        var unproven = unnamed
        for (erasedBy, claims) in claims.sorted(by: { $0.key < $1.key }) {
            let isProven: Bool
            do throws(Complaint) { isProven = try proves(claims, erasedBy, logs) } catch {
                report.note(
                    ExportFault(
                        .erasure, in: ExportBundle.entriesName(of: claims[0].place.log), line: claims[0].line, error.message))
                continue
            }
            let isTrusted = report.logs.contains { $0.log == erasedBy.log && $0.isTrusted }
            if !isProven || !isTrusted { unproven += claims.count }
        }
        report.unprovenErasures = unproven > 0 ? unproven : nil
    }

    private struct Complaint: Error { var message: String }

    private func proves(
        _ claims: [Claim], _ erasedBy: AuditPlace, _ logs: [ExportManifest.Log]
    ) throws(Complaint) -> Bool {
        guard let erasure = erasures[erasedBy] else {
            let isThere = logs.contains { log in
                log.log == erasedBy.log && log.isWhole && erasedBy.index.map { log.first <= $0 && $0 < log.size } ?? false
            }
            if isThere { throw Complaint(message: "a part is said to be erased by \(erasedBy), which is no erasure") }
            return false
        }
        guard claims.count <= Int(erasure.erasedCount) else {
            throw Complaint(message: "more is said to be erased by \(erasedBy) than it took")
        }
        // A part of the log, or one that was pruned, has not all of it.
        guard claims.count == Int(erasure.erasedCount) else { return false }
        var frontier = MerkleFrontier()
        for claim in claims.sorted(by: { $0.place < $1.place }) { frontier.append(claim.hash) }
        guard frontier.root.bytes == erasure.erasedRoot.array else {
            throw Complaint(message: "what is said to be erased by \(erasedBy) is not what it took")
        }
        return true
    }
}

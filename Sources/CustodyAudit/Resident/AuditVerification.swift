import CustodyModel
import CustodyProof

/// Looks for everything that can be wrong with the logs, in memory that does not grow with them: a few stretches at a time, side by
/// side.
struct AuditVerification {
    /// How many stretches are looked at side by side.
    private static let width = 4

    private let state: AuditState
    private let identities: [AuditIdentity]
    private var findings: [AuditFinding]
    private var omitted = 0
    private var logs: [AuditLog: AuditReport.Log] = [:]
    /// What claims to have been erased, by the erasure. Places come in the order in which the erasure's root has them.
    private var claims: [AuditPlace: (first: AuditPlace, count: Int, frontier: MerkleFrontier)] = [:]
    private var erasures: [AuditPlace: AuditErasure] = [:]

    init(_ state: AuditState, opening identities: [AuditIdentity]) {
        self.state = state
        self.identities = identities
        findings = state.findings
    }

    /// What is gathered about one log.
    private struct Walk {
        var report: AuditReport.Log
        var frontier = MerkleFrontier()
        /// The incomplete tile at each fifth level above the lowest.
        var above: [TreeTile] = []
        var tiles: UInt64 = 0
        var last = CommitSequence.zero
        var partsCount = 0
        var keptCount = 0
        var told = 0
        var rotations: [(place: AuditPlace, rotation: AuditRotation)] = []
        var prunes: [(place: AuditPlace, time: Instant, prune: AuditPrune)] = []
    }

    /// - Parameter signed: the size that a checkpoint covers, or what is wrong with the checkpoint.
    /// - Parameter keys: what signed and signs the log; none when the log names others than there are.
    mutating func check(_ log: AuditLog, signed: Result<UInt64?, AuditError>, keys: [NoteVerifier]) async throws {
        let records = state[log]
        var walk = Walk(report: AuditReport.Log(size: records.tree.size, root: [], signedSize: nil))
        (walk.report.origin, walk.report.key) = (records.origin, keys.last.map(\.description))
        walk.report.prunedTo = records.leaves.first
        switch signed {
        case .success(let size): walk.report.signedSize = size
        case .failure(let error):
            let code: AuditFinding.Code = error.code == .rolledBack ? .rollback : .checkpoint
            add(AuditFinding(code, at: error.place ?? AuditPlace(log), error.message), &walk)
        }
        try await Self.stretches(of: records, opening: identities) { try await take($0, of: records, &walk) }
        walk.report.root = Bytes(walk.frontier.root.bytes)
        if try await walk.frontier.root != records.reading({ try $0.tree.root() }) {
            add(AuditFinding(.tree, at: AuditPlace(log), "the root does not follow from the leaves"), &walk)
        }
        if records.leaves.count != records.tree.size || records.leaves.partsCount != walk.partsCount
            || records.leaves.keptIndices.count != walk.keptCount
        {
            add(AuditFinding(.payload, at: AuditPlace(log), "there are entries or compartments that no leaf commits to"), &walk)
        }
        checkRotations(of: records, keys: keys, &walk)
        try await checkPrunes(of: records, &walk)
        logs[log] = walk.report
    }

    private mutating func add(_ finding: AuditFinding, _ walk: inout Walk) {
        walk.told += 1
        if walk.told <= AuditReport.findingLimit { findings.append(finding) } else { omitted += 1 }
    }

    /// Looks at stretches side by side and gives them out in order; never more than a few are there at once. None is read on a thread that
    /// tasks share: a look at a whole log would leave them none for minutes.
    private static func stretches(
        of records: AuditRecords, opening identities: [AuditIdentity], _ body: (AuditStretch) async throws -> Void
    ) async throws {
        let size = records.tree.size
        let count = (size + AuditStretch.width - 1) / AuditStretch.width
        try await withThrowingTaskGroup(of: (UInt64, AuditStretch).self) { group in
            func begin(_ number: UInt64) {
                guard number < count else { return }
                let range = number * AuditStretch.width..<min((number + 1) * AuditStretch.width, size)
                group.addTask {
                    (number, try await records.reading { try AuditStretch(range, of: $0, opening: identities) })
                }
            }
            for number in 0..<UInt64(width) { begin(number) }
            var (early, next): ([UInt64: AuditStretch], UInt64) = ([:], 0)
            while let (number, stretch) = try await group.next() {
                early[number] = stretch
                while let stretch = early.removeValue(forKey: next) {
                    try await body(stretch)
                    begin(next + UInt64(width))
                    next += 1
                }
            }
        }
    }

    private mutating func take(_ stretch: AuditStretch, of records: AuditRecords, _ walk: inout Walk) async throws {
        if let commits = stretch.commits {
            if commits.lowerBound < walk.last {
                add(AuditFinding(.order, at: AuditPlace(records.log), "commits go backwards between entries"), &walk)
            }
            walk.last = max(walk.last, commits.upperBound)
        }
        for finding in stretch.findings { add(finding, &walk) }
        for root in stretch.roots {
            walk.frontier.append(root, level: TreeTile.levels)
            try await climb(root, of: records, &walk)
        }
        for hash in stretch.loose { walk.frontier.append(hash) }
        walk.report.erasedCompartments += stretch.erasedCompartments
        walk.report.openedCompartments += stretch.openedCompartments
        walk.partsCount += stretch.partsCount
        walk.keptCount += stretch.keptCount
        for (place, erasure, hash) in stretch.dropped {
            claims[erasure, default: (place, 0, MerkleFrontier())].count += 1
            claims[erasure]?.frontier.append(hash)
        }
        for (place, time, control) in stretch.controls {
            switch control {
            case .erasure(let erasure): erasures[place] = erasure
            case .rotation(let rotation): walk.rotations.append((place, rotation))
            case .prune(let prune): walk.prunes.append((place, time, prune))
            case .restoration(let restoration):
                walk.report.restorations.append(AuditReport.Restoration(entry: place.index ?? 0, size: restoration.size))
            case .gap(let gap):
                walk.report.gaps.append(
                    AuditReport.Gap(entry: place.index ?? 0, dropped: gap.dropped, from: gap.from, to: gap.to))
            default: break
            }
        }
    }

    /// Holds the tiles above the lowest ones against what is computed.
    private mutating func climb(_ root: MerkleHash, of records: AuditRecords, _ walk: inout Walk) async throws {
        walk.tiles += 1
        var (root, level) = (root, 1)
        while true {
            if level > walk.above.count { walk.above.append(TreeTile()) }
            guard let next = walk.above[level - 1].add(root) else { return }
            let number = (walk.tiles >> UInt64(TreeTile.levels * level)) - 1
            do {
                let kept = try await records.reading { [level] in try $0.tree.tile(level, number) }
                if kept?.holds(walk.above[level - 1]) != true {
                    let index = number << UInt64(TreeTile.levels * (level + 1))
                    add(
                        AuditFinding(
                            .tree, at: AuditPlace(records.log, index),
                            "a node of the tree does not follow from those beneath it"), &walk)
                }
            } catch let error as any DamageReporting where error.isDamage {
                add(AuditFinding(.missing, at: AuditPlace(records.log), "the tree cannot be read: \(error)"), &walk)
            }
            walk.above[level - 1].removeAll()
            (root, level) = (next, level + 1)
        }
    }

    /// The leaves must tell the keys that there are, one after another.
    private mutating func checkRotations(of records: AuditRecords, keys: [NoteVerifier], _ walk: inout Walk) {
        guard keys.count == records.rotations.count + 1, walk.rotations.map(\.place.index) == records.rotations else {
            let finding = AuditFinding(.key, at: AuditPlace(records.log), "the log names other keys than the store has")
            return add(finding, &walk)
        }
        for ((place, rotation), (old, new)) in zip(walk.rotations, zip(keys, keys.dropFirst()))
        where rotation != AuditRotation(from: old, to: new) {
            add(AuditFinding(.key, at: place, "the leaf names other keys than the store has"), &walk)
        }
    }

    /// What was removed must be what a leaf says, and must have been due.
    private mutating func checkPrunes(of records: AuditRecords, _ walk: inout Walk) async throws {
        let removed = records.leaves.first
        walk.report.prunedBy = walk.prunes.last { $0.prune.minimumIndex == removed }?.place.index
        if removed > walk.prunes.map(\.prune.minimumIndex).max() ?? 0 {
            let place = AuditPlace(records.log, removed)
            add(AuditFinding(.prune, at: place, "the entries before are gone, and no prune in the log says so"), &walk)
        }
        walk.report.prunes = walk.prunes.map { AuditReport.Prune($0.prune, at: $0.place.index ?? 0) }
        for (place, time, prune) in walk.prunes {
            if prune.namesNoExport {
                add(
                    AuditFinding(.prune, at: place, "the leaf names no export, so that nobody can look at what was pruned"),
                    &walk)
            }
            let end = prune.minimumIndex
            let held = try await records.reading { try $0.tree.root(at: end) }
            if held.map({ Bytes($0.bytes) }) != prune.root {
                add(AuditFinding(.prune, at: place, "what was pruned is not what the leaf says"), &walk)
            }
            if !prune.isDue(at: time) {
                add(AuditFinding(.prune, at: place, "entries were pruned before their time was over"), &walk)
            }
        }
    }

    /// What was found, once every log was checked.
    consuming func report() -> AuditReport {
        // An erasure explains exactly what it counted: nobody can pass off other missing content as erased.
        for (place, erasure) in erasures {
            let claim = claims[place]
            if Int(erasure.erasedCount) != claim?.count ?? 0
                || erasure.erasedRoot != Bytes((claim?.frontier ?? MerkleFrontier()).root.bytes)
            {
                findings.append(AuditFinding(.erasure, at: place, "what is missing is not what this erasure covered"))
            }
        }
        for (place, claim) in claims where erasures[place] == nil {
            findings.append(
                AuditFinding(
                    .erasure, at: claim.first,
                    "the content is missing, here and \(claim.count - 1) times more, and \(place) is no erasure"))
        }
        var report = AuditReport(logs: logs, findings: findings.sorted { $0.place < $1.place })
        report.omittedFindings = omitted
        return report
    }
}

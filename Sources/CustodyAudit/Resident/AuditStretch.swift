import CustodyModel
import CustodyProof

/// What a look at some tiles of a log in a row has shown. Stretches are looked at side by side and joined in their order.
struct AuditStretch: Sendable {
    /// So many leaves, about a megabyte.
    static let width: UInt64 = 8192

    private let records: AuditRecords
    private let identities: [AuditIdentity]

    private(set) var findings: [AuditFinding] = []
    /// The roots of the complete tiles, and the hashes of the leaves behind them.
    private(set) var roots: [MerkleHash] = []
    private(set) var loose: [MerkleHash] = []
    /// What erasures claim, in the order of places.
    private(set) var dropped: [(place: AuditPlace, erasure: AuditPlace, hash: MerkleHash)] = []
    private(set) var controls: [(place: AuditPlace, time: Instant, control: AuditControl)] = []
    private(set) var erasedCompartments = 0
    private(set) var openedCompartments = 0
    /// How many entries have compartments, or what is left of them.
    private(set) var partsCount = 0
    private(set) var keptCount = 0
    private var rebuilt = TreeTile()
    private(set) var commits: ClosedRange<CommitSequence>?

    /// Looks at the leaves of the range, which begins with a tile.
    init(_ range: Range<UInt64>, of records: AuditRecords, opening identities: [AuditIdentity]) throws {
        self.records = records.nearby()
        self.identities = identities
        for start in stride(from: range.lowerBound, to: range.upperBound, by: TreeTile.width) {
            try look(at: start..<min(start + UInt64(TreeTile.width), range.upperBound))
        }
    }

    private mutating func find(_ code: AuditFinding.Code, _ index: UInt64?, _ message: String) {
        findings.append(AuditFinding(code, at: AuditPlace(records.log, index), message))
    }

    /// What cannot be read is a fault of the log; what fails otherwise is a failure to look.
    private mutating func reading<Value>(_ index: UInt64, _ body: (AuditRecords) throws -> Value) throws -> Value? {
        do { return try body(records) } catch let error as any DamageReporting where error.isDamage {
            find(.missing, index, "the entry cannot be read: \(error)")
            return nil
        }
    }

    // MARK: Tiles

    private mutating func look(at tile: Range<UInt64>) throws {
        let number = tile.lowerBound / UInt64(TreeTile.width)
        let isComplete = tile.count == TreeTile.width
        rebuilt.removeAll()
        var root: MerkleHash?
        if tile.lowerBound < records.leaves.first {
            let held = try held(tile)
            for index in tile {
                let hash = held?[Int(index - tile.lowerBound)]
                try lookAtRemoved(index, hash)
                root = rebuilt.add(hash ?? .empty)
            }
        } else if let bundle = try reading(tile.lowerBound, { try $0.leaves.bundle(from: tile.lowerBound) }),
            let ranges = try reading(tile.lowerBound, { _ in try bundle.ranges() }), ranges.count == tile.count
        {
            for (index, range) in zip(tile, ranges) {
                root = rebuilt.add(
                    bundle.bytes.withUnsafeBytes { MerkleHash(leaf: UnsafeRawBufferPointer(rebasing: $0[range])) })
                try look(at: bundle.bytes, range, index)
            }
        } else {
            // What the tree says stands for what is missing, so that everything else can still be looked at.
            for hash in try held(tile) ?? Array(repeating: .empty, count: tile.count) { root = rebuilt.add(hash) }
        }
        guard let root, isComplete else {
            loose += rebuilt.hashes
            return try holdAgainstTree(tile)
        }
        roots.append(root)
        let kept = try reading(tile.lowerBound) { try $0.tree.tile(0, number) }
        guard let kept, let kept else {
            if kept != nil { find(.missing, tile.lowerBound, "a tile of the tree is missing") }
            return
        }
        if !kept.holds(rebuilt) { try holdAgainstTree(tile) }
    }

    /// The hashes of the leaves as the tree holds them.
    private mutating func held(_ tile: Range<UInt64>) throws -> [MerkleHash]? {
        try reading(tile.lowerBound) { try $0.tree.hashes(of: tile) }
    }

    /// Names what the tree holds otherwise.
    private mutating func holdAgainstTree(_ tile: Range<UInt64>) throws {
        guard let held = try held(tile) else { return }
        var differs = false
        for (index, (held, computed)) in zip(tile, zip(held, rebuilt.hashes)) where held != computed {
            find(.tree, index, "the tree holds another leaf here")
            differs = true
        }
        guard !differs, tile.count == TreeTile.width else { return }
        find(.tree, tile.lowerBound, "a node of the tree does not follow from those beneath it")
    }

    // MARK: Entries

    private mutating func look(at bytes: [UInt8], _ range: Range<Int>, _ index: UInt64) throws {
        let head: AuditLeafHead
        let leaf: AuditLeaf?
        do {
            head = try AuditLeafHead(bytes, in: range)
            leaf = head.isWhole(of: range.count) ? nil : try AuditLeaf(decoding: bytes, in: range)
        } catch {
            find(.leaf, index, error.message)
            return
        }
        if head.commit < commits?.upperBound ?? .zero || head.batch > head.commit {
            find(.order, index, "the leaf's commit is out of order")
        }
        commits = (commits?.lowerBound ?? head.commit)...max(commits?.upperBound ?? .zero, head.commit)
        if let control = leaf?.control { controls.append((AuditPlace(records.log, index), head.time, control)) }
        guard let leaf, head.flags.contains(.payload) else {
            if !head.namesNobody { find(.payload, index, "the compartments are not those the leaf commits to") }
            return
        }
        guard let found = try readParts(at: index) else { return }
        guard let parts = found, parts.prunedCommit == nil, !parts.compartments.isEmpty else {
            find(.missing, index, "what the entry says about persons is missing, and no erasure explains it")
            return
        }
        if let fault = Self.fault(of: parts.compartments, leaf) { find(.payload, index, fault) }
        lookAtErased(parts.compartments, index, leaf.commit)
        guard !identities.isEmpty else { return }
        let entry = AuditEntry(
            log: records.log, logID: records.scheme.logID, index: index, leafBytes: Bytes(Array(bytes[range])),
            compartments: parts.compartments)
        for identity in identities { open(entry, as: identity) }
    }

    /// What an entry says about persons, if it says anything. A row that cannot be read is there all the same: that was named.
    private mutating func readParts(at index: UInt64) throws -> AuditParts?? {
        guard let parts = try reading(index, { try $0.leaves.parts(at: index) }) else {
            partsCount += 1
            return nil
        }
        if parts != nil { partsCount += 1 }
        return .some(parts)
    }

    /// Of an entry that was removed the leaf may stay, and what an erasure took.
    private mutating func lookAtRemoved(_ index: UInt64, _ held: MerkleHash?) throws {
        if let bytes = try reading(index, { try $0.leaves.keptLeaf(index) }) ?? nil {
            keptCount += 1
            if let held, MerkleHash(leaf: bytes) != held { find(.tree, index, "the tree holds another leaf here") }
            do {
                let leaf = try AuditLeaf(decoding: bytes)
                if let control = leaf.control { controls.append((AuditPlace(records.log, index), leaf.time, control)) }
            } catch { find(.leaf, index, error.message) }
        }
        guard let parts = try readParts(at: index) ?? nil else { return }
        guard let commit = parts.prunedCommit, parts.compartments.allSatisfy({ $0.box == nil && $0.erasedBy != nil }) else {
            find(.prune, index, "the entry was pruned and its content was not")
            return
        }
        lookAtErased(parts.compartments, index, commit)
    }

    private mutating func lookAtErased(_ compartments: [AuditCompartment], _ index: UInt64, _ commit: CommitSequence) {
        for compartment in compartments where compartment.box == nil {
            let place = AuditPlace(records.log, index, compartment: compartment.position)
            erasedCompartments += 1
            if let erasure = compartment.erasedBy {
                let leaf = AuditErasure.leaf(commit, compartment.position, compartment.commitment)
                dropped.append((place, erasure, MerkleHash(leaf: leaf)))
            } else {
                findings.append(AuditFinding(.erasure, at: place, "the content is missing and no erasure explains it"))
            }
        }
    }

    private static func fault(of compartments: [AuditCompartment], _ leaf: AuditLeaf) -> String? {
        guard compartments.enumerated().allSatisfy({ $0 == Int($1.position) && $1.month == leaf.time.month }) else {
            return "compartments are missing, repeated or of another month"
        }
        guard AuditScheme.payloadRoot(compartments.map(\.commitment)) == leaf.payloadRoot else {
            return "the compartments are not those the leaf commits to"
        }
        let subjects = compartments.filter { $0.keyClass == .subject }
        guard leaf.subjectReference == (subjects.count == 1 ? subjects[0].reference : .zero),
            leaf.flags.contains(.subject) == (subjects.count == 1),
            leaf.actorReference == compartments.first(where: { $0.keyClass == .actor })?.reference ?? .zero
        else { return "the compartments' references are not the leaf's" }
        return nil
    }

    private mutating func open(_ entry: AuditEntry, as identity: AuditIdentity) {
        do {
            _ = try entry.open(as: identity)
            openedCompartments += 1
        } catch {
            guard error.code == .tampered else { return }
            findings.append(AuditFinding(.content, at: error.place ?? entry.place, error.message))
        }
    }
}

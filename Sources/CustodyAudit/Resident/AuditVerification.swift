import CustodyModel

/// Looks for everything that can be wrong with the logs.
struct AuditVerification {
    private let state: AuditState
    private let identities: [AuditIdentity]
    private var findings: [AuditFinding]
    private var logs: [AuditLog: AuditReport.Log] = [:]
    // By the erasure that claims it.
    private var dropped: [AuditPlace: [AuditPlace: (commit: CommitSequence, commitment: Bytes)]] = [:]
    private var erasures: [AuditPlace: AuditErasure] = [:]

    init(_ state: AuditState, opening identities: [AuditIdentity]) {
        self.state = state
        self.identities = identities
        findings = state.findings
    }

    /// - Parameter signed: the size that a checkpoint covers, or what is wrong with the checkpoint.
    /// - Parameter keys: what signed and signs the log; none when the log names others than there are.
    mutating func check(_ log: AuditLog, signed: Result<UInt64?, AuditError>, keys: [NoteVerifier]) throws {
        let records = state[log]
        var report = AuditReport.Log(size: records.tree.size, root: [], signedSize: nil)
        (report.origin, report.key) = (records.origin, keys.last.map(\.description))
        switch signed {
        case .success(let size): report.signedSize = size
        case .failure(let error):
            findings.append(
                AuditFinding(
                    error.code == .rolledBack ? .rollback : .checkpoint, at: error.place ?? AuditPlace(log), error.message))
        }
        var frontier = MerkleFrontier()
        var last = CommitSequence.zero
        let width = UInt64(TiledTree.width)
        var held: [[UInt8]] = []
        for index in 0..<records.tree.size {
            if index % width == 0 { held = try records.tree.leafHashes(ofTile: index / width) }
            let record = try records.record(index)
            let entry = records.entry(index, record)
            let leafHash = MerkleTree.leafHash(record.leafBytes.array)
            frontier.append(leafHash: leafHash)
            if held.isEmpty || leafHash != held[Int(index % width)] {
                findings.append(AuditFinding(.tree, at: entry.place, "the tree holds another leaf here"))
            }
            check(entry, record.commit, after: last, of: records, in: &report)
            last = record.commit
        }
        report.root = Bytes(frontier.root)
        if try frontier.root != records.tree.root() {
            findings.append(AuditFinding(.tree, at: AuditPlace(log), "the root does not follow from the leaves"))
        }
        try checkRotations(of: records, keys: keys)
        logs[log] = report
    }

    /// The leaves must tell the keys that there are, one after another.
    private mutating func checkRotations(of records: AuditRecords, keys: [NoteVerifier]) throws {
        let place = AuditPlace(records.log)
        guard keys.count == records.rotations.count + 1 else {
            findings.append(AuditFinding(.key, at: place, "the log names other keys than the store has"))
            return
        }
        for (index, (old, new)) in zip(records.rotations, zip(keys, keys.dropFirst())) {
            guard case .rotation(let rotation)? = (try? records.entry(index, records.record(index)).leaf())?.control,
                rotation == AuditRotation(from: old, to: new)
            else {
                findings.append(
                    AuditFinding(.key, at: AuditPlace(records.log, index), "the leaf names other keys than the store has"))
                continue
            }
        }
    }

    private mutating func check(
        _ entry: AuditEntry, _ commit: CommitSequence, after last: CommitSequence, of records: AuditRecords,
        in report: inout AuditReport.Log
    ) {
        let leaf: AuditLeaf
        do { leaf = try entry.leaf() } catch {
            findings.append(AuditFinding(.leaf, at: entry.place, error.message))
            return
        }
        if leaf.commit != commit || leaf.commit < last || leaf.batch > leaf.commit {
            findings.append(AuditFinding(.order, at: entry.place, "the leaf's commit is out of order"))
        }
        if let fault = payloadFault(of: entry, leaf) { findings.append(AuditFinding(.payload, at: entry.place, fault)) }
        if case .erasure(let erasure) = leaf.control { erasures[entry.place] = erasure }
        for compartment in entry.compartments where compartment.box == nil {
            let place = AuditPlace(entry.log, entry.index, compartment: compartment.position)
            report.erasedCompartments += 1
            if let erasedBy = compartment.erasedBy {
                dropped[erasedBy, default: [:]][place] = (leaf.commit, compartment.commitment)
            } else {
                findings.append(AuditFinding(.erasure, at: place, "the content is missing and no erasure explains it"))
            }
        }
        for identity in identities { open(entry, as: identity, in: &report) }
    }

    private func payloadFault(of entry: AuditEntry, _ leaf: AuditLeaf) -> String? {
        let compartments = entry.compartments
        guard compartments.enumerated().allSatisfy({ $0 == Int($1.position) && $1.month == leaf.time.month }) else {
            return "compartments are missing, repeated or of another month"
        }
        guard AuditScheme.payloadRoot(compartments.map(\.commitment)) == leaf.payloadRoot,
            leaf.flags.contains(.payload) != compartments.isEmpty
        else { return "the compartments are not those the leaf commits to" }
        let subjects = compartments.filter { $0.keyClass == .subject }
        guard leaf.subjectReference == (subjects.count == 1 ? subjects[0].reference : .zero),
            leaf.flags.contains(.subject) == (subjects.count == 1),
            leaf.actorReference == compartments.first(where: { $0.keyClass == .actor })?.reference ?? .zero
        else { return "the compartments' references are not the leaf's" }
        return nil
    }

    private mutating func open(_ entry: AuditEntry, as identity: AuditIdentity, in report: inout AuditReport.Log) {
        do {
            _ = try entry.open(as: identity)
            report.openedCompartments += 1
        } catch {
            guard error.code == .tampered else { return }
            findings.append(AuditFinding(.content, at: error.place ?? entry.place, error.message))
        }
    }

    /// What was found, once every log was checked.
    consuming func report() -> AuditReport {
        // An erasure explains exactly what it counted: nobody can pass off other missing content as erased.
        for (place, erasure) in erasures {
            let dropped = dropped[place] ?? [:]
            if Int(erasure.erasedCount) != dropped.count || erasure.erasedRoot != AuditScheme.erasedRoot(dropped) {
                findings.append(AuditFinding(.erasure, at: place, "what is missing is not what this erasure covered"))
            }
        }
        for (place, claimed) in dropped where erasures[place] == nil {
            for missing in claimed.keys.sorted() {
                findings.append(AuditFinding(.erasure, at: missing, "the content is missing, and \(place) is no erasure"))
            }
        }
        return AuditReport(logs: logs, findings: findings.sorted { $0.place < $1.place })
    }
}

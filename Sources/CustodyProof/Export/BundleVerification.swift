package import CustodyModel

/// Checks one log of an exported bundle, a line at a time.
struct BundleVerification {
    private let log: ExportManifest.Log
    private let manifest: ExportManifest
    private let vocabulary: AuditVocabulary
    private let logID: Handle
    private(set) var report: ExportReport
    /// What the leaves gave numbers to.
    private(set) var registrations: [AuditRegistration] = []
    /// What the lines say was erased, those of the logs before counted in.
    private(set) var erasures: BundleErasures

    private var line: UInt64 = 0
    private var next: UInt64 = 0
    private var frontier = MerkleFrontier()
    /// The root over what was pruned, once all of it passed by.
    private var prunedRoot: MerkleHash?
    private var isAccountedFor = false

    init(
        _ log: ExportManifest.Log, _ manifest: ExportManifest, _ vocabulary: AuditVocabulary, _ report: ExportReport,
        _ erasures: BundleErasures
    ) {
        (self.log, self.manifest, self.vocabulary, self.report) = (log, manifest, vocabulary, report)
        self.erasures = erasures
        logID = AuditCommitment.logID(of: log.origin)
    }

    private mutating func note(_ code: ExportFault.Code, _ message: String, in file: String? = nil) {
        report.note(ExportFault(code, in: file ?? log.entries, line: file == nil && line > 0 ? line : nil, message))
    }

    mutating func check(_ trusted: [TrustedLog], _ read: @escaping (String, UInt64, Int) throws -> [UInt8]?) throws {
        let isTrusted = try checkCheckpoint(trusted, read)
        guard try read(log.entries, 0, 1) != nil else {
            note(.missing, "the manifest names the file, and it is not there")
            return
        }
        let file = log.entries
        var lines = LineReader { try read(file, $0, $1) ?? [] }
        reading: while let found = try lines.next() {
            line += 1
            switch found {
            case .whole(let bytes): check(bytes)
            case .unended:
                note(.line, "the file ends within a line; it was cut off")
                break reading
            case .tooLong:
                note(.line, "the line is longer than any entry; what follows was not looked at")
                break reading
            }
        }
        let count = line
        line = 0
        if count != log.count { note(.order, "there are \(count) lines instead of \(log.count)") }
        finish(at: count)
        try compare(file, digest: lines.digest(), length: lines.count)
        report.logs.append(
            ExportReport.Log(
                log: log.log, origin: log.origin, size: log.size, count: count, isWhole: log.isWhole, isTrusted: isTrusted))
    }

    private mutating func compare(_ name: String, digest: Bytes, length: UInt64) {
        guard let told = manifest.files.first(where: { $0.name == name }) else { return }
        guard told.sha256 != digest || told.bytes != length else { return }
        report.note(
            ExportFault(.digest, in: name, "it is not the file of \(told.bytes) bytes whose digest the manifest tells"))
    }

    private mutating func checkCheckpoint(
        _ trusted: [TrustedLog], _ read: (String, UInt64, Int) throws -> [UInt8]?
    ) throws -> Bool {
        guard let bytes = try ExportBundle.checkpoint(of: log.log, read) else {
            note(.missing, "the manifest names the file, and it is not there", in: log.checkpoint)
            return false
        }
        compare(log.checkpoint, digest: ExportBundle.digest(ofManifest: bytes), length: UInt64(bytes.count))
        let trust = trusted.first { $0.origin.utf8.elementsEqual(log.origin.utf8) }
        do throws(AuditError) {
            let note = try SignedNote(decoding: bytes)
            let checkpoint = try Checkpoint(note.text)
            guard checkpoint.origin.utf8.elementsEqual(log.origin.utf8), checkpoint.size == log.size,
                checkpoint.root == log.root
            else { throw AuditError(.inconsistent, "the checkpoint is another than the manifest says") }
            if let trust { _ = try trust.checkpoint(note) }
            return trust != nil
        } catch {
            note(.checkpoint, error.message, in: log.checkpoint)
            return false
        }
    }

    private mutating func check(_ bytes: [UInt8]) {
        let entry: ExportedEntry
        do { entry = try ExportedEntry(line: bytes, as: manifest.form) } catch {
            // What it is the entry of is not known, so that the next one may be any.
            note(.line, error.message)
            return
        }
        let written = manifest.form.json(of: entry, vocabulary, log.log, origin: log.origin).line
        if written != bytes { note(.line, "the line does not say what its leaf says; it was altered or made by another") }
        if let complaint = entry.complaint(in: logID, isPruned: entry.index < log.first) {
            note(.payload, complaint)
        } else {
            erasures.take(entry, of: log.log, line: line)
        }
        checkPlace(entry)
    }

    private mutating func checkPlace(_ entry: ExportedEntry) {
        let isExpected = log.isWhole ? entry.index == next : entry.index >= next
        guard isExpected, entry.index < log.size else {
            note(.order, "entry \(entry.index) stands where \(log.isWhole ? "" : "one from ")\(next) belongs")
            next = max(next, entry.index &+ 1)
            return
        }
        next = entry.index + 1
        if entry.leaf == nil, !log.isWhole || entry.index >= log.first {
            note(.order, "only the hash of entry \(entry.index) is there, and the entry was not pruned")
        }
        if case .vocabulary(let given)? = entry.leaf?.control { registrations += given }
        guard log.isWhole else {
            let proof = InclusionProof(index: entry.index, size: log.size, path: entry.path ?? [])
            if !proof.verifies(leafHash: entry.hash, root: log.root) {
                note(.tree, "the entry does not lead to the root of the checkpoint")
            }
            return
        }
        guard let hash = MerkleHash(entry.hash.array) else { return note(.tree, "a hash has 32 bytes") }
        frontier.append(hash)
        if next == log.first { prunedRoot = frontier.root }
        if case .prune(let prune)? = entry.leaf?.control, prune.minimumIndex == log.first, prune.root.array == prunedRoot?.bytes
        {
            isAccountedFor = true
        }
    }

    private mutating func finish(at count: UInt64) {
        guard log.isWhole else { return }
        if frontier.root.bytes != log.root.array {
            note(.tree, "the entries do not lead to the root of the checkpoint")
        }
        if log.first > 0, !isAccountedFor {
            note(.prune, "the entries below \(log.first) are missing, and no entry says that they were pruned")
        }
    }
}

extension ExportForm {
    /// An entry as it is written in this form.
    package func json(
        of entry: ExportedEntry, _ names: AuditVocabulary, _ log: AuditLog, origin: String
    ) -> JSONValue {
        switch self {
        case .ndjson: entry.json(names)
        case .ocsf: OCSFEvent(entry, names, log, origin: origin).json
        }
    }
}

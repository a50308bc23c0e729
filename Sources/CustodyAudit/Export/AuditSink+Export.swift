import CustodyModel

extension AuditSink {
    /// Hands out a part of the log that is checked without the log: entries, signed checkpoints, and a manifest over all of it, which
    /// is written last. `ExportBundle` checks it. Entries pass by a page at a time, so that memory does not grow with the log.
    ///
    /// What the newest checkpoint does not cover is not exported: sign the logs first.
    ///
    /// - Parameter write: adds bytes to the end of the file with that name; files come one after another.
    /// - Returns: the manifest, whose digest stands for the bundle.
    /// - Throws: `AuditError`: `.noSuchEntry` when none of the logs was signed yet, `.rolledBack` when the entries are not those that
    ///   were signed, `.tampered` when a compartment does not open; and whatever `write` throws.
    public func export(
        _ request: ExportRequest, write: (_ file: String, _ bytes: [UInt8]) async throws -> Void
    ) async throws -> ExportManifest {
        // Before the entries: a name that is registered meanwhile stands in them by its number.
        let names = try await vocabulary()
        let status = try await status()
        var (logs, files): ([ExportManifest.Log], [ExportManifest.File]) = ([], [])
        for log in request.logs {
            guard let status = status[log], let signed = status.checkpoint else { continue }
            var export = LogExport(of: log, request, status, signed.checkpoint, names)
            try await export.run(on: self, write)
            files.append(try await export.file.end(write))
            files.append(
                try await BundleFile.write(signed.bytes.array, as: ExportBundle.checkpointName(of: log), write))
            logs.append(
                ExportManifest.Log(
                    log, signed.checkpoint, isWhole: request.isWhole, first: status.first, count: export.file.lines))
        }
        guard !logs.isEmpty else { throw AuditError(.noSuchEntry, "none of the logs was signed yet; sign them first") }
        let manifest = ExportManifest(
            request.form, at: request.time, for: request.purpose, filter: request.filter, logs: logs,
            terms: names.registrations, files: files)
        try await write(ExportBundle.manifestName, manifest.bytes)
        return manifest
    }
}

/// One log while it is exported.
private struct LogExport {
    private let log: AuditLog
    private let request: ExportRequest
    private let status: AuditStatus
    private let checkpoint: Checkpoint
    private let names: AuditVocabulary
    var file: BundleFile

    private static let page = 1000

    init(
        of log: AuditLog, _ request: ExportRequest, _ status: AuditStatus, _ checkpoint: Checkpoint, _ names: AuditVocabulary
    ) {
        (self.log, self.request, self.status) = (log, request, status)
        (self.checkpoint, self.names) = (checkpoint, names)
        file = BundleFile(ExportBundle.entriesName(of: log))
    }

    mutating func run(on sink: some AuditSink, _ write: (String, [UInt8]) async throws -> Void) async throws {
        if request.isWhole { try await runWhole(sink, write) } else { try await runPart(sink, write) }
    }

    private mutating func runWhole(
        _ sink: some AuditSink, _ write: (String, [UInt8]) async throws -> Void
    ) async throws {
        var (next, frontier) = (UInt64(0), MerkleFrontier())
        func add(_ entry: ExportedEntry) async throws {
            guard let hash = MerkleHash(entry.hash.array) else { throw rolledBack }
            frontier.append(hash)
            next = entry.index + 1
            try await append(entry, write)
        }
        // What is left of entries that were pruned: their hashes.
        func addHashes(upTo end: UInt64) async throws {
            guard next == end || end <= status.first else { throw rolledBack }
            while next < end {
                let hashes = try await sink.leafHashes(log, from: next, limit: Int(min(UInt64(Self.page), end - next)))
                guard !hashes.isEmpty else { throw rolledBack }
                for hash in hashes { try await add(ExportedEntry(index: next, prunedWith: hash)) }
            }
        }
        while next < checkpoint.size {
            let entries = try await sink.entries(AuditQuery(log: log, from: next, limit: Self.page))
                .filter { $0.index < checkpoint.size }
            for entry in entries {
                guard entry.index >= next else { throw rolledBack }
                try await addHashes(upTo: entry.index)
                try await add(exported(entry))
            }
            if entries.isEmpty { try await addHashes(upTo: checkpoint.size) }
        }
        guard frontier.root.bytes == checkpoint.root.array else { throw rolledBack }
    }

    private mutating func runPart(
        _ sink: some AuditSink, _ write: (String, [UInt8]) async throws -> Void
    ) async throws {
        var query = request.query ?? AuditQuery()
        query.log = log
        for try await entry in AuditEntries(of: sink, matching: query) where entry.index < checkpoint.size {
            var exported = try exported(entry)
            exported.path = try await sink.inclusionProof(log, index: entry.index, size: checkpoint.size).path
            try await append(exported, write)
        }
    }

    private mutating func append(
        _ entry: ExportedEntry, _ write: (String, [UInt8]) async throws -> Void
    ) async throws {
        let line = request.form.json(of: entry, names, log, origin: checkpoint.origin).line
        try await file.append(line: line, write)
    }

    /// An entry with what of it may be seen.
    private func exported(_ entry: AuditEntry) throws -> ExportedEntry {
        var openings: [UInt8: AuditOpening] = [:]
        for compartment in entry.compartments where compartment.box != nil {
            let reference = AuditReference(compartment.reference, month: compartment.month)
            guard let opener = request.openers[reference] else { continue }
            let (position, opening) = try entry.opening(as: opener)
            openings[position] = opening
        }
        let compartments = entry.compartments.map { compartment in
            let state: ExportedEntry.Compartment.State =
                if let opening = openings[compartment.position] {
                    .opened(opening)
                } else {
                    compartment.box == nil ? .erased(by: compartment.erasedBy) : .sealed
                }
            return ExportedEntry.Compartment(commitment: compartment.commitment, state: state)
        }
        return try ExportedEntry(index: entry.index, leafBytes: entry.leafBytes, compartments: compartments)
    }

    private var rolledBack: AuditError {
        AuditError(
            .rolledBack, "the entries are not those that were signed, or were pruned meanwhile; verify, and export again",
            at: AuditPlace(log))
    }
}

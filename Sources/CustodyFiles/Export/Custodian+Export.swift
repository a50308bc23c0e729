public import CustodyAudit
public import CustodyCore
import CustodyJournal
public import CustodyModel

extension Custodian {
    /// Writes both logs out as other people's clients of transparency logs read them (C2SP tlog-tiles): one directory for each log,
    /// `evidence` and `access`, with `checkpoint`, `tile/<level>/…` and `tile/entries/…`.
    ///
    /// - Parameters:
    ///   - directory: where to; it must be absent or empty, so that nothing of another export is mixed in. It stands there only
    ///     once all of it is written.
    ///   - principal: who does it; nil when the operator of the store does.
    /// - Returns: the checkpoint of each log.
    /// - Throws: ``CustodyFilesError`` with `alreadyExists` or `io`; ``CustodianError``.
    public func exportTiles(to directory: String, by principal: Principal?) async throws -> [AuditLog: SignedCheckpoint] {
        try await ExportDirectory.write(to: directory) { export in
            var signed: [AuditLog: SignedCheckpoint] = [:]
            for log in AuditLog.allCases {
                signed[log] = try await exportTiles(of: log, by: principal) { path, bytes in
                    try await export.append(bytes, to: JournalPath.join(log.rawValue, path))
                }
            }
            return signed
        }
    }

    /// Hands out a part of the log as a bundle in a directory; see `exportLog(_:as:for:by:naming:write:)`.
    ///
    /// - Parameter directory: where to; it must be absent or empty. It stands there only once all of it is written.
    /// - Returns: the manifest, whose digest stands for the bundle.
    /// - Throws: ``CustodyFilesError`` with `alreadyExists` or `io`; ``CustodianError``.
    public func exportLog(
        _ filter: LogFilter = LogFilter(), as form: ExportForm, for purpose: String, by reader: Principal?,
        naming disclosure: ActorDisclosure? = nil, to directory: String
    ) async throws -> ExportManifest {
        try await ExportDirectory.write(to: directory) { export in
            try await exportLog(filter, as: form, for: purpose, by: reader, naming: disclosure) { name, bytes in
                try await export.append(bytes, to: name)
            }
        }
    }
}

extension ExportBundle {
    /// Checks a bundle in a directory; see `ExportBundle.verify(_:names:read:)` of CustodyProof.
    ///
    /// - Throws: ``CustodyFilesError`` with `io` when there is no such directory or a file cannot be read.
    public static func verify(at directory: String, _ trusted: [TrustedLog] = []) async throws -> ExportReport {
        try await BundleDirectory.reading(directory) { names, read in try verify(trusted, names: names, read: read) }
    }
}

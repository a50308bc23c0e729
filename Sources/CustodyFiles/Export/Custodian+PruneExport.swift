public import CustodyAudit
public import CustodyCore
import CustodyJournal
public import CustodyModel

extension Custodian {
    /// Writes one log out so that it can be pruned afterwards: its files as ``exportTiles(to:by:)`` writes them, in the directory
    /// itself, and `SHA256SUMS`.
    ///
    /// - Throws: as ``exportTiles(to:by:)``.
    public func exportForPruning(
        _ log: AuditLog, to directory: String, by principal: Principal?
    ) async throws -> SignedCheckpoint {
        try await ExportDirectory.write(to: directory) { export in
            try await exportForPruning(log, by: principal) { path, bytes in try await export.append(bytes, to: path) }
        }
    }

    /// Reads an export back from its directory.
    ///
    /// - Throws: ``CustodianError`` with `notExported` when it is not what was exported; ``CustodyFilesError`` with `io`.
    public func verifyExport(of log: AuditLog, at directory: String) async throws -> VerifiedExport {
        let trusted = TrustedLog(try await status(of: log).verifier)
        let files = PosixFileSystem()
        do {
            return try await blocking {
                try CustodyFilesError.translating {
                    try VerifiedExport(of: log, trusted) { path in
                        let file = JournalPath.join(directory, path)
                        return try files.status(file) == .absent ? nil : try files.readAll(file)
                    }
                }
            }
        } catch let error as AuditError { throw CustodianError.notExported(error) }
    }
}

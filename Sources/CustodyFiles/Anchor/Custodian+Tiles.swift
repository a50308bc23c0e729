public import CustodyAudit
public import CustodyCore
import CustodyJournal
public import CustodyModel

extension Custodian {
    /// Writes both logs out as other people's clients of transparency logs read them (C2SP tlog-tiles): one directory for each log,
    /// `evidence` and `access`, with `checkpoint`, `tile/<level>/…` and `tile/entries/…`.
    ///
    /// - Parameters:
    ///   - directory: where to; it must be absent or empty, so that nothing of another export is mixed in.
    ///   - principal: who does it; nil when the operator of the store does.
    /// - Returns: the checkpoint of each log.
    /// - Throws: ``CustodyFilesError`` with `alreadyExists` or `io`; ``CustodianError``.
    public func exportTiles(to directory: String, by principal: Principal?) async throws -> [AuditLog: SignedCheckpoint] {
        let files = PosixFileSystem()
        try await blocking {
            try CustodyFilesError.translating {
                if case .directory = try files.status(directory), try files.list(directory).isEmpty { return }
                guard try files.status(directory) == .absent else {
                    throw CustodyFilesError(
                        .alreadyExists, "something stands there that is no empty directory; choose another place",
                        path: directory)
                }
            }
        }
        var signed: [AuditLog: SignedCheckpoint] = [:]
        for log in AuditLog.allCases {
            let place = JournalPath.join(directory, log.rawValue)
            signed[log] = try await exportTiles(of: log, by: principal) { path, bytes in
                try await blocking {
                    try CustodyFilesError.translating {
                        let file = path.split(separator: "/").reduce(place) { JournalPath.join($0, String($1)) }
                        try files.createDirectories(JournalPath.parent(of: file))
                        try files.replace(file, with: bytes)
                    }
                }
            }
        }
        return signed
    }
}

package import CustodyFaults
package import CustodyJournal

/// A file system that breaks one of its own promises, and so the journal's.
package final class SabotagedFileSystem: JournalFileSystem {
    /// What it does wrong.
    package enum Sabotage: Sendable, Hashable {
        /// A sync of a file whose name begins and ends like this does nothing.
        case skipSync(from: String = "", to: String)
        /// A sync of this directory does nothing.
        case skipDirectorySync(String)
        /// A rename happens before the file it renames is synced.
        case renameBeforeSync
        /// A sync that failed is tried again, and the second answer is believed.
        case retryFailedSync
    }

    private let base: SimulatedFileSystem
    private let sabotage: Sabotage

    package init(_ base: SimulatedFileSystem, _ sabotage: Sabotage) {
        self.base = base
        self.sabotage = sabotage
    }

    package func open(_ path: String, mode: JournalFileMode) throws(JournalError) -> any JournalFile {
        SabotagedFile(try base.open(path, mode: mode), isDeaf: isDeaf(path), retries: sabotage == .retryFailedSync)
    }

    package func rename(_ path: String, to destination: String) throws(JournalError) {
        try base.rename(path, to: destination)
        if sabotage == .renameBeforeSync {
            let file = try base.open(destination, mode: .readWrite)
            defer { file.close() }
            try file.sync()
        }
    }

    package func remove(_ path: String) throws(JournalError) { try base.remove(path) }
    package func createDirectory(_ path: String) throws(JournalError) { try base.createDirectory(path) }
    package func list(_ directory: String) throws(JournalError) -> [String] { try base.list(directory) }
    package func status(_ path: String) throws(JournalError) -> JournalPathStatus { try base.status(path) }
    package func lockExclusive(_ path: String) throws(JournalError) -> any JournalLock { try base.lockExclusive(path) }

    package func syncDirectory(_ path: String) throws(JournalError) {
        guard sabotage != .skipDirectorySync(path) else { return }
        try base.syncDirectory(path)
    }

    private func isDeaf(_ path: String) -> Bool {
        switch sabotage {
        case .skipSync(let start, let end): path.hasSuffix(end) && path.split(separator: "/").last?.hasPrefix(start) == true
        case .renameBeforeSync: path.hasSuffix(JournalPath.temporarySuffix)
        case .skipDirectorySync, .retryFailedSync: false
        }
    }
}

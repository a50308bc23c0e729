import Crypto
import CustodyJournal
import CustodyModel

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A directory with a backup: its files, and the manifest that makes it one.
struct BackupDirectory: Sendable {
    let path: String
    let files: any JournalFileSystem

    private static let piece = 1 << 20

    private func place(_ name: String) -> String { JournalPath.join(path, name) }

    // MARK: Writing

    /// Makes the directory, which must be absent or empty, or hold what is left of a backup that was cut off.
    func prepare() throws {
        switch try files.status(path) {
        case .absent: try files.createDirectories(path)
        case .directory where try files.status(place(BackupManifest.fileName)) == .absent:
            for name in try files.list(path) {
                guard case .file = try files.status(place(name)), Self.isOurs(name) else {
                    throw CustodyFilesError(
                        .alreadyExists, "something stands there that is no backup; choose another place", path: path)
                }
            }
            for name in try files.list(path) { try files.remove(place(name)) }
            try files.syncDirectory(path)
        case .directory:
            throw CustodyFilesError(.alreadyExists, "a backup stands there already; choose another place", path: path)
        default: throw CustodyFilesError(.alreadyExists, "something stands there; choose another place", path: path)
        }
    }

    private static func isOurs(_ name: String) -> Bool {
        let plain =
            name.hasSuffix(JournalPath.temporarySuffix) ? String(name.dropLast(JournalPath.temporarySuffix.count)) : name
        return plain == "slots" || plain == BackupManifest.fileName || plain == StoreIdentity.fileName
            || plain.hasSuffix(".checkpoint") || SnapshotFile.isName(plain) || FileRows.isName(plain)
    }

    /// Copies a file into the backup, durably, and says what it is.
    func copy(_ source: String, as name: String) throws -> BackupManifest.File {
        let from = try files.open(source, mode: .readOnly)
        defer { from.close() }
        let to = try files.open(place(name), mode: .createNew)
        defer { to.close() }
        var digest = SHA256()
        var size: UInt64 = 0
        // No further than it reaches now: beside a writer it may grow.
        let end = try from.size()
        while size < end {
            let bytes = try from.read(at: size, count: Int(min(UInt64(Self.piece), end - size)))
            guard !bytes.isEmpty else { break }
            digest.update(data: bytes)
            try to.write(bytes, at: size)
            size += UInt64(bytes.count)
        }
        try to.sync()
        return BackupManifest.File(path: name, size: size, digest: Bytes(Array(digest.finalize())))
    }

    /// Writes a file of the backup.
    func write(_ bytes: [UInt8], as name: String) throws -> BackupManifest.File {
        let to = try files.open(place(name), mode: .createNew)
        defer { to.close() }
        try to.write(bytes, at: 0)
        try to.sync()
        return BackupManifest.File(path: name, size: UInt64(bytes.count), digest: Bytes(Array(SHA256.hash(data: bytes))))
    }

    /// Makes the backup one.
    func finish(_ manifest: BackupManifest) throws {
        try files.syncDirectory(path)
        try files.replace(place(BackupManifest.fileName), with: Self.text(manifest))
    }

    private static func text(_ manifest: BackupManifest) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        return Array(try encoder.encode(manifest)) + [UInt8(ascii: "\n")]
    }

    // MARK: Reading

    /// What the backup is, once every file was found to be what it says.
    ///
    /// - Throws: ``CustodyFilesError`` with `tornBackup` or `foreignBackup`.
    func manifest(of kind: BackupManifest.Kind) throws -> BackupManifest {
        guard case .file = try files.status(place(BackupManifest.fileName)) else {
            throw CustodyFilesError(
                .tornBackup,
                "there is no \(BackupManifest.fileName), so that this is no backup or one that was cut off; use another",
                path: path)
        }
        let bytes = try files.readAll(place(BackupManifest.fileName))
        guard let manifest = try? JSONDecoder().decode(BackupManifest.self, from: Data(bytes)),
            try Self.text(manifest) == bytes
        else {
            throw CustodyFilesError(
                .tornBackup, "the manifest is not as it was written; use another backup", path: place(BackupManifest.fileName))
        }
        guard manifest.kind == kind else {
            throw CustodyFilesError(
                .foreignBackup, "this is a backup of the \(manifest.kind.rawValue), not of the \(kind.rawValue)", path: path)
        }
        for file in manifest.files {
            // Nothing that lies elsewhere is ever read because a list says so.
            guard Self.isOurs(file.path) else {
                throw CustodyFilesError(.foreignBackup, "the manifest names a file that no backup has", path: path)
            }
            try check(file)
        }
        return manifest
    }

    private func check(_ file: BackupManifest.File) throws {
        let path = place(file.path)
        guard try files.status(path) == .file(size: file.size) else {
            throw CustodyFilesError(.tornBackup, "a file is missing or of another size; use another backup", path: path)
        }
        let handle = try files.open(path, mode: .readOnly)
        defer { handle.close() }
        var digest = SHA256()
        var offset: UInt64 = 0
        while offset < file.size {
            let bytes = try handle.read(at: offset, count: Self.piece)
            guard !bytes.isEmpty else { break }
            digest.update(data: bytes)
            offset += UInt64(bytes.count)
        }
        guard Bytes(Array(digest.finalize())) == file.digest else {
            throw CustodyFilesError(.tornBackup, "a file is not what was backed up; use another backup", path: path)
        }
    }

    /// Copies a file of the backup to where it belongs.
    func put(_ name: String, at destination: String) throws {
        if try files.status(destination) != .absent { try files.remove(destination) }
        let parent = BackupDirectory(path: JournalPath.parent(of: destination), files: files)
        _ = try parent.copy(place(name), as: destination.split(separator: "/").last.map(String.init) ?? name)
    }

    /// A file of the backup, for reading.
    func open(_ name: String) throws -> any JournalFile { try files.open(place(name), mode: .readOnly) }
}

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

    /// Stands in the directory from the first step on until the manifest does. What stands beside it is no backup, and only then is
    /// anything taken away: the parts of a store and of an anchor have names like those of a backup.
    static let markName = "BACKUP"
    private static let piece = 1 << 20
    /// No manifest is larger: it has a line of each file of rows, of which there are 16,384 at most.
    private static let manifestLimit = 16 << 20

    private func place(_ name: String) -> String { JournalPath.join(path, name) }

    // MARK: Writing

    /// Makes the directory, which must be absent or empty, or carry the mark of a backup that was cut off.
    func prepare() throws {
        try requireOutside()
        switch try files.status(path) {
        case .absent: break
        case .directory where try files.status(place(BackupManifest.fileName)) != .absent:
            throw CustodyFilesError(.alreadyExists, "a backup stands there already; choose another place", path: path)
        case .directory where try isFree(): break
        case .directory:
            throw CustodyFilesError(
                .alreadyExists, "something stands there that is no backup that was cut off; choose another place", path: path)
        default: throw CustodyFilesError(.alreadyExists, "something stands there; choose another place", path: path)
        }
        try files.createDirectories(path)
        // Also where it stands already: it may not be durable yet, and what follows must never be found without it.
        try files.replace(place(Self.markName), with: [])
        let left = try files.contents(path).filter { $0 != Self.markName }
        for name in left { try files.remove(place(name)) }
        if !left.isEmpty { try files.syncDirectory(path) }
    }

    /// Whether nothing stands there, or only what a backup left that was cut off.
    private func isFree() throws -> Bool {
        let names = try files.contents(path)
        guard try files.status(place(Self.markName)) == .file(size: 0) else {
            // It was cut off while it made its mark.
            return names.allSatisfy { $0 == Self.markName + JournalPath.temporarySuffix }
        }
        return try names.allSatisfy { name in
            guard case .file = try files.status(place(name)) else { return false }
            return Self.isOurs(name)
        }
    }

    /// Throws where a store, or another backup, stands above the directory: whatever lies in it belongs to it.
    private func requireOutside() throws {
        let whole = path.hasPrefix("/") ? path : JournalPath.join(FileManager.default.currentDirectoryPath, path)
        var names = whole.split(separator: "/").filter { $0 != "." }
        // How many of the names that are left a `..` behind them takes back: what these name is not above it.
        var takenBack = 0
        while let name = names.popLast() {
            takenBack = name == ".." ? takenBack + 1 : max(0, takenBack - 1)
            guard takenBack == 0 else { continue }
            let above = "/" + names.joined(separator: "/")
            guard try files.status(JournalPath.join(above, StoreIdentity.fileName)) == .absent else {
                throw CustodyFilesError(
                    .alreadyExists, "it would lie in a store, or in another backup; choose a place outside", path: path)
            }
        }
    }

    /// Whether a file of a backup can have the name, finished or not.
    private static func isOurs(_ name: String) -> Bool {
        let suffix = JournalPath.temporarySuffix
        let plain = name.hasSuffix(suffix) ? String(name.dropLast(suffix.count)) : name
        return plain == markName || plain == BackupManifest.fileName || isContent(plain)
    }

    /// Whether a manifest can name the file. No such name leads out of the directory.
    private static func isContent(_ name: String) -> Bool {
        name == "slots" || name == StoreIdentity.fileName || SnapshotFile.isName(name) || FileRows.isName(name)
            || name.hasSuffix(".checkpoint") && !name.contains("/")
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
        try files.remove(place(Self.markName))
        try files.syncDirectory(path)
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
        guard case .file(let size) = try files.status(place(BackupManifest.fileName)) else {
            throw CustodyFilesError(
                .tornBackup,
                "there is no \(BackupManifest.fileName), so that this is no backup or one that was cut off; use another",
                path: path)
        }
        let isPossible = size <= UInt64(Self.manifestLimit)
        let bytes = try isPossible ? files.readAll(place(BackupManifest.fileName), atMost: Self.manifestLimit) : []
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
            guard Self.isContent(file.path) else {
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

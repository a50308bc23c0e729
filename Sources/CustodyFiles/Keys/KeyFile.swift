import Crypto
package import CustodyJournal
import CustodyKeys
public import CustodyModel

/// A file with the versions of one key-encryption key, to be kept away from the store that it opens. Owner only (0600).
///
/// One line for each version, the current one last: a tag, the number, the key in hexadecimal, and a checksum over the line and
/// those before it. A file with one line of the first form, which has no number, is version 1.
public struct KeyFile: Sendable {
    private static let firstTag = "custody-key-v1"
    private static let tag = "custody-key-v2"
    /// No key file is larger: a line for each of 65,535 versions.
    private static let limit = 16 << 20

    /// Makes a key file with a fresh key, refusing to touch one that exists.
    ///
    /// - Throws: ``CustodyFilesError``.
    public static func create(at path: String, random: some RandomSource = SystemRandomSource()) throws {
        try create(at: path, random: random, files: PosixFileSystem())
    }

    package static func create(at path: String, random: some RandomSource, files: any JournalFileSystem) throws {
        let stores = KeyFileStores(of: path, files)
        // What an earlier file of that name opened, this one does not. First, so that where it cannot be taken away no file is made.
        if try CustodyFilesError.translating({ try files.status(path) }) == .absent { try stores.remove(stores.all()) }
        try CustodyFilesError.translating {
            try files.createDirectories(JournalPath.parent(of: path))
            let file = try files.open(path, mode: .createNew)
            defer { file.close() }
            try file.write(text([1: SymmetricKey(data: random.bytes(32))]), at: 0)
            try file.sync()
            try files.syncDirectory(JournalPath.parent(of: path))
        }
    }

    /// The provider that the key file gives.
    ///
    /// - Throws: ``CustodyFilesError`` with `keyFileMissing` or `keyFileDamaged`.
    public static func provider(at path: String) throws -> KeyFileProvider { try provider(at: path, files: PosixFileSystem()) }

    package static func provider(at path: String, files: any JournalFileSystem) throws -> KeyFileProvider {
        let bytes: [UInt8]
        do { bytes = try files.readAll(path, atMost: limit) } catch  where error.code == .corrupt {
            throw CustodyFilesError(.keyFileDamaged, "this is no key file; \(error.message)", path: path)
        } catch {
            throw CustodyFilesError(
                .keyFileMissing, "the key file cannot be read (\(error.code)); give the one that `init` named", path: path)
        }
        guard let versions = versions(in: bytes), let keys = LocalKeyProvider(versions: versions) else {
            throw CustodyFilesError(.keyFileDamaged, "this is not a whole key file; restore it from its backup", path: path)
        }
        return KeyFileProvider(keys, path: path, files: files)
    }

    /// Replaces the file durably, and writes the former one over where it stands: what a retired version opened must not stay behind.
    static func replace(_ path: String, with versions: [UInt16: SymmetricKey], files: any JournalFileSystem) throws {
        try CustodyFilesError.translating {
            let former = try files.open(path, mode: .readWrite)
            defer { former.close() }
            let size = try former.size()
            try files.replace(path, with: text(versions))
            try former.write([UInt8](repeating: 0, count: Int(clamping: size)), at: 0)
            try former.sync()
        }
    }

    private static func text(_ versions: [UInt16: SymmetricKey]) -> [UInt8] {
        // One version has one form, so that a file of the first form is still to the byte what is written.
        if versions.count == 1, let only = versions[1] {
            return Array("\(firstTag) \(only.bytes.hex) \(checksum(Array(firstTag.utf8) + only.bytes))\n".utf8)
        }
        var text = ""
        for (version, key) in versions.sorted(by: { $0.key < $1.key }) {
            text += "\(tag) \(version) \(key.bytes.hex) "
            text += checksum(Array(text.utf8)) + "\n"
        }
        return Array(text.utf8)
    }

    private static func checksum(_ bytes: [UInt8]) -> String {
        var digits: [UInt8] = []
        digits.append(bigEndian: CRC32C.checksum(bytes))
        return digits.hex
    }

    /// What the file says; nil unless it is to the byte what would be written.
    private static func versions(in bytes: [UInt8]) -> [UInt16: SymmetricKey]? {
        var versions: [UInt16: SymmetricKey] = [:]
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
            let parts = line.split(separator: " ", omittingEmptySubsequences: false)
            let isFirst = parts.count == 3 && parts[0] == firstTag
            guard isFirst || parts.count == 4, let version = isFirst ? 1 : UInt16(parts[1]),
                let key = [UInt8](hex: parts[isFirst ? 1 : 2]), key.count == 32, versions[version] == nil
            else { return nil }
            versions[version] = SymmetricKey(data: key)
        }
        return text(versions) == bytes ? versions : nil
    }
}

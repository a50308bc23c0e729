import Crypto
import CustodyJournal
public import CustodyKeys
public import CustodyModel

/// A file with one key-encryption key, to be kept away from the store that it opens.
///
/// One line of text: a tag, the key in hexadecimal, and a checksum. Owner only (0600).
public struct KeyFile: Sendable {
    private static let tag = "custody-key-v1"

    /// Makes a key file with a fresh key, refusing to touch one that exists.
    ///
    /// - Throws: ``CustodyFilesError``.
    public static func create(at path: String, random: some RandomSource = SystemRandomSource()) throws {
        let files = PosixFileSystem()
        try CustodyFilesError.translating {
            try files.createDirectories(JournalPath.parent(of: path))
            let file = try files.open(path, mode: .createNew)
            defer { file.close() }
            try file.write(text(random.bytes(32)), at: 0)
            try file.sync()
            try files.syncDirectory(JournalPath.parent(of: path))
        }
    }

    /// The provider that the key file gives.
    ///
    /// - Throws: ``CustodyFilesError`` with `keyFileMissing` or `keyFileDamaged`.
    public static func provider(at path: String) throws -> LocalKeyProvider {
        let bytes: [UInt8]
        do { bytes = try PosixFileSystem().readAll(path) } catch {
            throw CustodyFilesError(
                .keyFileMissing, "the key file cannot be read (\(error.code)); give the one that `init` named", path: path)
        }
        let parts = String(decoding: bytes, as: UTF8.self).split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 3, let key = [UInt8](hex: parts[1]), key.count == 32, text(key) == bytes else {
            throw CustodyFilesError(.keyFileDamaged, "this is not a whole key file; restore it from its backup", path: path)
        }
        return LocalKeyProvider(SymmetricKey(data: key))
    }

    private static func text(_ key: [UInt8]) -> [UInt8] {
        let checksum = CRC32C.checksum(Array(tag.utf8) + key)
        var digits: [UInt8] = []
        digits.append(bigEndian: checksum)
        return Array("\(tag) \(key.hex) \(digits.hex)\n".utf8)
    }
}

import Crypto
import CustodyAudit
import CustodyModel

/// The list of an export's files with their digests, in the form that `sha256sum -c` reads.
struct FileDigests {
    /// Where it stands in an export.
    static let path = "SHA256SUMS"

    private var digests: [String: [UInt8]] = [:]

    /// No files yet.
    init() {}

    mutating func add(_ path: String, _ bytes: [UInt8]) { digests[path] = Self.digest(bytes) }

    static func digest(_ bytes: [UInt8]) -> [UInt8] { Array(SHA256.hash(data: bytes)) }

    var paths: Set<String> { Set(digests.keys) }

    func holds(_ path: String, _ bytes: [UInt8]) -> Bool { digests[path] == Self.digest(bytes) }

    /// One line a file, in the order of the paths, so that the same files give the same bytes.
    var bytes: [UInt8] {
        var text = ""
        for (path, digest) in digests.sorted(by: { $0.key < $1.key }) { text += "\(Bytes(digest).hex)  \(path)\n" }
        return Array(text.utf8)
    }

    /// Reads a list; what it accepts is what ``bytes`` gives, to the byte. Nil when it is none.
    init?(decoding bytes: [UInt8]) {
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            guard line.count > 66, let text = String(validating: line, as: UTF8.self) else { return nil }
            let path = String(text.dropFirst(66))
            // Nothing that lies elsewhere is ever read because a list says so.
            guard let digest = [UInt8](hex: text.prefix(64)), path == PublishedLog.checkpointPath || TilePath(path) != nil
            else { return nil }
            digests[path] = digest
        }
        guard self.bytes == bytes else { return nil }
    }
}

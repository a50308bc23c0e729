import Crypto
import CustodyModel

/// Takes a file apart into lines, a piece at a time, so that memory does not grow with the file; and digests it.
struct LineReader {
    /// No entry is longer: the longest leaf with 255 compartments of the largest commit.
    static let longestLine = 32 << 20
    private static let pieceLength = 1 << 16

    private let read: (_ offset: UInt64, _ limit: Int) throws -> [UInt8]
    private var piece: ArraySlice<UInt8> = []
    private var hash = SHA256()
    /// How many bytes were read.
    private(set) var count: UInt64 = 0

    /// A reader of what `read` answers, which is nothing at the end.
    init(_ read: @escaping (UInt64, Int) throws -> [UInt8]) { self.read = read }

    enum Line {
        case whole([UInt8])
        /// The file ends without a line end.
        case unended
        case tooLong
    }

    /// The next line without its end; nil behind the last.
    mutating func next() throws -> Line? {
        var line: [UInt8] = []
        while true {
            guard try fill() else { return line.isEmpty ? nil : .unended }
            if let end = piece.firstIndex(of: 0x0a) {
                line += piece[..<end]
                piece = piece[(end + 1)...]
                return .whole(line)
            }
            line += piece
            piece = []
            guard line.count <= Self.longestLine else { return .tooLong }
        }
    }

    /// SHA-256 of the whole file, whatever of it was looked at.
    mutating func digest() throws -> Bytes {
        while try fill() { piece = [] }
        return Bytes(Array(hash.finalize()))
    }

    private mutating func fill() throws -> Bool {
        guard piece.isEmpty else { return true }
        let bytes = try read(count, Self.pieceLength)
        hash.update(data: bytes)
        count += UInt64(bytes.count)
        piece = bytes[...]
        return !bytes.isEmpty
    }
}

import Crypto
import CustodyModel

/// A file of a bundle while it is written: digested, and handed on in pieces.
package struct BundleFile {
    private static let pieceLength = 1 << 16

    let name: String
    package private(set) var lines: UInt64 = 0
    private var hash = SHA256()
    private var count: UInt64 = 0
    private var piece: [UInt8] = []

    package init(_ name: String) { self.name = name }

    mutating func append(
        line: [UInt8], _ write: (String, [UInt8]) async throws -> Void
    ) async throws {
        lines += 1
        try await append(line + [0x0a], write)
    }

    package mutating func append(
        _ bytes: [UInt8], _ write: (String, [UInt8]) async throws -> Void
    ) async throws {
        piece += bytes
        if piece.count >= Self.pieceLength { try await flush(write) }
    }

    /// Hands the rest on, if only to have the file made.
    package mutating func end(_ write: (String, [UInt8]) async throws -> Void) async throws -> ExportManifest.File {
        try await flush(write)
        return ExportManifest.File(name: name, bytes: count, sha256: Bytes(Array(hash.finalize())))
    }

    /// Hands on a file of its own.
    static func write(
        _ bytes: [UInt8], as name: String, _ write: (String, [UInt8]) async throws -> Void
    ) async throws -> ExportManifest.File {
        var file = BundleFile(name)
        file.piece = bytes
        return try await file.end(write)
    }

    private mutating func flush(_ write: (String, [UInt8]) async throws -> Void) async throws {
        hash.update(data: piece)
        count += UInt64(piece.count)
        try await write(name, piece)
        piece = []
    }
}

public import CustodyCore
package import CustodyJournal
public import CustodyModel

/// Remembers erasures in a directory of its own, which belongs on another volume or another machine than the store's and must be
/// part of no backup of it.
///
///     DIR/<32 hexadecimal digits of the store>/<64 digits SHA-256 of the plan>.erasure
public struct FileErasureAnchor: ErasureAnchor {
    private let directory: String
    private let files: any JournalFileSystem
    private static let suffix = ".erasure"
    /// No record is larger: what it suppresses and suspends is of one person, and came through a commit.
    private static let limit = 64 << 20

    /// An anchor in a directory, which is made when it is missing.
    public init(at directory: String) { self.init(at: directory, files: PosixFileSystem()) }

    package init(at directory: String, files: any JournalFileSystem) {
        self.directory = directory
        self.files = files
    }

    private func place(of store: Handle) -> String { JournalPath.join(directory, store.description) }

    /// Keeps a record, durably.
    public func keep(_ record: ErasureRecord) async throws {
        let (files, place) = (files, place(of: record.store))
        try await blocking {
            try CustodyFilesError.translating {
                try files.createDirectories(place)
                let path = JournalPath.join(place, record.plan.hex + Self.suffix)
                let bytes = try CBOR.encode(record)
                if case .file(let size) = try files.status(path), size == UInt64(bytes.count),
                    try files.readAll(path, atMost: bytes.count) == bytes
                {
                    return try files.syncDirectory(place)
                }
                try files.replace(path, with: bytes)
            }
        }
    }

    /// What it keeps of a store: durably, like what was kept just now.
    ///
    /// - Throws: ``CustodyFilesError`` with `corrupt` when a record cannot be read.
    public func records(of store: Handle) async throws -> [ErasureRecord] {
        let (files, place) = (files, place(of: store))
        return try await blocking {
            try CustodyFilesError.translating {
                guard try files.status(place) == .directory else { return [] }
                let names = try files.list(place).filter { $0.hasSuffix(Self.suffix) }
                try files.syncFound(in: place)
                return try names.map { name in
                    let path = JournalPath.join(place, name)
                    let bytes = try files.readAll(path, atMost: Self.limit)
                    if let record = try? CBOR.decode(ErasureRecord.self, from: bytes), record.plan.hex + Self.suffix == name,
                        record.store == store
                    {
                        return record
                    }
                    throw CustodyFilesError(.corrupt, "the anchored erasure is not as it was written", path: path)
                }
            }
        }
    }

    /// Lets go of records whose time is over.
    public func forget(of store: Handle, before instant: Instant) async throws {
        let over = try await records(of: store).filter { $0.keepUntil < instant }
        guard !over.isEmpty else { return }
        let (files, place) = (files, place(of: store))
        try await blocking {
            try CustodyFilesError.translating {
                for record in over { try files.remove(JournalPath.join(place, record.plan.hex + Self.suffix)) }
                try files.syncDirectory(place)
            }
        }
    }
}

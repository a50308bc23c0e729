import CustodyJournal
import CustodyModel

/// Which stores a key file opens, so that the rotation of one does not destroy what opens another: a directory beside the file, where each
/// has an empty file that is named by its random identity.
///
///     FILE.stores/<32 hexadecimal digits of the store>
///
/// It stands beside the file and not in it: no opening may rewrite what is the only copy of a key, a file that is only for reading stays
/// one, and a copy of the file is another file, which opens none of these. Names need no order, so that processes do not get in each
/// other's way.
struct KeyFileStores: Sendable {
    private let directory: String
    private let files: any JournalFileSystem

    init(of path: String, _ files: any JournalFileSystem) {
        directory = path + ".stores"
        self.files = files
    }

    private func place(of store: Handle) -> String { JournalPath.join(directory, store.description) }

    /// Those that are known.
    func all() throws -> Set<Handle> {
        try CustodyFilesError.translating {
            guard try files.status(directory) != .absent else { return [] }
            return Set(try files.list(directory).compactMap { Handle($0) })
        }
    }

    /// Adds one, durably; nothing where nothing may be written.
    func add(_ store: Handle) throws {
        let path = place(of: store)
        try CustodyFilesError.translating {
            do throws(JournalError) {
                guard try files.status(path) == .absent else { return try files.syncFound(in: directory) }
                try files.createDirectories(directory)
                try files.open(path, mode: .createNew).close()
                try files.syncDirectory(directory)
            } catch  where error.code == .alreadyExists {
                // Another process opened the same store.
                try files.syncFound(in: directory)
            } catch  where error.code == .permission {
                // A key file that is only for reading opens stores all the same. Nor can it be rotated from here.
            }
        }
    }

    /// Removes some, durably.
    func remove(_ stores: Set<Handle>) throws {
        try CustodyFilesError.translating {
            let known = try stores.sorted().filter { try files.status(place(of: $0)) != .absent }
            guard !known.isEmpty else { return }
            for store in known { try files.remove(place(of: store)) }
            try files.syncDirectory(directory)
        }
    }
}

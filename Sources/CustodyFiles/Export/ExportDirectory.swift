import CustodyJournal
import CustodyModel

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A directory that an export is written to: aside first, and under its own name once all of it is durable.
actor ExportDirectory {
    private let files = PosixFileSystem()
    private let place: String
    private let aside: String
    private var written: Written?
    /// The directories whose names are not durable yet.
    private var directories: Set<String> = []

    private struct Written {
        var path: String
        var file: any JournalFile
        var count: UInt64
    }

    /// A directory that is absent or empty, so that nothing of another export is mixed in.
    ///
    /// - Throws: ``CustodyFilesError`` with `alreadyExists` or `io`.
    init(at directory: String, random: any RandomSource = SystemRandomSource()) async throws {
        var place = directory[...]
        while place.count > 1, place.last == "/" { place.removeLast() }
        self.place = String(place)
        aside = "\(place).\(random.bytes(4).hex).part"
        let (files, target, aside) = (files, self.place, aside)
        try await blocking {
            try CustodyFilesError.translating {
                let isEmpty = try files.status(target) == .directory && files.list(target).isEmpty
                guard try isEmpty || files.status(target) == .absent else {
                    throw CustodyFilesError(
                        .alreadyExists, "something stands there that is no empty directory; choose another place", path: target)
                }
                try files.createDirectories(JournalPath.parent(of: target))
                try files.createDirectory(aside)
            }
        }
        directories = [aside]
    }

    /// Adds bytes to the end of a file, which is made when it is another than the one before.
    func append(_ bytes: [UInt8], to name: String) async throws {
        let path = name.split(separator: "/").reduce(aside) { JournalPath.join($0, String($1)) }
        if written?.path != path {
            try await end()
            var parent = JournalPath.parent(of: path)
            let isNew = !directories.contains(parent)
            while directories.insert(parent).inserted { parent = JournalPath.parent(of: parent) }
            let files = files
            let file = try await blocking {
                try CustodyFilesError.translating {
                    if isNew { try files.createDirectories(JournalPath.parent(of: path)) }
                    return try files.open(path, mode: .createNew)
                }
            }
            written = Written(path: path, file: file, count: 0)
        }
        guard let (file, count) = written.map({ ($0.file, $0.count) }) else { return }
        try await blocking { try CustodyFilesError.translating { try file.write(bytes, at: count) } }
        written?.count += UInt64(bytes.count)
    }

    /// Makes everything durable and gives the directory its name.
    func finish() async throws {
        try await end()
        let (files, place, aside, directories) = (files, place, aside, directories)
        try await blocking {
            try CustodyFilesError.translating {
                for directory in directories.sorted().reversed() { try files.syncDirectory(directory) }
                try files.rename(aside, to: place)
                try files.syncDirectory(JournalPath.parent(of: place))
            }
        }
    }

    /// Takes away what was written. What is left of it after a crash has a name of its own and no manifest.
    func discard() async {
        written?.file.close()
        written = nil
        let aside = aside
        do { try await blocking { try FileManager.default.removeItem(atPath: aside) } } catch {
            // The failure that matters was reported; this costs only space.
        }
    }

    private func end() async throws {
        guard let file = written?.file else { return }
        written = nil
        try await blocking {
            defer { file.close() }
            try CustodyFilesError.translating { try file.sync() }
        }
    }

    /// Has the body write into a fresh directory, which stands under its name only when all of it was written.
    static func write<Result>(
        to directory: String, _ body: (ExportDirectory) async throws -> Result
    ) async throws -> Result {
        let export = try await ExportDirectory(at: directory)
        do {
            let result = try await body(export)
            try await export.finish()
            return result
        } catch {
            await export.discard()
            throw error
        }
    }
}

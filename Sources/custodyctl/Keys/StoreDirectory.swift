import Custody

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif
#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Where a store is, whatever way leads there.
enum StoreDirectory {
    /// The absolute path without symbolic links, also of something that does not exist yet.
    static func resolved(_ path: String) -> String {
        var existing = path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
        var rest: [Substring] = []
        while true {
            if let found = realpath(existing, nil) {
                defer { free(found) }
                return ([String(cString: found)] + rest.reversed().map(String.init)).joined(separator: "/")
            }
            while existing.count > 1, existing.hasSuffix("/") { existing.removeLast() }
            guard let slash = existing.lastIndex(of: "/"), existing.count > 1 else { return existing }
            let name = existing[existing.index(after: slash)...]
            if !name.isEmpty, name != "." { rest.append(name) }
            existing = slash == existing.startIndex ? "/" : String(existing[..<slash])
        }
    }

    /// Whether the path lies in the directory.
    static func contains(_ directory: String, _ path: String) -> Bool {
        let directory = resolved(directory)
        return (resolved(path) + "/").hasPrefix(directory.hasSuffix("/") ? directory : directory + "/")
    }

    /// Throws unless a store stands there, as far as can be told without opening it.
    static func requireStore(_ directory: String) throws {
        guard StoreBackend(in: directory) == nil else { return }
        let identity = directory + "/custody.json"
        // What may not be seen must not be told as if it were not there.
        if access(identity, F_OK) != 0, errno == EACCES {
            throw CustodyFilesError(
                .io, "the directory may not be looked into: \(String(cString: strerror(EACCES)))", path: directory)
        }
        // A restore or an `init` that was cut off leaves its mark and is done again; the file comes last. One of before left no mark.
        let parts = ["wal", "keys/slots"].filter { OutputFile.exists("\(directory)/\($0)") }
        let isMarked = ["RESTORE", "CREATE"].contains { OutputFile.exists("\(directory)/\($0)") }
        if let part = parts.first, !isMarked {
            throw CustodyFilesError(
                .corrupt,
                "the file is missing beside \(part), so that the store does not open; restore it from a backup (where the "
                    + "store was never made to the end, make it in another directory)", path: identity, offset: 0)
        }
        let error = access(directory, F_OK) == 0 ? "holds no custody.json, so it is no store" : "does not exist"
        throw CustodyFilesError(.notAStore, "the directory \(error); make a store with `custodyctl init`", path: directory)
    }

    /// Throws when a result would lie among the store's files: it would be copied with them, and what vouches for the store could be
    /// put back with it.
    static func refuse(_ path: String, inside directory: String, _ what: String) throws(ToolError) {
        guard contains(directory, path) else { return }
        throw ToolError("insideStore", "\(what) must not lie in the store's directory; choose a place outside", path: path)
    }
}

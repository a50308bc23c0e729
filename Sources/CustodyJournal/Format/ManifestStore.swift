/// Reads and replaces the manifest of a directory.
struct ManifestStore: Sendable {
    let directory: String
    let fileSystem: any JournalFileSystem

    func path(_ generation: UInt64) -> String { JournalPath.join(directory, JournalPath.manifestName(generation)) }

    /// The manifest of the highest generation, or nil when there is none.
    ///
    /// A manifest gets its name only once it is whole and durable, so that one that cannot be read is damage; an older one
    /// beside it is never taken for it, for what that one names may be gone.
    func newest(of storeID: [UInt8]?) throws(JournalError) -> Manifest? {
        guard let generation = try fileSystem.list(directory).compactMap(JournalPath.manifestGeneration).max() else {
            return nil
        }
        return try read(generation, of: storeID)
    }

    /// The manifest of a generation.
    func read(_ generation: UInt64, of storeID: [UInt8]?) throws(JournalError) -> Manifest {
        let path = path(generation)
        if case .file(let size) = try fileSystem.status(path), size > UInt64(Manifest.maximumSize) {
            throw JournalError(.corrupt, "no manifest is so large: restore it from a backup", path: path, offset: 0)
        }
        let manifest = try Manifest.decode(fileSystem.readAll(path), path: path)
        if let storeID, manifest.storeID != storeID {
            throw JournalError(
                .foreignStore, "the journal belongs to another store: check which directory was meant", path: path, offset: 12)
        }
        guard manifest.generation == generation else {
            throw JournalError(
                .corrupt, "the file's name says generation \(generation), its content \(manifest.generation): it was renamed",
                path: path, offset: 28)
        }
        return manifest
    }

    /// Makes the manifest durable in the place of all earlier ones.
    func write(_ manifest: Manifest) throws(JournalError) {
        var isHarmless = true
        try write(manifest, isHarmless: &isHarmless)
    }

    /// The same, and tells of a failure whether it came before the first sync. It comes true.
    func write(_ manifest: Manifest, isHarmless: inout Bool) throws(JournalError) {
        try fileSystem.replace(path(manifest.generation), isHarmless: &isHarmless) { file throws(JournalError) in
            try file.write(manifest.encoded(), at: 0)
        }
        // A name that stays is passed over by every opening, and the next one for writing removes it.
        try? removeOlder(than: manifest.generation)
    }

    func removeOlder(than generation: UInt64) throws(JournalError) {
        for name in try fileSystem.list(directory) {
            guard let other = JournalPath.manifestGeneration(name), other < generation else { continue }
            try fileSystem.remove(JournalPath.join(directory, name))
        }
    }
}

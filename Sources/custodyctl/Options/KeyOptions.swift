import ArgumentParser
import Custody

/// Where the key file is.
struct KeyOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The file with the key that opens the store.",
            discussion: "Without it: CUSTODY_KEY_FILE, and without that a place of its own in your configuration directory.",
            valueName: "file"), completion: .file())
    var keyFile: String?

    /// The key of a store.
    func provider(for directory: String) throws -> KeyFileProvider {
        // A directory that is no store is the plainer mistake, and is told before a missing key.
        try StoreDirectory.requireStore(directory)
        let place = try KeyFilePlace(for: directory, given: keyFile)
        do { return try KeyFile.provider(at: place.path) } catch var error as CustodyFilesError
            where error.code == .keyFileMissing
        {
            error.message = place.missing
            throw error
        }
    }
}

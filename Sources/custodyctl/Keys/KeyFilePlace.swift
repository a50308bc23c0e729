import Crypto
import Custody

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Where a store's key file is: never in the store's own directory, or who copies that has the key with it.
struct KeyFilePlace {
    var path: String
    /// What to say when there is no such file.
    var missing: String

    /// What to say of a file that was there before the store, and may be another one's.
    static let sharingRemark =
        "The key file was there before and may open other stores, which `keys rotate` must not end: it refuses as long as the file is "
        + "known to open another; give each store a key file of its own, which may be a copy."

    /// The place that was given, by option or environment, or else the store's own in the configuration directory.
    init(
        for directory: String, given: String?, environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws(ToolError) {
        if let given {
            guard given != "-" else {
                throw ToolError("usage", "- stands for no file here; name the key file, or ./- for one that is named so")
            }
            path = given
            missing = "there is no key file there, or it cannot be read; give --key-file the one that `init` named"
        } else if let named = environment["CUSTODY_KEY_FILE"], !named.isEmpty {
            path = named
            missing = "CUSTODY_KEY_FILE names a file that is not there or cannot be read; name the one that `init` named"
        } else {
            path = try Self.ownPlace(of: directory, environment)
            missing =
                "the key file of this store is not where `init` puts it by default (was the directory moved?); name it with "
                + "--key-file or CUSTODY_KEY_FILE"
        }
        guard !StoreDirectory.contains(directory, path) else {
            throw ToolError(
                "keyInsideStore",
                "the key file must not lie in the store's directory: who copies the store would have the key; "
                    + "keep it outside and name it with --key-file", path: path)
        }
        // By whatever name it is reached: what is known of the file stands beside it.
        path = StoreDirectory.resolved(path)
    }

    /// The key of a store.
    static func provider(for directory: String, given: String?) throws -> KeyFileProvider {
        // A directory that is no store is the plainer mistake, and is told before a missing key.
        try StoreDirectory.requireStore(directory)
        let place = try KeyFilePlace(for: directory, given: given)
        do { return try KeyFile.provider(at: place.path) } catch var error as CustodyFilesError
            where error.code == .keyFileMissing
        {
            error.message = place.missing
            throw error
        }
    }

    private static func ownPlace(of directory: String, _ environment: [String: String]) throws(ToolError) -> String {
        let base: String
        if let configured = environment["XDG_CONFIG_HOME"], configured.hasPrefix("/") {
            base = configured
        } else if let home = environment["HOME"], home.hasPrefix("/") {
            base = home + "/.config"
        } else {
            throw ToolError("noHome", "there is no home directory to keep the key in; name a place with --key-file")
        }
        let digest = SHA256.hash(data: Array(StoreDirectory.resolved(directory).utf8))
        return base + "/custody/" + Array(digest).prefix(8).hex + ".key"
    }
}

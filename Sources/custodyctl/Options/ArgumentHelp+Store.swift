import ArgumentParser

/// What is said of options that several commands have. The options themselves stand in each command or group: a group within a group makes
/// the parser examine everything in it several times more in a debug build.
extension ArgumentHelp {
    /// Where the key file is.
    static var keyFile: ArgumentHelp {
        ArgumentHelp(
            "The file with the key that opens the store.",
            discussion: "Without it: CUSTODY_KEY_FILE, and without that a place of its own in your configuration directory.",
            valueName: "file")
    }

    /// Where erasures are remembered outside the store.
    static var erasures: ArgumentHelp {
        ArgumentHelp(
            "Where erasures are remembered, outside the store and its backups.",
            discussion:
                "Without it: CUSTODY_ERASURES. What it knows and the store does not is erased again before anything is read.",
            valueName: "dir")
    }
}

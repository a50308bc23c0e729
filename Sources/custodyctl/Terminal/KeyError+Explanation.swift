import Custody

extension KeyError {
    /// The message for who has a key file, where the library speaks of a provider.
    var explanation: String {
        guard code == .unknownVersion else { return message }
        return String(message.prefix { $0 != ";" })
            + "; give a copy of the key file from before the key was replaced, or the newest one if this is such a copy"
    }
}

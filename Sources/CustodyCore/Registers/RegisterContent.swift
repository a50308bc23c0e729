import CustodyModel

/// A line as it is sealed. The key stands with it, so that it is found again although its place tells it not.
struct RegisterContent<Entry: RegisterEntry>: Codable {
    var key: RegisterKey
    var entry: Entry
    var by: PrincipalID
    var at: Instant
    var reason: String
}

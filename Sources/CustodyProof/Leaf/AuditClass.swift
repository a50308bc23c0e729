/// What sort of event a leaf records; decides which log holds it.
public struct AuditClass: RawRepresentable, Hashable, Sendable, Codable, CustomStringConvertible {
    /// The code in the leaf.
    public var rawValue: UInt8
    /// Names a class by its code.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Reading personal data, allowed or denied.
    public static let access = AuditClass(rawValue: 1)
    /// Collecting and correcting personal data.
    public static let change = AuditClass(rawValue: 2)
    /// Consent, refusal, withdrawal, objection, restriction.
    public static let consent = AuditClass(rawValue: 3)
    /// Planning and carrying out erasures.
    public static let erasure = AuditClass(rawValue: 4)
    /// Policies and principals.
    public static let policy = AuditClass(rawValue: 5)
    /// Incidents.
    public static let incident = AuditClass(rawValue: 6)
    /// Handing data or parts of the log out.
    public static let export = AuditClass(rawValue: 7)
    /// Keys.
    public static let key = AuditClass(rawValue: 8)
    /// Entries that were lost.
    public static let gap = AuditClass(rawValue: 9)
    /// Entries whose retention ended.
    public static let prune = AuditClass(rawValue: 10)
    /// Signing the log.
    public static let seal = AuditClass(rawValue: 11)
    /// What the codes mean, and how the log is kept.
    public static let config = AuditClass(rawValue: 12)
    /// Requests of people, and what follows from them.
    public static let request = AuditClass(rawValue: 13)

    /// The class of that name; nil when the library has none.
    public init?(name: String) {
        guard let place = Self.names.firstIndex(of: name) else { return nil }
        rawValue = UInt8(place + 1)
    }

    /// The name of a class of the library, such as `access`; the number of any other.
    public var description: String {
        let place = Int(rawValue)
        return Self.names.indices.contains(place - 1) ? Self.names[place - 1] : String(rawValue)
    }

    private static let names = [
        "access", "change", "consent", "erasure", "policy", "incident", "export", "key", "gap", "prune", "seal", "config",
        "request",
    ]
}

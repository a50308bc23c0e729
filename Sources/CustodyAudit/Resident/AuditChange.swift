import CustodyModel

/// One change of the log in the form that a backend writes and replays.
struct AuditChange: Hashable, Sendable, Codable {
    /// Which log the leaf is appended to.
    var log: AuditLog
    /// The leaf to the byte.
    var leafBytes: Bytes
    /// What it says about persons.
    var compartments: [AuditCompartment]
    /// Names that get their numbers.
    var registrations: [AuditRegistration]?
    /// Compartments whose content is destroyed.
    var erases: [AuditPlace]?

    private enum CodingKeys: String, CodingKey {
        case log = "l"
        case leafBytes = "b"
        case compartments = "c"
        case registrations = "v"
        case erases = "e"
    }
}

/// Where data came from (GDPR Art. 14(2)(f)).
public enum DataSource: Hashable, Sendable {
    /// The person gave it.
    case subject
    /// Somebody else did; the text says who. It is sealed.
    case other(String)

    /// What is sealed and what the person is told; ``description`` is for everybody else.
    var text: String {
        switch self {
        case .subject: "subject"
        case .other(let text): "other: " + text
        }
    }
}

extension DataSource: CustomStringConvertible, CustomReflectable {
    /// Whether it was the person, never who else it was.
    public var description: String { self == .subject ? "subject" : "other: ‹redacted›" }
    /// Never who it was.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// Where data came from (GDPR Art. 14(2)(f)).
public enum DataSource: Hashable, Sendable {
    /// The person gave it.
    case subject
    /// Somebody else did; the text says who. It is sealed.
    case other(String)

    var text: String {
        switch self {
        case .subject: "subject"
        case .other(let text): "other: " + text
        }
    }
}

/// What a person answered.
public enum ConsentAnswer: Hashable, Sendable {
    /// Yes; `explicitly` when by a statement of its own, as special categories need it (GDPR Art. 9(2)(a)).
    case given(explicitly: Bool)
    /// Yes, once more, by somebody who had said so before.
    case renewed(explicitly: Bool)
    /// No.
    case refused
}

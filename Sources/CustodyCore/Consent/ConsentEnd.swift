/// How a consent ends that the person did not withdraw.
public enum ConsentEnd: String, Hashable, Sendable, CaseIterable {
    /// Another than the person ended it.
    case revoked
    /// The reason for it is gone.
    case expired
}

/// Which key seals a value.
public struct KeyID: Hashable, Sendable, Codable, CustomStringConvertible {
    /// Whose key: a subject, a principal, or the store itself.
    public var owner: Handle
    /// Which of the owner's keys.
    public var keyClass: KeyClass

    /// A key by owner and class.
    public init(_ owner: Handle, _ keyClass: KeyClass) {
        self.owner = owner
        self.keyClass = keyClass
    }

    /// Owner and class.
    public var description: String { "\(owner)/\(keyClass.rawValue)" }
}

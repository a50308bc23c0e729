public import Crypto
public import CustodyModel

/// A handle with the key that belongs to it: what opens the compartments of one person, and finds them.
public struct AuditIdentity: Sendable {
    /// Stands for the person.
    public var handle: Handle
    /// The person's log key.
    public var key: SymmetricKey
    /// In what capacity.
    public var keyClass: AuditKeyClass

    /// An identity from its parts.
    public init(_ handle: Handle, key: SymmetricKey, as keyClass: AuditKeyClass) {
        self.handle = handle
        self.key = key
        self.keyClass = keyClass
    }
}

extension AuditIdentity: CustomStringConvertible, CustomReflectable {
    /// The capacity only: neither who it is nor what is said.
    public var description: String { "‹\(keyClass), redacted›" }
    /// Nothing.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

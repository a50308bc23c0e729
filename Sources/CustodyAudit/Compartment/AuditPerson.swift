public import Crypto
public import CustodyModel

/// Somebody an event concerns, and what the log shall say about them: readable with their key only, gone when it is destroyed.
public struct AuditPerson: Sendable {
    /// Stands for the person.
    public var handle: Handle
    /// The person's log key.
    public var key: SymmetricKey
    /// In what capacity.
    public var keyClass: AuditKeyClass
    /// What is said about them.
    public var payload: CBOR

    /// A person from its parts.
    public init(handle: Handle, key: SymmetricKey, keyClass: AuditKeyClass, payload: CBOR) {
        self.handle = handle
        self.key = key
        self.keyClass = keyClass
        self.payload = payload
    }

    /// What opens the compartment again.
    public var identity: AuditIdentity { AuditIdentity(handle, key: key, as: keyClass) }
}

extension AuditPerson: CustomStringConvertible, CustomReflectable {
    /// The capacity only: neither who it is nor what is said.
    public var description: String { "‹\(keyClass), redacted›" }
    /// Nothing.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

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
    /// What is said about them, as it is sealed.
    package private(set) var encodedPayload: [UInt8]

    /// What is said about them.
    public var payload: CBOR {
        get { (try? CBOR(decoding: encodedPayload)) ?? .null }
        set { encodedPayload = newValue.encoded() }
    }

    /// A person from its parts.
    public init(handle: Handle, key: SymmetricKey, keyClass: AuditKeyClass, payload: CBOR) {
        self.init(handle: handle, key: key, keyClass: keyClass, encodedPayload: payload.encoded())
    }

    /// A person of whom is said what is encoded already.
    package init(handle: Handle, key: SymmetricKey, keyClass: AuditKeyClass, encodedPayload: [UInt8]) {
        self.handle = handle
        self.key = key
        self.keyClass = keyClass
        self.encodedPayload = encodedPayload
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

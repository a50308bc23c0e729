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
    public var payload: CBOR {
        get {
            switch said {
            case .value(let value): value
            case .encoded(let bytes): (try? CBOR(decoding: bytes)) ?? .null
            }
        }
        set { said = .value(newValue) }
    }
    private var said: Said

    private enum Said {
        case value(CBOR)
        case encoded([UInt8])
    }

    /// A person from its parts.
    public init(handle: Handle, key: SymmetricKey, keyClass: AuditKeyClass, payload: CBOR) {
        self.handle = handle
        self.key = key
        self.keyClass = keyClass
        said = .value(payload)
    }

    /// A person of whom is said what is encoded already.
    package init(handle: Handle, key: SymmetricKey, keyClass: AuditKeyClass, encodedPayload: [UInt8]) {
        self.handle = handle
        self.key = key
        self.keyClass = keyClass
        said = .encoded(encodedPayload)
    }

    /// What is said about them, as it is sealed.
    package var encodedPayload: [UInt8] {
        switch said {
        case .value(let value): value.encoded()
        case .encoded(let bytes): bytes
        }
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

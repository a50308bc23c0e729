public import CustodyModel

/// What a compartment says, with the random bytes under which the leaf commits to it: whoever holds it can show that the log says
/// so, also after the compartment itself was erased.
public struct AuditOpening: Hashable, Sendable {
    /// Stands for the person.
    public var handle: Handle
    /// In what capacity the entry concerns the person.
    public var keyClass: AuditKeyClass
    /// The 32 bytes that the commitment was made under.
    public var random: Bytes
    /// What is said, in deterministic CBOR.
    public var payload: Bytes

    /// An opening from its parts.
    public init(handle: Handle, keyClass: AuditKeyClass, random: Bytes, payload: Bytes) {
        self.handle = handle
        self.keyClass = keyClass
        self.random = random
        self.payload = payload
    }

    /// The commitment that it opens, at a place of an entry of the log with that identity.
    package func commitment(position: UInt8, commit: CommitSequence, in logID: Handle) -> Bytes {
        AuditCommitment.commitment(
            to: payload.array[...], about: handle, as: keyClass, position: position, commit: commit, in: logID,
            random: random.array[...])
    }
}

extension AuditOpening: CustomStringConvertible, CustomReflectable {
    /// The capacity only: neither who it is nor what is said.
    public var description: String { "‹\(keyClass), redacted›" }
    /// Nothing.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

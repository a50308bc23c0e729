public import CustodyModel

/// How a log refers to a person in one month, for those who hold the person's key.
public struct AuditReference: Hashable, Sendable {
    /// `yyyymm`.
    public var month: UInt32
    /// The reference.
    public var handle: Handle

    /// A reference from its parts.
    public init(_ handle: Handle, month: UInt32) {
        self.handle = handle
        self.month = month
    }
}

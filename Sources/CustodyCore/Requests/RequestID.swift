public import CustodyModel

/// Tells one request from another.
public struct RequestID: HandleToken {
    /// The 16 random bytes.
    public let handle: Handle
    /// Wraps a handle.
    public init(_ handle: Handle) { self.handle = handle }

    /// The record of the store that holds it.
    var record: RecordID { RecordID(handle) }
}

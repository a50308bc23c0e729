public import CustodyModel

/// A second person's agreement that a principal is given many records at once.
public struct BulkApproval: Hashable, Sendable, Codable {
    /// Who may be given them.
    public var principal: PrincipalID
    /// How many.
    public var records: Int
    /// Until when.
    public var until: Instant
    /// Who agreed.
    public var approver: PrincipalID
    /// When.
    public var approvedAt: Instant
    /// 32 bytes: the Ed25519 key that the approver enrolled.
    public var publicKey: Bytes
    /// 64 bytes: Ed25519 over ``signedBytes(store:)``.
    public var signature: Bytes

    /// An approval from its parts.
    public init(
        for principal: PrincipalID, records: Int, until: Instant, approver: PrincipalID, approvedAt: Instant,
        publicKey: Bytes = [], signature: Bytes = []
    ) {
        self.principal = principal
        self.records = records
        self.until = until
        self.approver = approver
        self.approvedAt = approvedAt
        self.publicKey = publicKey
        self.signature = signature
    }

    /// What is signed: everything but the signature, for one store.
    public func signedBytes(store: Handle) -> [UInt8] {
        var bytes = Array("custody/bulk-approval/v1\0".utf8) + store.bytes
        for number in [Int64(records), until.milliseconds, approvedAt.milliseconds] { bytes.append(bigEndian: number) }
        for name in [principal.rawValue, approver.rawValue] { bytes.append(counted: name) }
        return bytes
    }
}

public import CustodyLaw

/// Leave to carry a request out, once: it is granted, no duplicate, and it is known who asks as far as the law wants it.
///
/// Only ``Custodian/verified(_:)`` makes one, from what the store holds; it cannot be copied, and carrying out consumes it.
public struct VerifiedRequest: ~Copyable, Sendable {
    /// Which request.
    public let id: RequestID
    /// What is asked.
    public let kind: RightKind
    let rule: RequestRule

    init(_ request: RightsRequest, by rule: RequestRule) throws(RequestFault) {
        if let obstacle = request.obstacle(by: rule) { throw obstacle }
        (id, kind, self.rule) = (request.id, request.kind, rule)
    }
}

public import CustodyLaw

/// That a request is refused, as the person is told (GDPR Art. 12(4)): why, and where they can go.
public struct RequestRefusal: Hashable, Sendable, Codable {
    /// One of the grounds that the law lists for such a request.
    public var ground: RefusalGround
    /// Why it applies, in words for the person.
    public var reason: String
    /// To which authority the person can complain.
    public var complaintTo: String
    /// Before which court the person can go.
    public var court: String

    /// A refusal from its parts.
    public init(_ ground: RefusalGround, because reason: String, complaintTo: String, court: String) {
        self.ground = ground
        self.reason = reason
        self.complaintTo = complaintTo
        self.court = court
    }
}

public import CustodyLaw
public import CustodyModel

/// What was sent to whom, when. The library sends nothing: it keeps what a person says was sent.
public struct SentNotice: Hashable, Sendable, Codable {
    /// The duty that it serves; nil when it serves none.
    public var duty: DutyID?
    /// Who was told.
    public var recipient: Duty.Recipient
    /// Which of several notices it was.
    public var phase: BreachNotice.Phase
    /// When it was sent.
    public var at: PartialInstant
    /// The address or the name of who was told.
    public var to: SealedValue
    /// What was sent.
    public var content: SealedValue
    /// The SHA-256 of what was sent, so that a copy can be recognised.
    public var digest: Bytes
    /// What proves that it arrived; nil until somebody has it.
    public var receipt: SealedValue?

    /// A notice from its parts.
    public init(
        _ duty: DutyID?, to recipient: Duty.Recipient, phase: BreachNotice.Phase, at time: PartialInstant, address: SealedValue,
        content: SealedValue, digest: Bytes, receipt: SealedValue? = nil
    ) {
        self.duty = duty
        self.recipient = recipient
        self.phase = phase
        at = time
        to = address
        self.content = content
        self.digest = digest
        self.receipt = receipt
    }

    private enum CodingKeys: String, CodingKey {
        case duty = "d"
        case recipient = "w"
        case phase = "p"
        case at = "a"
        case to = "t"
        case content = "c"
        case digest = "h"
        case receipt = "r"
    }
}

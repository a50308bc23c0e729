/// Something that is done with a request before it is carried out. Text names the reason for the record; it is sealed for the person.
public enum RequestStep: Hashable, Sendable {
    /// The person was told that it arrived.
    case acknowledge
    /// The person was asked who they are, because of a doubt.
    case askIdentity(because: String)
    /// It is established who asks.
    case verify(by: String)
    /// Nobody doubts who asks, for instance because they are logged in. Only where the law lets one ask on doubt alone.
    case noDoubt(because: String)
    /// It could not be established who asks.
    case failIdentity(because: String)
    /// The person was asked what they mean.
    case askClarification(String)
    /// The person said what they mean.
    case clarified
    /// A fee that the law allows was paid.
    case payFee
    /// The person was told that it takes longer, and why.
    case extend(because: String)
    /// It will be carried out.
    case grant
    /// It will not be carried out, and the person was told.
    case refuse(RequestRefusal)
    /// The person took it back.
    case takeBack
    /// It asks the same as another.
    case markDuplicate(of: RequestID)
    /// It does not ask the same as another after all.
    case clearDuplicate

    /// What the log calls it.
    public var name: String {
        switch self {
        case .acknowledge: "acknowledge"
        case .askIdentity: "askIdentity"
        case .verify: "verify"
        case .noDoubt: "noDoubt"
        case .failIdentity: "failIdentity"
        case .askClarification: "askClarification"
        case .clarified: "clarified"
        case .payFee: "payFee"
        case .extend: "extend"
        case .grant: "grant"
        case .refuse: "refuse"
        case .takeBack: "takeBack"
        case .markDuplicate: "markDuplicate"
        case .clearDuplicate: "clearDuplicate"
        }
    }

    /// What was said with it; nil when nothing was.
    var text: String? {
        switch self {
        case .askIdentity(let text), .verify(let text), .noDoubt(let text), .failIdentity(let text),
            .askClarification(let text), .extend(let text):
            text
        case .refuse(let refusal): refusal.reason
        default: nil
        }
    }
}

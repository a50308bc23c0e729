/// Why a step of a request is not taken.
public enum RequestFault: String, Error, Hashable, Sendable, CustomStringConvertible {
    /// It is closed; open another one.
    case closed
    /// It asks the same as another, which is carried out in its place.
    case duplicate
    /// It is marked as a duplicate of itself.
    case ownDuplicate
    /// The law forbids to ask who asks.
    case identityForbidden
    /// It must be known who asks first.
    case notIdentified
    /// That nobody doubts who asks does not do here: the law wants it verified, or a doubt was told already.
    case mustBeVerified
    /// It is not decided yet.
    case undecided
    /// It was refused.
    case refused
    /// It was decided already.
    case decided
    /// The ground is none that the law lists for such a request.
    case noGround
    /// It cannot be refused because nobody knows who asks: that was not tried.
    case identityNotTried
    /// A basis was named under which the person has the right.
    case rightExists
    /// A reason, a complaint route or a court is missing.
    case textMissing
    /// The law allows no more time.
    case noMoreTime
    /// More time was taken already; it can be taken once.
    case extendedAlready
    /// The first period is over, and the person was not told in time.
    case toldTooLate
    /// It was acknowledged, answered or paid already, or nothing was asked.
    case nothingToDo
    /// It is being carried out.
    case underWay
    /// It is not being carried out.
    case notBegun

    /// What is wrong and what to do.
    public var description: String {
        switch self {
        case .closed: "the request is closed; receive a new one"
        case .duplicate: "the request asks the same as another; carry that one out, or clear the mark first"
        case .ownDuplicate: "a request cannot be a duplicate of itself"
        case .identityForbidden: "the law forbids to ask who makes such a request; carry it out"
        case .notIdentified: "it must be known who asks first; verify it"
        case .mustBeVerified: "who asks must be verified: the law requires it, or a doubt was told already"
        case .undecided: "the request is not decided yet; grant or refuse it"
        case .refused: "the request was refused; an appeal or a new request can be received"
        case .decided: "the request was decided already"
        case .noGround: "the law lists no such ground for such a request"
        case .identityNotTried: "ask who makes the request before it is refused for not knowing"
        case .rightExists: "the person has this right under a basis that the data rest on"
        case .textMissing: "say why; a refusal also tells where to complain and before which court to go"
        case .noMoreTime: "the law allows no more time for it"
        case .extendedAlready: "more time was taken already, which is possible once"
        case .toldTooLate: "the first period is over; more time had to be told within it"
        case .nothingToDo: "there is nothing to do of that kind"
        case .underWay: "the request is being carried out"
        case .notBegun: "the request is not being carried out"
        }
    }
}

public import CustodyModel

/// A change of the ledger, in the form that is written and replayed.
public enum ConsentChange: Hashable, Sendable, Codable {
    /// Takes in a notice. Taking in the same notice again changes nothing.
    case record(Notice)
    /// Adds an event, and with it the notice that it refers to unless that is recorded already: preconditions are checked
    /// against what is durable, so that a notice of another change of the same unit would not be found.
    case append(ConsentEvent, notice: Notice? = nil)
    /// Adds events of one person together, each checked against what those before it leave; and the notices that they refer to
    /// unless those are recorded already. An answer and that the notice was shown before it belong into one.
    case appendAll([ConsentEvent], notices: [Notice] = [])
    /// Fails the unit when anything was recorded for the subject since `head`; nil stands for "nothing was recorded yet".
    /// A decision that was made on a ``SubjectStanding`` is committed with it, and so cannot miss a withdrawal.
    case require(SubjectToken, head: CommitSequence?)
    /// Fails the unit when anything was recorded for one of the subjects since their head.
    ///
    /// - `seen`: what ``ConsentLedger/changeCount()`` answered before the heads were read. While it is the same, none is looked at again.
    case requireAll([SubjectHead], seen: UInt64? = nil)
    /// Fails the unit when a notice that has a name was recorded since `head`: it may have made consents stale.
    case requireNotices(head: CommitSequence?)
    /// Drops everything the ledger holds of the subject, for an erasure. The audit log keeps the proof that there was a
    /// decision; its text dies with the subject's key.
    case forget(SubjectToken)

    // Short names on disk; renaming a case of the enum does not alter what was written.
    private enum CodingKeys: String, CodingKey {
        case record = "n"
        case append = "e"
        case appendAll = "b"
        case requireNotices = "m"
        case require = "q"
        case forget = "f"
        case requireAll = "a"
    }
    private enum RecordCodingKeys: String, CodingKey {
        case _0 = "n"
    }
    private enum AppendCodingKeys: String, CodingKey {
        case _0 = "e"
        case notice = "n"
    }
    private enum AppendAllCodingKeys: String, CodingKey {
        case _0 = "e"
        case notices = "n"
    }
    private enum RequireNoticesCodingKeys: String, CodingKey {
        case head = "h"
    }
    private enum RequireCodingKeys: String, CodingKey {
        case _0 = "s"
        case head = "h"
    }
    private enum RequireAllCodingKeys: String, CodingKey {
        case _0 = "s"
        case seen = "c"
    }
    private enum ForgetCodingKeys: String, CodingKey {
        case _0 = "s"
    }
}

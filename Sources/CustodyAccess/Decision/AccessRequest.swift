public import CustodyModel

/// One question to a session: may this be done with these categories, for this purpose, about this person, now?
public struct AccessRequest: Hashable, Sendable {
    /// What is to be done.
    public var action: Action
    /// Why; nil only for actions that name no purpose: correcting, and those that touch no data.
    public var purpose: Purpose?
    /// The categories asked for. None asks whether the action is permitted at all.
    public var categories: CategoryMask
    /// What is known about the person's own will.
    public var subject: SubjectFacts
    /// When; a decision is never asked for "now".
    public var at: Instant
    /// What is known about the record; unknown when nothing is said.
    public var record: RecordFacts
    /// How many records are asked for at once.
    public var recordCount: Int
    /// The obligations that the caller will meet. A permission that asks for another does not apply.
    public var supports: Obligations

    /// A request from its parts. The facts have no default: who forgets them would forget an objection.
    public init(
        _ action: Action, for purpose: Purpose?, categories: CategoryMask = .none, subject: SubjectFacts, at: Instant,
        record: RecordFacts = .unknown, recordCount: Int = 1, supports: Obligations = []
    ) {
        self.action = action
        self.purpose = purpose
        self.categories = categories
        self.subject = subject
        self.at = at
        self.record = record
        self.recordCount = recordCount
        self.supports = supports
    }
}

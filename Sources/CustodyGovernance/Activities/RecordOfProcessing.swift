public import CustodyLaw
public import CustodyModel

/// The record of processing activities as it is handed over (GDPR Art. 30): the head, and a sheet for each activity.
public struct RecordOfProcessing: Sendable {
    /// The registers.
    public var book: RegisterBook
    /// The live schemas and policy.
    public var live: LiveGovernance
    /// What the store knows about keeping: the kinds of records of which the time of some values is over. How many people that concerns
    /// is not told here.
    public var overdue: Set<RecordName>
    /// When it was drawn up.
    public var at: Instant

    /// A record from its parts.
    public init(_ book: RegisterBook, in live: LiveGovernance, overdue: Set<RecordName>, at: Instant) {
        self.book = book
        self.live = live
        self.overdue = overdue
        self.at = at
    }

    /// An answer to a question of an authority: the lines, or why there is nothing to say.
    public enum Answer: Hashable, Sendable {
        /// What is so.
        case said([String])
        /// That there is nothing of the kind.
        case nothing(String)
        /// That nobody said anything.
        case missing

        /// In words.
        public var text: String {
            switch self {
            case .said(let lines): lines.joined(separator: "; ")
            case .nothing(let why): why
            case .missing: "not said"
            }
        }

        static func lines(_ lines: [String], else why: String? = nil) -> Answer {
            if !lines.isEmpty { return .said(lines) }
            return why.map(Answer.nothing) ?? .missing
        }

        static func text(_ text: String?, else why: String? = nil) -> Answer {
            if let text, text.isSaid { return .said([text]) }
            guard let why, why.isSaid else { return .missing }
            return .nothing(why)
        }
    }

    /// How well a question is answered.
    public enum Coverage: String, Hashable, Sendable, Codable, CaseIterable {
        /// There is a field for it, and it says something somewhere.
        case full
        /// There is a field for it, and it only says that there is nothing.
        case partial
        /// There is no field for it, or nobody filled it in.
        case none
    }

    /// The answer of an activity's sheet; nil for a question that the record has no field for.
    public func answer(_ question: RecordQuestion.ID, about activity: ProcessingActivity) -> Answer? {
        Self.fields[question]?(self, activity, DerivedActivity(of: activity, in: live))
    }

    /// The answers of an activity's sheet to the questions of an authority, in their order.
    public func sheet(
        of activity: ProcessingActivity, for authority: RecordQuestion.Authority
    ) -> [(question: RecordQuestion, answer: Answer)] {
        RecordQuestion.all.filter { $0.authority == authority }.compactMap { question in
            answer(question.id, about: activity).map { (question, $0) }
        }
    }

    /// How well the record answers a question, over all activities.
    public func coverage(of question: RecordQuestion) -> Coverage {
        let answers = book.activities.compactMap { answer(question.id, about: $0) }
        if answers.contains(where: { if case .said = $0 { true } else { false } }) { return .full }
        return answers.contains { if case .nothing = $0 { true } else { false } } ? .partial : .none
    }
}

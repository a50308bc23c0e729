public import CustodyModel

/// Whether a data protection impact assessment is needed (GDPR Art. 35), and why or why not.
public struct ImpactScreening: Hashable, Sendable, Codable {
    /// Of which activity.
    public var activity: ActivityID
    /// Which cases of Art. 35(3) it is.
    public var cases: Set<Case>
    /// The entry of an authority's list that it is on (Art. 35(4)); nil when on none.
    public var listed: String?
    /// Which of the nine criteria it meets.
    public var criteria: Set<Criterion>
    /// Why it was decided so. Needed whenever fewer than two criteria are met and no case is.
    public var reason: String
    /// When it was decided.
    public var decidedAt: Instant
    /// What was decided, against or with the presumption.
    public var decision: Bool?

    /// The cases in which an assessment is always needed. Source: GDPR Art. 35(3).
    public enum Case: String, Hashable, Sendable, Codable, CaseIterable {
        /// Systematic and extensive evaluation by machines, on which decisions rest (a).
        case automatedEvaluation
        /// Special or criminal data on a large scale (b).
        case largeScaleSensitive
        /// Systematic monitoring of a public place on a large scale (c).
        case publicMonitoring
    }

    /// The nine criteria of the guidelines on impact assessments (WP 248 rev.01; from memory, 2026-11-23).
    public enum Criterion: String, Hashable, Sendable, Codable, CaseIterable {
        /// Evaluation or scoring.
        case scoring
        /// Decisions by machines with legal or similar effect.
        case automatedDecision
        /// Systematic monitoring.
        case monitoring
        /// Sensitive or highly personal data.
        case sensitive
        /// A large scale.
        case largeScale
        /// Data sets that are matched or combined.
        case combining
        /// People who cannot easily refuse.
        case vulnerable
        /// New technology.
        case innovation
        /// It keeps people from a right, a service or a contract.
        case prevents
    }

    /// What follows.
    public enum Outcome: String, Hashable, Sendable, Codable, CaseIterable {
        /// An assessment is required.
        case required
        /// An assessment is presumed to be required.
        case presumed
        /// It is for the controller to say, with a reason.
        case judgement
        /// None is.
        case notRequired
    }

    /// A screening from its parts.
    public init(
        of activity: ActivityID, cases: Set<Case> = [], listed: String? = nil, criteria: Set<Criterion> = [], reason: String,
        decision: Bool? = nil, decidedAt: Instant
    ) {
        self.activity = activity
        self.cases = cases
        self.listed = listed
        self.criteria = criteria
        self.reason = reason
        self.decision = decision
        self.decidedAt = decidedAt
    }

    /// What follows from it: a case or a list requires an assessment, two criteria presume it, one leaves it to judgement.
    public var outcome: Outcome {
        if !cases.isEmpty || listed != nil { return .required }
        return switch criteria.count {
        case 2...: .presumed
        case 1: .judgement
        default: .notRequired
        }
    }

    /// Whether an assessment is to be made. What the law requires, no decision takes away; a presumption it does, with a reason.
    public var isNeeded: Bool {
        switch outcome {
        case .required: true
        case .presumed: decision != false || !hasReason
        case .judgement: decision ?? true
        case .notRequired: decision ?? false
        }
    }

    /// Whether the reason says something.
    public var hasReason: Bool { reason.contains { !$0.isWhitespace } }

    /// What the live data shows and the screening does not say: special or criminal data without the criterion, machines that decide.
    public func overlooked(_ activity: ProcessingActivity, _ derived: DerivedActivity) -> [Criterion] {
        var missing: [Criterion] = []
        if derived.isSpecial || derived.isCriminal, !criteria.contains(.sensitive), !cases.contains(.largeScaleSensitive) {
            missing.append(.sensitive)
        }
        if activity.automation != nil, !criteria.contains(.automatedDecision), !cases.contains(.automatedEvaluation) {
            missing.append(.automatedDecision)
        }
        return missing
    }
}

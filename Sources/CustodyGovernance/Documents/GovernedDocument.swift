public import CustodyModel

/// A version of a policy, a notice, a procedure or a bulletin: what it says by its hash, who approved it, when it is looked at again.
public struct GovernedDocument: Hashable, Sendable, Codable {
    /// Which.
    public var id: DocumentID
    /// What it is.
    public var kind: Kind
    /// Its version.
    public var version: String
    /// What it is called.
    public var title: String
    /// SHA-256 of its text.
    public var hash: Bytes
    /// Who keeps it true.
    public var owner: String
    /// Who approved it, and when; nil while nobody did.
    public var approval: Approval?
    /// How often it is looked at again.
    public var reviewEvery: RetentionClass.Period
    /// When the version came into force.
    public var inForceFrom: Instant
    /// When it was last looked at; nil when not since it came into force.
    public var reviewedAt: Instant?
    /// Which roles have to acknowledge it.
    public var acknowledgedBy: [RoleID]
    /// Within how many days.
    public var acknowledgeWithinDays: Int
    /// Whether it changes what people do, so that whoever acknowledged an earlier version has to again.
    public var isMaterial: Bool
    /// What people are promised about how long data is kept at most.
    public var promises: [RetentionPromise]

    /// What a document is.
    public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
        /// What staff has to do.
        case policy
        /// What people are told.
        case notice
        /// How something is done.
        case procedure
        /// What staff has to know of now.
        case bulletin
    }

    /// That somebody approved it.
    public struct Approval: Hashable, Sendable, Codable {
        /// Who.
        public var by: PrincipalID
        /// When.
        public var at: Instant
        /// An approval from its parts.
        public init(by: PrincipalID, at: Instant) { (self.by, self.at) = (by, at) }
    }

    /// How long data of a kind is kept at most.
    public struct RetentionPromise: Hashable, Sendable, Codable {
        /// What kind.
        public var category: DataCategory
        /// How long; nil promises only that it goes when no purpose needs it.
        public var atMost: RetentionClass.Period?
        /// A promise from its parts.
        public init(_ category: DataCategory, atMost: RetentionClass.Period?) {
            (self.category, self.atMost) = (category, atMost)
        }
    }

    /// A document from its parts.
    public init(
        _ id: DocumentID, _ kind: Kind, version: String, _ title: String, hash: Bytes, owner: String, approval: Approval? = nil,
        reviewEvery: RetentionClass.Period = .years(1), inForceFrom: Instant, reviewedAt: Instant? = nil,
        acknowledgedBy: [RoleID] = [], acknowledgeWithinDays: Int = 30, isMaterial: Bool = true,
        promises: [RetentionPromise] = []
    ) {
        self.id = id
        self.kind = kind
        self.version = version
        self.title = title
        self.hash = hash
        self.owner = owner
        self.approval = approval
        self.reviewEvery = reviewEvery
        self.inForceFrom = inForceFrom
        self.reviewedAt = reviewedAt
        self.acknowledgedBy = acknowledgedBy
        self.acknowledgeWithinDays = acknowledgeWithinDays
        self.isMaterial = isMaterial
        self.promises = promises
    }

    /// When it was last looked at, or came into force. A look that is yet to come counts for nothing.
    func lastLook(at now: Instant) -> Instant {
        guard let reviewedAt, reviewedAt <= now else { return inForceFrom }
        return max(reviewedAt, inForceFrom)
    }

    /// When it is to be looked at again, as far as it was looked at by now.
    public func nextReview(at now: Instant) -> Instant { lastLook(at: now).adding(reviewEvery) }

    /// Whether somebody had approved it by then.
    public func isApproved(at now: Instant) -> Bool { approval.map { $0.at <= now } ?? false }

    /// By when it has to be acknowledged.
    public var acknowledgeBy: Instant { inForceFrom.adding(.days(acknowledgeWithinDays)) }
}

public import CustodyAccess
public import CustodyLaw
public import CustodyModel

/// What the schemas, the policy and the law say about an activity, beside what its entry says.
public struct DerivedActivity: Hashable, Sendable, Codable {
    /// The purposes with what makes them lawful; those that no policy declares are missing.
    public var purposes: [PurposeDeclaration]
    /// The fields that are held for one of the purposes.
    public var fields: [HeldField]
    /// The roles that may use data for one of the purposes.
    public var roles: [RoleID]
    /// The rights that people have on the bases.
    public var rights: [RightKind]

    /// A field that is held.
    public struct HeldField: Hashable, Sendable, Codable {
        /// Of which kind of record.
        public var record: RecordName
        /// Which.
        public var field: FieldName
        /// What kind of data.
        public var category: DataCategory
        /// How long it is kept.
        public var retention: RetentionClass
    }

    /// Whether consent is on record for it, which the ledger keeps.
    public var needsConsent: Bool { purposes.contains(where: \.needsConsent) }
    /// Whether legitimate interests are its basis.
    public var restsOnInterests: Bool { purposes.contains { $0.basis == .legitimateInterests } }
    /// The kinds of data that are held.
    public var categories: [DataCategory] { Set(fields.map(\.category)).sorted() }
    /// Whether data of a special category is held.
    public var isSpecial: Bool { fields.contains { $0.category.isSpecial } }
    /// Whether data about convictions is held.
    public var isCriminal: Bool { fields.contains { $0.category.isCriminal } }

    /// How long each kind of data is kept: once for each class that fields of the kind are in.
    public var retention: [KeptCategory] {
        Set(fields.map { KeptCategory(category: $0.category, retention: $0.retention) })
            .sorted { ($0.category, $0.retention.name) < ($1.category, $1.retention.name) }
    }

    /// How long a kind of data is kept.
    public struct KeptCategory: Hashable, Sendable, Codable {
        /// What kind.
        public var category: DataCategory
        /// How long.
        public var retention: RetentionClass

        /// In words.
        public var period: String {
            guard let period = retention.period else { return "while a purpose needs it" }
            return "\(period) after \(retention.trigger == .collection ? "collection" : "the end of the year")"
        }
    }

    /// What the live schemas and policy say about an activity.
    public init(of activity: ProcessingActivity, in live: LiveGovernance) {
        purposes = activity.purposes.compactMap { purpose in live.policy.allPurposes.first { $0.purpose == purpose } }
        let wanted = activity.purposes
        fields = live.records.flatMap { record in
            record.fields.filter { field in wanted.contains { field.purposes.contains($0) } }.map {
                HeldField(record: record.name, field: $0.name, category: $0.category, retention: $0.retention)
            }
        }
        roles = live.reach.filter { _, reach in
            reach.contains { reach in
                Self.usesData(reach.action) && wanted.contains { purpose in reach.purpose.map { purpose.isWithin($0) } ?? true }
            }
        }.keys.sorted()
        let bases = Set(purposes.map(\.basis))
        rights = RightKind.allCases.filter { right in
            bases.contains { RightOnBasis.answer(right, on: $0)?.isPossible ?? false }
        }
    }

    private static func usesData(_ action: Action) -> Bool { [.collect, .read, .correct, .share].contains(action) }
}

/// What governs a store now, as far as registers are held against it.
public struct LiveGovernance: Sendable {
    /// The policy.
    public var policy: RolePolicy
    /// What is held about people.
    public var records: [RecordSchema]
    /// Who holds what, grants counted in.
    public var review: AccessReview
    /// What each role may do, its own and what it inherits.
    public let reach: [RoleID: Set<RoleReach>]

    /// The live state from its parts.
    public init(policy: RolePolicy, records: [RecordSchema], review: AccessReview? = nil) {
        self.policy = policy
        self.records = records
        let review = review ?? AccessReview(of: policy)
        self.review = review
        reach = Dictionary(
            policy.roles.map { ($0.id, RoleReach.all(of: $0.id, in: review)) }, uniquingKeysWith: { first, _ in first })
    }
}

/// One thing that a role may do: an action, on a kind of data, for a purpose.
public struct RoleReach: Hashable, Sendable, Codable, Comparable {
    /// What.
    public var action: Action
    /// On which kind of data; nil when it touches none.
    public var category: DataCategory?
    /// For which purpose; nil for every declared one.
    public var purpose: Purpose?
    /// Whether the data is seen as it is, and not masked or under another name.
    public var isClear: Bool

    /// A reach from its parts.
    public init(_ action: Action, _ category: DataCategory? = nil, for purpose: Purpose? = nil, isClear: Bool = true) {
        self.action = action
        self.category = category
        self.purpose = purpose
        self.isClear = isClear
    }

    /// Everything that a role's permissions come to.
    public static func all(of role: RoleID, in review: AccessReview) -> Set<RoleReach> {
        var found: Set<RoleReach> = []
        for permission in review.permissions(of: role) where permission.rule.isPermission {
            let rule = permission.rule
            let categories: [DataCategory?] = rule.categories.isEmpty ? [nil] : rule.categories.map(Optional.some)
            let purposes: [Purpose?] = rule.purposes.isEmpty ? [nil] : rule.purposes.map(Optional.some)
            for action in rule.actions {
                for category in categories {
                    for purpose in purposes {
                        found.insert(RoleReach(action, category, for: purpose, isClear: rule.treatment == .clear))
                    }
                }
            }
        }
        return found
    }

    /// Whether the other is nothing more than this.
    public func covers(_ other: RoleReach) -> Bool {
        guard action == other.action, isClear || !other.isClear else { return false }
        switch (category, other.category) {
        case (nil, nil): break
        case (let own?, let theirs?): guard theirs.isWithin(own) else { return false }
        default: return false
        }
        guard let purpose else { return true }
        return other.purpose.map { $0.isWithin(purpose) } ?? false
    }

    /// In an order to be read in.
    public static func < (left: RoleReach, right: RoleReach) -> Bool { left.description < right.description }
}

extension RoleReach: CustomStringConvertible {
    /// In words.
    public var description: String {
        var text = action.rawValue
        if let category { text += " \(category)" }
        if let purpose { text += " for \(purpose)" } else if category != nil { text += " for every purpose" }
        return isClear ? text : text + " (not in clear)"
    }
}

/// What a role was approved to do, so that it is noticed when it does more.
public struct RoleApproval: Hashable, Sendable, Codable {
    /// The role.
    public var role: RoleID
    /// What it may do.
    public var reach: [RoleReach]
    /// When that was approved.
    public var approvedAt: Instant

    /// An approval from its parts.
    public init(of role: RoleID, _ reach: some Sequence<RoleReach>, at approvedAt: Instant) {
        self.role = role
        self.reach = reach.sorted()
        self.approvedAt = approvedAt
    }

    /// What the role may do and was not approved to.
    public func excess(of reach: Set<RoleReach>) -> [RoleReach] {
        reach.filter { one in !self.reach.contains { $0.covers(one) } }.sorted()
    }
}

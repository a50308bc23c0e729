import CustodyAccess
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
        /// How long its schema keeps it.
        public var retention: RetentionClass
        /// How long it is kept for the activity's purposes, schedules counted in.
        public var kept: KeptTime
    }

    /// Whether consent is on record for it, which the ledger keeps.
    public var needsConsent: Bool { purposes.contains(where: \.needsConsent) }
    /// Whether legitimate interests are its basis.
    public var restsOnInterests: Bool { purposes.contains { $0.basis == .legitimateInterests } }
    /// The conditions that it meets where recognised legitimate interests are its basis, which nobody weighs.
    public var recognisedInterests: [RecognisedInterest] { purposes.compactMap(\.recognisedInterest) }
    /// The kinds of data that are held.
    public var categories: [DataCategory] { Set(fields.map(\.category)).sorted() }
    /// Whether data of a special category is held.
    public var isSpecial: Bool { fields.contains { $0.category.isSpecial } }
    /// Whether data about convictions is held.
    public var isCriminal: Bool { fields.contains { $0.category.isCriminal } }

    /// How long each kind of data is kept: once for each time that fields of the kind are kept.
    public var retention: [KeptCategory] {
        Set(fields.map { KeptCategory(category: $0.category, kept: $0.kept) })
            .sorted { ($0.category, $0.period) < ($1.category, $1.period) }
    }

    /// How long a kind of data is kept.
    public struct KeptCategory: Hashable, Sendable, Codable {
        /// What kind.
        public var category: DataCategory
        /// How long.
        public var kept: KeptTime

        /// In words.
        public var period: String { kept.description }
    }

    /// What the live schemas and policy say about an activity.
    public init(of activity: ProcessingActivity, in live: LiveGovernance) {
        purposes = activity.purposes.compactMap { purpose in live.policy.allPurposes.first { $0.purpose == purpose } }
        let wanted = activity.purposes
        fields = live.records.flatMap { record in
            record.fields.compactMap { field -> HeldField? in
                let purposes = wanted.filter { field.purposes.contains($0) }
                guard !purposes.isEmpty else { return nil }
                return HeldField(
                    record: record.name, field: field.name, category: field.category, retention: field.retention,
                    kept: KeptTime(lastOf: live.times(of: field, in: record.name, for: purposes)))
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

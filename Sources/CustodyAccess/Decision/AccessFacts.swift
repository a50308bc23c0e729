public import CustodyModel

/// What a host knows about a principal before it asks: all that conditions may look at beside the request.
///
/// What is not said is unknown, and unknown is not yes.
public struct AccessFacts: Hashable, Sendable {
    /// A break-glass ticket that is open.
    public struct Ticket: Hashable, Sendable {
        /// Which.
        public var id: TicketID
        /// The categories that it may reach, and all below them.
        public var ceiling: [DataCategory]
        /// When it ends.
        public var until: Instant

        /// A ticket from its parts.
        public init(_ id: TicketID, ceiling: [DataCategory], until: Instant) {
            self.id = id
            self.ceiling = ceiling
            self.until = until
        }
    }

    /// A second person's approval of a disclosure of many records.
    public struct Approval: Hashable, Sendable {
        /// How many records it covers.
        public var records: Int
        /// When it ends.
        public var until: Instant

        /// An approval from its parts.
        public init(records: Int, until: Instant) {
            self.records = records
            self.until = until
        }
    }

    /// When each training runs out. One that is not listed is unknown.
    public var trainings: [TrainingID: Instant]
    /// What the host found out. What is not listed is unknown.
    public var flags: [FactID: Bool]
    /// The part of the organisation to which the principal belongs.
    public var unit: UnitName?
    /// The ticket that is open; nil when none is.
    public var ticket: Ticket?
    /// The approval that was given; nil when none was.
    public var approval: Approval?
    /// When all this was found out.
    public var asOf: Instant?
    /// After how many milliseconds it is unknown again; nil for never.
    public var maximumAge: Int64?

    /// Facts from their parts.
    public init(
        trainings: [TrainingID: Instant] = [:], flags: [FactID: Bool] = [:], unit: UnitName? = nil, ticket: Ticket? = nil,
        approval: Approval? = nil, asOf: Instant? = nil, maximumAge: Int64? = nil
    ) {
        self.trainings = trainings
        self.flags = flags
        self.unit = unit
        self.ticket = ticket
        self.approval = approval
        self.asOf = asOf
        self.maximumAge = maximumAge
    }

    /// Nothing is known.
    public static let none = AccessFacts()

    /// When the facts become unknown; nil when they do not.
    var end: Instant? {
        guard let asOf, let maximumAge else { return nil }
        return asOf.adding(milliseconds: maximumAge)
    }
}

#if Service
    public import CustodyCore
    public import CustodyGovernance
    public import CustodyModel

    /// Something that a service does regularly with its custodian, such as removing what is held past its time.
    ///
    /// A chore is done at the start of the service and then an interval after the start of its last time. One that fails holds up no other and
    /// is done again at its next time, so that what it does must be safe to do twice, as everything here is. That is why no book is kept of
    /// when a chore was last done: to do it once more at a start harms nothing, while a book that is lost or put back with a backup would
    /// keep somebody's data from being removed in time. What is due is computed from the store itself each time.
    ///
    /// Backups, rotations, pruning and everything that a person must look at are no chores of the library: they need a place, a reason or a
    /// second person. Write your own for those that your house can do by itself.
    public struct Chore: Sendable {
        /// What it is called in logs and metrics. It stands in the code, so that no person's name gets there.
        public let name: String
        /// How long after the start of one time the next is due; a second at least, a year at most.
        public let interval: Duration
        let work: @Sendable (Custodian) async throws -> Int

        /// A chore.
        ///
        /// - Parameters:
        ///   - name: a name of its own, such as `"back-up"`.
        ///   - interval: shorter than a second counts as that, longer than 366 days as those.
        ///   - work: what is done; answers how much, for logs and metrics. What it throws is logged, a `CustodianError` with its message,
        ///     of others only what kind they are.
        public init(
            _ name: StaticString, every interval: Duration, _ work: @escaping @Sendable (Custodian) async throws -> Int
        ) {
            self.name = "\(name)"
            self.interval = min(max(interval, .seconds(1)), .seconds(366 * 86_400))
            self.work = work
        }

        /// Says who does a chore, as the host authenticates its jobs: it is asked each time, so that nobody acts on what was true at the start.
        public typealias Keeper = @Sendable () async throws -> Principal

        /// What people have to see to. What was not asked this time is nil.
        public struct Due: Sendable {
            /// Duties of incidents that are due soon or overdue, the earliest first.
            public var duties: [Custodian.DueDuty]?
            /// What else somebody must look at about incidents.
            public var incidents: [Custodian.IncidentFindings]?
            /// By when each open request is to be answered; a request without an entry has no number in the law.
            public var answers: [RequestID: Instant]?
            /// What is due, overdue, drifting or failing in the house, the graver first.
            public var findings: [Finding]?

            /// What was asked and found.
            public init(
                duties: [Custodian.DueDuty]? = nil, incidents: [Custodian.IncidentFindings]? = nil,
                answers: [RequestID: Instant]? = nil, findings: [Finding]? = nil
            ) {
                self.duties = duties
                self.incidents = incidents
                self.answers = answers
                self.findings = findings
            }
        }
    }
#endif

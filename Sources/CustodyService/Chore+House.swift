#if Service
    public import CustodyAudit
    public import CustodyCore
    public import CustodyModel

    extension Chore {
        /// The chores of every house, as often as the handbook's page on running a store says: what is over is removed each night, what is
        /// due told each hour or day, the log anchored each hour and verified each week.
        ///
        /// The policy must permit the keeper `Action.executeErasure`, `.handleRequest` and `.drawReport`.
        /// - Parameters:
        ///   - keeper: who does it.
        ///   - logs: where checkpoints of the logs are kept.
        ///   - trusted: what the house trusts of the logs, kept outside the store; without it the log is verified against itself alone.
        ///   - erasures: where erasures are remembered.
        ///   - keep: takes each certificate of a removal as soon as that is done: there may be no other copy.
        ///   - anonymise: takes what a schedule keeps without the person; needed where one says so.
        ///   - period: for how long closed requests are kept whole: in which something can be claimed from them.
        ///   - tell: tells people what is due. Whom it is about stands in it as a token.
        public static func house(
            by keeper: @escaping Keeper, logs: some AnchorSink, trusting trusted: [AuditLog: TrustedLog] = [:],
            erasures: some ErasureAnchor, keeping keep: @escaping @Sendable (ErasureCertificate) async throws -> Void,
            anonymising anonymise: (@Sendable (AnonymousValue) async throws -> Void)? = nil,
            shrinkingAfter period: RetentionClass.Period = .years(3),
            telling tell: @escaping @Sendable (Due) async throws -> Void
        ) -> [Chore] {
            [
                sweep(by: keeper, keeping: keep, anonymising: anonymise), eraseDueLogParts(by: keeper),
                liftSuppressions(by: keeper), shrinkRequests(after: period, by: keeper), anchorErasures(in: erasures),
                deadlines(telling: tell), requests(by: keeper, telling: tell), findings(by: keeper, telling: tell),
                // Behind the others, so that it vouches for them.
                anchor(in: logs), verify(trusting: trusted, in: logs),
            ]
        }

        // MARK: What is over

        /// `sweep`: removes what is held past its time, of everybody. Answers how many values went.
        public static func sweep(
            by keeper: @escaping Keeper, every interval: Duration = .seconds(86_400),
            keeping keep: @escaping @Sendable (ErasureCertificate) async throws -> Void,
            anonymising anonymise: (@Sendable (AnonymousValue) async throws -> Void)? = nil
        ) -> Chore {
            Chore("sweep", every: interval) {
                try await $0.sweepEverybody(by: keeper(), anonymising: anonymise, certifying: keep).removed.count
            }
        }

        /// `erase-log-parts`: destroys what the log still said about the erased. Answers of how many people.
        public static func eraseDueLogParts(by keeper: @escaping Keeper, every interval: Duration = .seconds(86_400)) -> Chore {
            Chore("erase-log-parts", every: interval) { try await $0.eraseDueLogParts(by: keeper()).count }
        }

        /// `lift-suppressions`: forgets identifiers of the erased that need be remembered no more. Answers how many.
        public static func liftSuppressions(by keeper: @escaping Keeper, every interval: Duration = .seconds(86_400)) -> Chore {
            Chore("lift-suppressions", every: interval) { try await $0.liftSuppressions(by: keeper()) }
        }

        /// `shrink-requests`: lets requests shrink that were closed so long ago that nothing can be claimed from them. Answers how many.
        public static func shrinkRequests(
            after period: RetentionClass.Period, by keeper: @escaping Keeper, every interval: Duration = .seconds(86_400)
        ) -> Chore {
            Chore("shrink-requests", every: interval) { try await $0.shrinkRequests(after: period, by: keeper()) }
        }

        /// `anchor-erasures`: tells an anchor of the erasures that a backup could undo. Answers how many.
        public static func anchorErasures(in anchor: some ErasureAnchor, every interval: Duration = .seconds(86_400)) -> Chore {
            Chore("anchor-erasures", every: interval) { try await $0.anchorErasures(in: anchor) }
        }

        // MARK: What is due

        /// `deadlines`: tells what is owed for incidents, which leaves no entry in the log. Answers how many duties are open, so that the metric
        /// `custody.chore.amount` shows them.
        ///
        /// - Parameter hours: how soon what is told is due.
        public static func deadlines(
            within hours: Int64 = 72, every interval: Duration = .seconds(3600),
            telling tell: @escaping @Sendable (Due) async throws -> Void
        ) -> Chore {
            Chore("deadlines", every: interval) { custodian in
                let duties = try await custodian.dueDuties(within: hours)
                let incidents = try await custodian.incidentFindings()
                try await tell(Due(duties: duties, incidents: incidents))
                return duties.count
            }
        }

        /// `requests`: tells by when the open requests are to be answered. That they were read is an entry of the log each time. Answers how many
        /// are open.
        public static func requests(
            by keeper: @escaping Keeper, every interval: Duration = .seconds(86_400),
            telling tell: @escaping @Sendable (Due) async throws -> Void
        ) -> Chore {
            Chore("requests", every: interval) { custodian in
                let open = try await custodian.openRequests(by: keeper())
                var answers: [RequestID: Instant] = [:]
                for request in open { answers[request.id] = custodian.clock(of: request)?.due }
                try await tell(Due(answers: answers))
                return open.count
            }
        }

        /// `findings`: tells what the house has to put right. That it was asked is an entry of the log each time. Answers how many there are.
        public static func findings(
            by keeper: @escaping Keeper, every interval: Duration = .seconds(86_400),
            telling tell: @escaping @Sendable (Due) async throws -> Void
        ) -> Chore {
            Chore("findings", every: interval) { custodian in
                let findings = try await custodian.findings(by: keeper())
                try await tell(Due(findings: findings))
                return findings.count
            }
        }

        // MARK: The log

        /// `anchor`: signs both logs and keeps the checkpoints in an anchor. Answers of how many logs.
        public static func anchor(in anchor: some AnchorSink, every interval: Duration = .seconds(3600)) -> Chore {
            Chore("anchor", every: interval) { try await $0.anchor(in: anchor).count }
        }

        /// `verify`: checks the whole log, and holds it against what an anchor keeps. Answers how many entries it has; it fails with
        /// `integrity` when anything is wrong with them, and with `notRecorded` when checkpoints could not be written.
        public static func verify(
            trusting trusted: [AuditLog: TrustedLog] = [:], in anchor: some AnchorSink,
            every interval: Duration = .seconds(7 * 86_400)
        ) -> Chore {
            Chore("verify", every: interval) { custodian in
                var held: [AnchoredLog] = []
                for (log, trusted) in trusted { held.append(try await AnchoredLog(log, trusted: trusted, in: anchor)) }
                let report = try await held.isEmpty ? custodian.verify() : custodian.verify(against: held)
                guard report.isIntact else {
                    throw CustodianError(.integrity, "the log is not as it was written; verify() says what is wrong with it")
                }
                guard report.checkpointFailure == nil else {
                    throw CustodianError(
                        .notRecorded, "checkpoints could not be written since the store was opened; verify() says why")
                }
                return Int(clamping: report.audit.logs.values.map(\.size).reduce(0, +))
            }
        }
    }
#endif

#if SQLite
    public import CustodyIncidents
    import CustodyLaw
    public import CustodyModel
    import Foundation
    import GRDB

    /// Incidents as a table of steps, and what is owed as a table in the order of time.
    public final class SQLiteIncidentTracker: IncidentTracker, SQLiteStore {
        let coordinator: SQLiteCoordinator

        init(_ coordinator: SQLiteCoordinator) { self.coordinator = coordinator }

        /// Adds a change to the unit.
        @discardableResult
        public func stage(_ change: IncidentChange, in unit: inout UnitOfWork) -> Staged<IncidentOutcome> {
            let validate: @Sendable (Database) throws -> Void = { database in
                _ = try IncidentRules.applying(change, to: try Self.incident(change.incident, database), at: .zero)
            }
            return stage(.incidents, in: &unit, validate: validate) { try Self.perform(change, at: $1, $0) }
        }

        /// The incident of that name.
        public func incident(_ id: IncidentID) async throws -> Incident? { try await read { try Self.incident(id, $0) } }

        /// Incidents in the order in which they were opened.
        public func incidents(openOnly: Bool, after: IncidentID?, limit: Int) async throws -> IncidentPage {
            try await read { database in
                var last: Int64 = 0
                if let after {
                    guard let row = try database.row("SELECT place FROM incident WHERE id = ?", after.data) else {
                        throw IncidentError(
                            .unknown, "there is no incident to continue after; begin anew", incident: after)
                    }
                    last = try row.integer(0)
                }
                let limit = max(1, limit)
                // One more than asked for tells whether another page follows.
                let wanted = limit < .max ? limit + 1 : limit
                let rows =
                    openOnly
                    ? try database.rows(
                        "SELECT id FROM incident WHERE is_open = 1 AND place > ? ORDER BY place LIMIT ?", last, wanted)
                    : try database.rows("SELECT id FROM incident WHERE place > ? ORDER BY place LIMIT ?", last, wanted)
                let page = try rows.prefix(limit).compactMap { try Self.incident(IncidentID(try $0.handle(0)), database) }
                return IncidentPage(incidents: page, next: rows.count > limit ? page.last?.id : nil)
            }
        }

        /// What is owed by an instant, earliest first.
        public func deadlines(until instant: Instant, after: DueObligation?, limit: Int) async throws -> [DueObligation] {
            try await read { database in
                try database.rows(
                    """
                    SELECT due, incident, duty FROM incident_due WHERE due <= ? AND (due, incident, duty) > (?, ?, ?)
                    ORDER BY due, incident, duty LIMIT ?
                    """, instant.milliseconds, after?.due.milliseconds ?? .min, after?.incident.data ?? .lowest,
                    after?.duty.data ?? .lowest, max(1, limit)
                ).map {
                    DueObligation(
                        due: Instant(milliseconds: try $0.integer(0)), incident: IncidentID(try $0.handle(1)),
                        duty: DutyID(rawValue: try $0.text(2)))
                }
            }
        }

        // MARK: Rows

        private static func incident(_ id: IncidentID, _ database: Database) throws -> Incident? {
            var incident: Incident?
            for row in try database.rows(
                "SELECT body, sequence FROM incident_step WHERE incident = ? ORDER BY number", id.data)
            {
                do {
                    incident = try IncidentRules.applying(try row.decoded(0), to: incident, at: try row.sequence(1))
                } catch let error
                    as IncidentError
                {
                    throw SQLiteStoreError(
                        .corrupt, "the steps of an incident do not follow each other (\(error.code.rawValue))")
                }
            }
            return incident
        }

        private static func perform(
            _ change: IncidentChange, at sequence: CommitSequence, _ database: Database
        ) throws -> IncidentOutcome {
            let before = try incident(change.incident, database)
            let incident: Incident
            do { incident = try IncidentRules.applying(change, to: before, at: sequence) } catch {
                // It was valid by itself, so an earlier change of the same unit met the same incident.
                return .refused(error.code)
            }
            if incident.version == before?.version { return .repeated(version: incident.version) }
            try keep(incident, after: before, database)
            if incident.containments != before?.containments ?? [] {
                try SQLiteCoordinator.noteAuthority(at: sequence, database)
            }
            return .applied(version: incident.version)
        }

        private static func keep(_ incident: Incident, after before: Incident?, _ database: Database) throws {
            let isOpen = !incident.investigation.isClosed
            try database.run(
                "INSERT INTO incident (id, is_open) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET is_open = excluded.is_open",
                incident.id.data, isOpen)
            // What is forgotten leaves another timeline, not a longer one.
            let known = before?.timeline ?? []
            let isLonger = incident.timeline.starts(with: known)
            if !isLonger { try database.run("DELETE FROM incident_step WHERE incident = ?", incident.id.data) }
            for (number, event) in incident.timeline.enumerated().dropFirst(isLonger ? known.count : 0) {
                try database.run(
                    "INSERT INTO incident_step VALUES (?, ?, ?, ?)", incident.id.data, number, event.sequence.number,
                    try event.change.encodedData())
            }
            try database.run("DELETE FROM incident_due WHERE incident = ?", incident.id.data)
            for line in incident.dueObligations {
                try database.run(
                    "INSERT INTO incident_due VALUES (?, ?, ?)", line.due.milliseconds, line.incident.data, line.duty.data)
            }
        }
    }
#endif

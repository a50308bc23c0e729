#if SQLite
    import CustodyAudit
    import CustodyConsent
    import CustodyCore
    import CustodyData
    import CustodyIncidents
    import CustodyModel

    extension DifferentialSteps {
        /// Everything that can be asked about one person.
        func asked(of person: Int) -> DifferentialStep {
            let (subject, purpose) = (cast.subject(person), pick(cast.purposes))
            return DifferentialStep("ask about \(person)") { backends in
                var answers: [AnyHashable] = []
                let (data, consent) = (backends.data, backends.consent)
                answers.append(try await data.records(of: subject, name: nil))
                answers.append(try await data.subjectVersion(subject))
                answers.append(try await data.identifiers(boundTo: subject.handle))
                for number in 0..<3 {
                    answers.append(try await data.record(cast.record(person, number)))
                    answers.append(try await data.token(for: cast.index(person, number)))
                    answers.append(try await data.suppression(for: cast.index(person, number)))
                }
                answers.append(try await consent.history(of: subject))
                answers.append(try await consent.standing(of: subject))
                answers.append(try await consent.status(of: subject, purpose: purpose))
                answers.append(
                    try await consent.status(
                        of: subject, purpose: purpose, at: cast.at.adding(milliseconds: 50),
                        knownAt: .instant(cast.at.adding(milliseconds: 60))))
                let identity = cast.identity(person)
                for entry in try await backends.audit.entries(about: identity) { answers.append(try Self.told(entry)) }
                answers.append(try await backends.keys.live(of: subject.handle))
                return answers
            }
        }

        /// What is chance differs: how keys and nonces are drawn.
        static func told(_ entry: AuditEntry) throws -> String {
            let leaf = try entry.leaf()
            let parts = entry.compartments.map {
                "\($0.position) \($0.keyClass) \($0.month) \($0.box != nil) \($0.erasedBy.map { "\($0)" } ?? "")"
            }
            return "\(entry.place) \(leaf.commit) \(leaf.time) \(leaf.action) \(leaf.decision) \(leaf.purpose) \(parts)"
        }

        /// Something that goes through everything.
        func listed() -> DifferentialStep {
            let (purpose, limit, kind) = (pick(cast.purposes), 1 + below(5), below(10))
            let instant = cast.at.adding(milliseconds: Int64(below(60)))
            let since = CommitSequence(rawValue: UInt64(below(200)))
            return DifferentialStep("list \(kind)") { backends in
                switch kind {
                case 0: return try await backends.data.counts()
                case 1: return try await Self.records(.heldFor(purpose), limit, backends)
                case 2: return try await Self.records(.expiring(before: instant), limit, backends)
                case 3: return try await Self.identifiers(limit, backends)
                case 4: return try await Self.consents(ConsentQuery(for: purpose, at: instant, limit: limit), backends)
                case 5:
                    return [
                        try await backends.policies.current(), try await backends.policies.history(),
                        try await backends.policies.changes(), try await backends.policies.keys(of: cast.principal(limit)),
                    ] as [AnyHashable]
                case 6: return try await Self.incidents(limit, backends)
                case 7:
                    return try await backends.audit.entries(AuditQuery(limit: 50, since: since, purposes: [purpose])).map(
                        Self.told)
                case 8:
                    return [
                        try await backends.audit.vocabulary(), try await backends.data.begunErasures(),
                        try await backends.audit.status().mapValues { "\($0.size) \($0.months.sorted())" },
                        try await backends.consent.noticeBook(), backends.coordinator.lastSequence,
                    ] as [AnyHashable]
                default:
                    let counts = try await backends.keys.counts()
                    return "\(counts) \(try await backends.keys.unfinished())"
                }
            }
        }

        private static func records(_ filter: RecordQuery.Filter, _ limit: Int, _ backends: Backends) async throws
            -> [RecordPage]
        {
            var (pages, cursor): ([RecordPage], PageCursor?) = ([], nil)
            repeat {
                let page = try await backends.data.records(RecordQuery(filter, after: cursor, limit: limit))
                pages.append(page)
                cursor = page.next
            } while cursor != nil
            return pages
        }

        /// Each store has an order of its own.
        private static func identifiers(_ limit: Int, _ backends: Backends) async throws -> [Set<AnyHashable>] {
            var (found, cursor): (Set<AnyHashable>, UInt64?) = ([], nil)
            repeat {
                let page = try await backends.data.identifiers(after: cursor, limit: limit)
                found.formUnion(page.identifiers)
                cursor = page.next
            } while cursor != nil
            var suppressions: Set<AnyHashable> = []
            repeat {
                let page = try await backends.data.suppressions(after: cursor, limit: limit)
                suppressions.formUnion(page.suppressions)
                cursor = page.next
            } while cursor != nil
            return [found, suppressions]
        }

        private static func consents(_ query: ConsentQuery, _ backends: Backends) async throws -> [AnyHashable] {
            var (answers, query): ([AnyHashable], ConsentQuery) = ([], query)
            repeat {
                let page = try await backends.consent.consents(query)
                answers.append(page)
                query.after = page.next
            } while query.after != nil
            var after: SubjectToken?
            repeat {
                let subjects = try await backends.consent.subjects(after: after, limit: query.limit)
                answers.append(subjects)
                after = subjects.last
            } while after != nil
            return answers
        }

        private static func incidents(_ limit: Int, _ backends: Backends) async throws -> [AnyHashable] {
            var answers: [AnyHashable] = []
            for openOnly in [true, false] {
                var after: IncidentID?
                repeat {
                    let page = try await backends.incidents.incidents(openOnly: openOnly, after: after, limit: limit)
                    answers.append(page.incidents)
                    after = page.next
                } while after != nil
            }
            var due: DueObligation?
            repeat {
                let lines = try await backends.incidents.deadlines(
                    until: Instant(milliseconds: .max), after: due, limit: limit)
                answers.append(lines)
                due = lines.last
            } while due != nil
            return answers
        }
    }
#endif

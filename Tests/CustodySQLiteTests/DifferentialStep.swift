#if SQLite
    import CustodyAccess
    import CustodyAudit
    import CustodyConsent
    import CustodyCore
    import CustodyData
    import CustodyIncidents
    import CustodyKeys
    import CustodyLaw
    import CustodyModel
    import CustodyTesting

    /// One thing that is done on every backend alike, and what it answers.
    struct DifferentialStep {
        var name: String
        var perform: (Backends) async throws -> AnyHashable

        init(_ name: String, _ perform: @escaping (Backends) async throws -> AnyHashable) {
            self.name = name
            self.perform = perform
        }

        /// What the backend answers, or how it fails.
        func answer(of backends: Backends) async -> AnyHashable {
            do { return try await perform(backends) } catch { return Self.told(error) }
        }

        /// A failure by its code and place: wordings may differ.
        private static func told(_ error: any Error) -> String {
            switch error {
            case let error as DataError: "data \(error.code.rawValue) \(error.place ?? "")"
            case let error as ConsentError: "consent \(error.code.rawValue)"
            case let error as AccessError: "access \(error.code.rawValue)"
            case let error as AuditError: "audit \(error.code.rawValue) \(error.place.map { "\($0)" } ?? "")"
            case let error as IncidentError: "incident \(error.code.rawValue) \(error.incident)"
            case let error as KeyError: "key \(error.code.rawValue)"
            case let error as CommitError: "commit \(error.code.rawValue)"
            default: "\(error)"
            }
        }
    }

    /// Steps that a seed repeats. Few people, records and keys, so that steps meet.
    struct DifferentialSteps {
        let random: SeededRandomSource
        let cast: DifferentialCast

        init(seed: UInt64) {
            random = SeededRandomSource(seed: seed)
            cast = DifferentialCast()
        }

        func below(_ limit: Int) -> Int { Int(random.number() % UInt64(limit)) }

        func pick<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }

        /// The next sequence: some units of work, and everything that can be asked about those whom they are about.
        func sequence() -> [DifferentialStep] {
            let person = below(DifferentialCast.people)
            return (0..<3 + below(4)).map { _ in unit(about: person) } + [asked(of: person), listed()]
        }

        /// A unit of one to three changes, now and then delivered twice.
        private func unit(about person: Int) -> DifferentialStep {
            let changes = (0..<[1, 1, 1, 2, 3][below(5)]).map { _ in change(about: person) }
            let key = below(4) == 0 ? Idempotency(key: cast.handle(below(20), 8), request: cast.handle(below(2), 9)) : nil
            return DifferentialStep(changes.map(\.name).joined(separator: ", ")) { backends in
                var unit = UnitOfWork(idempotency: key)
                var outcomes: [(Commit) -> String] = []
                for change in changes { outcomes.append(try await change.stage(backends, &unit)) }
                let commit = try await unit.commit()
                return "\(commit.sequence) \(commit.isDuplicate) \(outcomes.map { $0(commit) })"
            }
        }

        struct Change {
            var name: String
            /// Stages it, and answers how its outcome is told.
            var stage: (Backends, inout UnitOfWork) async throws -> (Commit) -> String
        }

        private func change(about person: Int) -> Change {
            switch below(10) {
            case 0...3: data(about: person)
            case 4, 5: consent(of: person)
            case 6: access()
            case 7: incident()
            case 8: audit(about: person)
            default: key(of: person)
            }
        }

        // MARK: Changes

        private func data(about person: Int) -> Change {
            let (subject, id) = (cast.subject(person), cast.record(person, below(3)))
            let index = cast.index(person, below(3))
            var fresh = cast.record(id, of: subject, for: [pick(cast.purposes)], expiry: below(3) == 0 ? nil : Int64(below(50)))
            if below(12) == 0 { fresh.fields = [:] }
            let (record, kind, guess) = (fresh, below(14), below(3))
            let (keeping, other) = (
                [Set<KeyClass>(), [cast.retained], [cast.retained, cast.plain]][below(3)], cast.index(person, below(4))
            )
            func version(_ backends: Backends) async throws -> Int {
                // Mostly the version that stands, so that writes succeed, and now and then another one.
                guard guess > 0 else { return 1 }
                return try await backends.data.record(id)?.version ?? 1
            }
            return Change(name: "data \(kind) of \(person)") { backends, unit in
                let change: DataChange
                switch kind {
                case 0, 1, 2: change = .write([.put(record, expecting: nil)])
                case 3, 4:
                    var next = record
                    let expected = try await version(backends)
                    next.version = expected + 1
                    change = .write(
                        [.put(next, expecting: expected)],
                        requiring: guess == 1
                            ? [SubjectPrecondition(subject, at: try await backends.data.subjectVersion(subject))] : [])
                case 5:
                    change = .write([.removeFields(["iban"], of: id, subject: subject, expecting: try await version(backends))])
                case 6: change = .write([.remove(id, subject: subject, expecting: try await version(backends))])
                case 7, 8:
                    change = .bind(
                        index, to: subject.handle,
                        noting: guess == 0
                            ? nil : IdentifierNote(version: UInt8(guess), field: "email", name: record.sealedName))
                case 9:
                    change = .rebind([index: BoundIdentifier(other, of: subject.handle, noting: nil)])
                case 10: change = guess == 0 ? .unbind([index, other]) : .unbindAll([index], of: subject.handle)
                case 11:
                    change = guess == 0 ? .lift([index]) : .suppress(Suppression(index: index, erasedAt: cast.at))
                case 12: change = .beginErasure(BegunErasure(subject, keeping: keeping, grounds: [:]))
                default: change = .eraseSubject(subject, keeping: keeping)
                }
                let staged = backends.data.stage(change, in: &unit)
                return { commit in commit[staged].map { "\($0.removedRecords)/\($0.removedFields)" } ?? "nothing" }
            }
        }

        private func consent(of person: Int) -> Change {
            let kinds: [ConsentEvent.Kind] = [
                .given, .given, .given, .withdrawn, .refused, .objected, .objectionLifted, .optedOut, .restricted,
                .restrictionLifted, .requested, .renewed,
            ]
            let (kind, purpose, time) = (pick(kinds), pick(cast.purposes), cast.at.adding(milliseconds: Int64(below(100))))
            let (notice, choice, subject) = (cast.notice(below(6)), below(10), cast.subject(person))
            let isRestriction = kind == .restricted || kind == .restrictionLifted
            return Change(name: "consent \(choice) \(kind) of \(person)") { backends, unit in
                switch choice {
                case 0: try backends.consent.stage(.record(notice), in: &unit)
                case 1: try backends.consent.stage(.forget(subject), in: &unit)
                case 2:
                    let head = try await backends.consent.history(of: subject).last?.sequence
                    try backends.consent.stage(.require(subject, head: head), in: &unit)
                case 3:
                    try backends.consent.stage(.requireNotices(head: try await backends.consent.noticeBook().head), in: &unit)
                default:
                    let event = ConsentEvent(
                        kind, by: subject, for: isRestriction ? nil : purpose, notice: kind.needsNotice ? notice.hash : nil,
                        recordedAt: time)
                    try backends.consent.stage(.append(event, notice: choice < 8 ? notice : nil), in: &unit)
                }
                return { _ in "" }
            }
        }

        private func access() -> Change {
            let (kind, guess, principal) = (below(3), below(4), below(4))
            return Change(name: "access \(kind)") { backends, unit in
                let current = try await backends.policies.current()?.version
                switch kind {
                case 0:
                    let next: PolicyVersion = guess == 0 ? PolicyVersion(1) : (current ?? .zero).next ?? PolicyVersion(1)
                    backends.policies.stage(.adopt(cast.policy(next), replacing: current), in: &unit)
                case 1: backends.policies.stage(.enroll(cast.key(of: principal, guess)), in: &unit)
                default:
                    let count = try await backends.policies.changes().count
                    backends.policies.stage(.record(cast.change(UInt64(guess == 0 ? 1 : count + 1))), in: &unit)
                }
                return { _ in "" }
            }
        }

        private func incident() -> Change {
            let (id, kind, guess, hour) = (cast.incident(below(12)), below(8), below(5), below(90))
            let key = below(3) == 0 ? cast.handle(below(6), 7) : nil
            return Change(name: "incident \(kind) of \(id)") { backends, unit in
                let version = try await backends.incidents.incident(id)?.version ?? 0
                let step: IncidentChange.Step =
                    switch kind {
                    case 0, 1:
                        .open(title: cast.sealed(1, .text), role: .controller, occurred: nil, detected: nil)
                    case 2: .aware(at: cast.moment(hour), reason: cast.sealed(2, .text), under: [.gdpr])
                    case 3: .determine(.confirmed, reason: cast.sealed(3, .text))
                    case 4: .note(cast.sealed(4, .text), at: nil)
                    case 5: .close(note: nil)
                    case 6: .reopen(reason: cast.sealed(5, .text))
                    default: .forget(title: cast.sealed(6, .text), openedAt: cast.at)
                    }
                let change = IncidentChange(
                    id, expecting: guess == 0 ? 1 : version, step, recordedAt: cast.at.adding(milliseconds: 3_600_000 * 100),
                    actor: cast.principal(1), key: key)
                let staged = try backends.incidents.stage(change, in: &unit)
                return { commit in commit[staged].map { "\($0)" } ?? "nothing" }
            }
        }

        private func audit(about person: Int) -> Change {
            let (kind, name, time) = (below(12), below(8), cast.at.adding(milliseconds: Int64(below(60)) * 86_400_000))
            let (purpose, decision) = (pick(cast.purposes), pick([AuditDecision.permit, .deny, .error]))
            return Change(name: "audit \(kind) about \(person)") { backends, unit in
                let staged: Staged<AuditReceipt>?
                switch kind {
                case 0:
                    staged = try backends.audit.stage(
                        registering: [.purpose(cast.purposes[name % cast.purposes.count]), .role(RoleID("role \(name)"))],
                        system: cast.system, at: time, in: &unit)
                case 1:
                    var event = AuditEvent(.erasure, .executeErasure, .permit, at: time)
                    event.control = .erasure(
                        AuditErasure(
                            of: [cast.identity(person).handle], reason: 1, requestedAt: time,
                            requestCommitment: Bytes([UInt8](repeating: 1, count: 32))))
                    if name == 0 { event.erasesAllAbout = [cast.identity(person)] }
                    staged = try backends.audit.stage(event, in: &unit)
                default:
                    var event = AuditEvent(kind < 5 ? .consent : .access, kind < 5 ? .consentGiven : .read, decision, at: time)
                    event.purpose = purpose
                    event.subjects = [cast.identity(person), cast.identity(person + 1)].prefix(1 + kind % 2).map {
                        AuditPerson(handle: $0.handle, key: $0.key, keyClass: $0.keyClass, payload: .null)
                    }
                    staged = try backends.audit.stage(event, in: &unit)
                }
                return { commit in
                    staged.flatMap { commit[$0] }.map { "\($0.log) \($0.index) \($0.commit)" } ?? "nothing"
                }
            }
        }

        private func key(of person: Int) -> Change {
            let (id, kind) = (KeyID(cast.subject(person).handle, pick([cast.plain, cast.retained])), below(4))
            return Change(name: "key \(kind) of \(person)") { backends, unit in
                switch kind {
                case 0, 1:
                    let made = try await NewKey.make(
                        id, provider: backends.provider, random: SeededRandomSource(seed: UInt64(person)))
                    try backends.keys.stage(inserting: [made.new], in: &unit)
                case 2: try backends.keys.stage(intendingToDestroy: [id], in: &unit)
                default:
                    let due = try await backends.keys.unfinished()
                    try await backends.keys.overwrite(due)
                    try backends.keys.stage(destroyed: due, in: &unit)
                }
                return { _ in "" }
            }
        }
    }
#endif

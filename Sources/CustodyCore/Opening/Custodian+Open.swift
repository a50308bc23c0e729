public import CustodyAccess
import CustodyAudit
import CustodyData
public import CustodyKeys
public import CustodyModel
import Synchronization

extension Custodian {
    /// What to do when a store is governed by another document than the one given.
    public enum Adoption: Sendable {
        /// Refuse: somebody changed the policy, and that has to be a deliberate act.
        case refuse
        /// Adopt the new document; the change is recorded with who made it and why.
        case adopt(by: Principal, reason: String)
    }

    /// Opens a custodian over backends.
    ///
    /// - Parameters:
    ///   - governance: the policy, the schemas and how long the logs are kept; nil takes what the store is governed by.
    ///   - engine: the host's own policy engine; nil compiles the policy. An engine that throws or takes too long denies;
    ///     wrap it in `GuardedAccessPolicy` to say what too long is, and to hear of failures.
    ///   - factSource: what the host knows about principals; without it conditions on trainings and facts are unknown.
    ///   - incidents: which laws bind the host, and what it expects of the handling of incidents.
    ///   - outage: what becomes of an operation that the log cannot record.
    ///   - erasures: where erasures are remembered outside the store. Those that the store does not know, because it was put back from
    ///     a backup, are carried out before anything else; it is told those that it does not know.
    ///   - matters: what tells of requests that an erasure has to wait for, and of restrictions.
    /// - Throws: ``CustodianError`` with `differentPolicy`, `invalidInput`, `integrity`, `notRecorded` or `busy`.
    public static func open(
        _ backends: Backends, governance: Governance?, adoption: Adoption = .refuse, engine: (any AccessPolicy)? = nil,
        factSource: (any AccessFactSource)? = nil, incidents: IncidentSettings = IncidentSettings(),
        outage: LogOutage = .failClosed, erasures: (any ErasureAnchor)? = nil, matters: (any OpenMatterSource)? = nil,
        clock: any CustodyClock = SystemClock(), random: any RandomSource = SystemRandomSource()
    ) async throws -> Custodian {
        let sealer = Sealer(store: backends.store, life: backends.life, random: random)
        var replayed = 0
        func attempt() async throws -> Custodian {
            // Before anything is read: what another process changes from here on is looked at before the first decision.
            let authority = try await backends.authority?.newest()
            let stored = try await backends.policies.current()
            let held = try stored.map { stored in
                try CBOR.decode(
                    Governance.self,
                    from: sealer.open(stored.document, with: backends.system.text, at: Self.place(of: stored.version)))
            }
            guard let wanted = governance ?? held else {
                throw CustodianError(.invalidInput, "the store has no policy yet; give the policy and the records")
            }
            try wanted.validate()
            guard wanted.policy.controller == backends.controller else {
                throw CustodianError(
                    .invalidInput,
                    "the policy is of controller '\(wanted.policy.controller)', the store of '\(backends.controller)'")
            }
            if wanted != held {
                if held != nil, case .refuse = adoption {
                    throw CustodianError(
                        .differentPolicy,
                        "the store is governed by another policy or other records; open with .adopt(by:reason:)")
                }
            }
            if wanted != held { try await requireMigrated(wanted, in: backends) }
            let version = PolicyVersion(rawValue: (stored?.version.rawValue ?? 0) + (wanted == held ? 0 : 1))
            let index = try await IndexVersions.load(
                from: backends, sealer, declaring: wanted.identifiers, random, at: clock.now())
            let custodian = try Custodian(
                backends: backends, sealer: sealer, governance: wanted, engine: engine, version: version,
                factSource: factSource, incidents: incidents, outage: outage, erasures: erasures, matters: matters,
                index: index, clock: clock, random: random)
            try await custodian.facing { try await backends.provider.note(backends.store) }
            let unfinished = try await custodian.finishErasures()
            custodian.unfinished.withLock { $0 = unfinished }
            let newly = try await custodian.replayErasures()
            replayed += newly
            custodian.replays.withLock { [replayed] in $0 = replayed }
            try await custodian.anchorUntoldErasures()
            try await custodian.mendIndex()
            try await custodian.prepareVocabulary()
            try await custodian.loadAccess()
            try await custodian.loadContainment()
            if wanted != held { try await custodian.adopt(wanted, as: version, replacing: stored, adoption) }
            custodian.authority.withLock { $0 = authority }
            return custodian
        }
        // Of several processes that open a store at once, or adopt the same at once, the others take in what the first has made.
        for _ in 0..<maximumAttempts {
            do { return try await attempt() } catch
                where isConflict(error) || (error as? AuditError)?.code == .vocabularyConflict
            {
                try Task.checkCancellation()
            }
        }
        throw CustodianError(.busy, "other processes kept changing the store while it was opened; open it again")
    }

    /// Everything in memory, for tests and trials.
    public static func inMemory(
        records: [any PersonalRecord.Type], policy: RolePolicy, logRetention: LogRetention,
        provider: any KeyProvider = LocalKeyProvider.ephemeral(), engine: (any AccessPolicy)? = nil,
        factSource: (any AccessFactSource)? = nil, incidents: IncidentSettings = IncidentSettings(),
        matters: (any OpenMatterSource)? = nil, clock: any CustodyClock = SystemClock(),
        random: any RandomSource = SystemRandomSource()
    ) async throws -> Custodian {
        let backends = try await Backends.inMemory(controller: policy.controller, provider: provider, random: random)
        return try await open(
            backends, governance: try Governance(policy: policy, types: records, logRetention: logRetention), engine: engine,
            factSource: factSource, incidents: incidents, matters: matters, clock: clock, random: random)
    }

    /// Throws when a migration would begin while an earlier one is not through: records would be two editions behind.
    private static func requireMigrated(_ governance: Governance, in backends: Backends) async throws {
        for former in governance.migrations.map(\.former) {
            let left = try await backends.data.count(of: .sealed(former.name, before: former.version))
            guard left == 0 else {
                throw CustodianError(
                    .invalidInput,
                    "\(left) records '\(former.name)' are of an edition before \(former.version); finish their migration first")
            }
        }
    }

    static func place(of version: PolicyVersion) -> Sealer.Place { .text("policy/\(version.rawValue)") }

    private func adopt(
        _ governance: Governance, as version: PolicyVersion, replacing stored: StoredPolicy?, _ adoption: Adoption
    ) async throws {
        let now = clock.now()
        var reason = "first policy"
        if case .adopt(_, let given) = adoption { reason = given }
        do {
            var unit = UnitOfWork()
            var person: AuditPerson?
            if case .adopt(let principal, _) = adoption { person = try await actor(principal, in: &unit) }
            let document = try sealer.seal(
                CBOR.encode(governance), with: system.text, id: SystemKeys.textID, at: Self.place(of: version))
            backends.policies.stage(
                .adopt(
                    StoredPolicy(version: version, digest: try governance.digest(), document: document, adoptedAt: now),
                    replacing: stored?.version), in: &unit)
            _ = try backends.audit.stage(
                AuditEvent(
                    class: .policy, action: .adoptPolicy, time: now, actor: person,
                    system: systemPerson(
                        .map([
                            "version": .unsigned(UInt64(version.rawValue)), "reason": .text(reason),
                            "logRetention": governance.logRetention.recorded,
                            "migrations": .array(governance.migrations.map { .text($0.summary) }),
                        ]))), in: &unit)
            _ = try await commit(unit)
        } catch  where Self.isConflict(error) {
            // Another process adopted one, or made the principal's key: it is begun again with what is there by now.
            throw error
        } catch { throw CustodianError.facing(error) }
    }

    private static func parts(of terms: [AuditTerm]) -> [[AuditTerm]] {
        var parts: [[AuditTerm]] = []
        var bytes = 0
        for term in terms {
            // Beside the name each has its kind, its number and the lengths of all.
            let size = term.name.utf8.count + 48
            if parts.isEmpty || bytes + size > AuditLeaf.maximumLength / 2 {
                parts.append([])
                bytes = 0
            }
            parts[parts.count - 1].append(term)
            bytes += size
        }
        return parts
    }

    /// Gives every name that a leaf may need its code, once.
    private func prepareVocabulary() async throws {
        var terms = governance.purposes.map { AuditTerm.purpose($0.purpose) }
        terms += governance.policy.roles.map { AuditTerm.role($0.id) }
        terms += governance.editions.flatMap(\.fields).map { AuditTerm.category($0.category) }
        terms += KeyClasses.names(in: governance.editions).map { AuditTerm(.retentionClass, $0) }
        var seen: Set<AuditTerm> = []
        let fresh = terms.filter { seen.insert($0).inserted }
        var unit = UnitOfWork()
        // A leaf has a largest size, and a policy may have any number of names.
        for part in Self.parts(of: fresh) {
            _ = try backends.audit.stage(registering: part, system: systemIdentity, at: clock.now(), in: &unit)
        }
        if !unit.isEmpty { _ = try await commit(unit) }
        let vocabulary = try await backends.audit.vocabulary()
        keyClasses.withLock { $0 = KeyClasses(vocabulary) }
    }
}

extension Custodian {
    /// Opens over backends that were opened for it, and closes them when that fails.
    package static func open(
        orClosing backends: Backends, _ open: (Backends) async throws -> Custodian
    ) async throws -> Custodian {
        do { return try await open(backends) } catch {
            try? await backends.close()
            throw error
        }
    }
}

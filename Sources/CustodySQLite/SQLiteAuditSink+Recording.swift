#if SQLite
    public import CustodyAudit
    public import CustodyModel
    import GRDB
    import Synchronization

    extension SQLiteAuditSink {
        /// Adds an event to a unit of work.
        public func stage(_ event: AuditEvent, in unit: inout UnitOfWork) throws -> Staged<AuditReceipt> {
            switch event.control {
            case .vocabulary:
                throw AuditError(.invalidEvent, "names get their numbers from the log; use stage(registering:system:at:in:)")
            case .rotation: throw AuditError(.invalidEvent, "keys are replaced with stage(rotatingTo:by:as:at:in:)")
            case .prune: throw AuditError(.invalidEvent, "logs are pruned with stage(pruning:in:)")
            case _ where event.auditClass == .prune:
                throw AuditError(.invalidEvent, "logs are pruned with stage(pruning:in:) and removePruned(_:at:)")
            default: return try append(event, in: &unit)
            }
        }

        /// Adds the change to another signing key to a unit of work.
        public func stage(
            rotatingTo signer: NoteSigner, by actor: AuditPerson?, as role: RoleID?, at time: Instant, in unit: inout UnitOfWork
        ) throws -> [Staged<AuditReceipt>] {
            let count = signers.count
            var staged: [Staged<AuditReceipt>] = []
            for log in AuditLog.allCases {
                let places = try readNow { try $0.rotations(log) }
                var event = AuditEvent(.key, .rotateKey, actor == nil ? .none : .permit, at: time)
                event.log = log
                event.role = role
                event.actor = actor
                event.control = .rotation(
                    AuditRotation(
                        from: try signers.signing(log, origin: origin, rotations: places).newest.verifier,
                        to: try signer.named(log.origin(in: origin)).verifier))
                staged.append(try append(event, in: &unit))
            }
            let (signers, database) = (self.signers, store.database)
            let adoption = StagedChange(
                store: .audit,
                validate: {
                    // Another process may have replaced it, too.
                    let rotations = try database.inTransaction {
                        try $0.number("SELECT count(*) FROM audit_rotation WHERE log = 0")
                    }
                    guard signers.count == count, rotations == count - 1 else {
                        throw AuditError(.foreignKey, "the key was replaced meanwhile; begin again")
                    }
                }, prepare: { _ in PreparedChange(bytes: [], apply: { signers.takeUp(signer) }) })
            _ = unit.add(adoption, to: store, resultType: Void.self)
            return staged
        }

        /// Adds the registration of names to a unit of work.
        public func stage(
            registering terms: [AuditTerm], system: AuditIdentity, at time: Instant, in unit: inout UnitOfWork
        ) throws -> Staged<AuditReceipt>? {
            let registrations = try readNow { tables in
                try names.withLock { names in
                    try names.refresh(from: tables)
                    return try names.reserve(terms)
                }
            }
            guard !registrations.isEmpty else { return nil }
            var event = AuditEvent(.config, .registerVocabulary, at: time)
            event.system = AuditPerson(
                handle: system.handle, key: system.key, keyClass: system.keyClass,
                payload: .map(["terms": .array(registrations.map(\.content))]))
            event.control = .vocabulary(registrations)
            return try append(event, in: &unit)
        }

        func append(_ event: AuditEvent, in unit: inout UnitOfWork) throws -> Staged<AuditReceipt> {
            try event.check()
            var settled = event
            let (codes, scope) = try readNow { tables in
                let vocabulary = try names.withLock { names in
                    try names.refresh(from: tables)
                    return names.registered
                }
                let codes = try AuditSealer.Codes(of: settled, in: vocabulary)
                let scope = try ErasedScope(of: &settled, in: tables)
                try tables.requireRecordable(settled, since: self.opened)
                if settled.hasPreconditions { try tables.validate(settled) }
                return (codes, scope)
            }
            let (sealed, sealer, schemes, opened) = (settled, sealer(settled.destination), self.schemes, self.opened)
            let database = store.database
            let change = StagedChange(
                store: .audit,
                validate: {
                    try database.inTransaction { database in
                        let tables = AuditTables(database: database, schemes: schemes)
                        try tables.requireRecordable(sealed, since: opened)
                        guard sealed.hasPreconditions else { return }
                        try scope?.requireUnchanged(sealed, in: tables) ?? tables.validate(sealed)
                    }
                },
                prepare: { sequence in
                    var change = try sealer.seal(sealed, codes, at: sequence)
                    change.erases = sealed.erases.isEmpty ? nil : sealed.erases
                    let receipt = try database.inTransaction {
                        try AuditTables(database: $0, schemes: schemes)
                            .append(change, erasing: scope?.handles ?? [], at: sequence)
                    }
                    return PreparedChange(bytes: [], apply: { receipt })
                })
            return unit.add(change, to: store, resultType: AuditReceipt.self)
        }
    }

    /// What an erasure takes from the logs: settled when it is staged, because its leaf counts it, and still all of it when it commits.
    private struct ErasedScope: Sendable {
        private let identities: [AuditIdentity]
        /// How long the logs were when it was settled.
        private let sizes: [AuditLog: UInt64]

        /// Settles what an erasure takes, and writes it into the event; nil when the event takes nothing.
        init?(of event: inout AuditEvent, in tables: AuditTables) throws {
            guard case .erasure(let erasure) = event.control else { return nil }
            let places = Set(event.erases).union(try tables.places(about: event.erasesAllAbout)).sorted()
            (event.erases, event.control) = (places, .erasure(try tables.completed(erasure, erasing: places)))
            guard !event.erasesAllAbout.isEmpty || !places.isEmpty else { return nil }
            identities = event.erasesAllAbout
            var sizes: [AuditLog: UInt64] = [:]
            for log in AuditLog.allCases { sizes[log] = try tables.extent(log).size }
            self.sizes = sizes
        }

        /// About whom nothing follows.
        var handles: [Handle] { identities.map(\.handle) }

        /// Throws when something about the persons came or went since the scope was settled.
        func requireUnchanged(_ event: AuditEvent, in tables: AuditTables) throws {
            let changed = AuditError(.changedMeanwhile, "the log changed what it says about the person; begin again")
            guard try tables.places(about: identities, from: sizes).isEmpty else { throw changed }
            do { try tables.validate(event) } catch let error as AuditError
                where !identities.isEmpty && [.noSuchEntry, .erased].contains(error.code)
            { throw changed }
        }
    }
#endif

#if SQLite
    public import CustodyAudit
    public import CustodyModel
    import GRDB
    import Synchronization

    /// The audit log in tables: leaves, compartments, and every complete node of the trees.
    ///
    /// A proof reads as many rows as it has hashes. A verification takes the whole log into memory.
    public final class SQLiteAuditSink: AuditSink {
        let store: SQLiteCoordinator
        let origin: String
        let schemes: [AuditLog: AuditScheme]
        let random: any RandomSource
        let signers: SignerList
        let names = Mutex(AuditNames())
        private let keys: [AuditLog: DerivedKeys]
        private let keepers: [AuditLog: CheckpointKeeper]
        /// What was erased before belongs to earlier units of work.
        let opened: CommitSequence

        /// What the sink's changes are committed to.
        public var coordinator: any CommitCoordinator { store }

        init(_ store: SQLiteCoordinator, origin: String, signer: NoteSigner, random: any RandomSource) throws {
            let schemes = Dictionary(
                uniqueKeysWithValues: AuditLog.allCases.map { ($0, AuditScheme(origin: $0.origin(in: origin))) })
            let (signers, database) = (SignerList(signer), store.database)
            @Sendable func read<Result>(_ body: (AuditTables) throws -> Result) throws -> Result {
                try database.readNow { try body(AuditTables(database: $0, schemes: schemes)) }
            }
            self.store = store
            self.origin = origin
            self.schemes = schemes
            self.random = random
            self.signers = signers
            keys = schemes.mapValues { DerivedKeys($0) }
            keepers = Dictionary(
                uniqueKeysWithValues: AuditLog.allCases.map { log in
                    let keeper = CheckpointKeeper(
                        log, store: SQLiteCheckpoints(database: database),
                        signing: {
                            try read { try signers.signing(log, origin: origin, rotations: try $0.rotations(log)) }
                        }, size: { try read { try $0.extent(log).size } },
                        root: { size in try read { try $0.root(log, at: size).map { Bytes($0.bytes) } } })
                    return (log, keeper)
                })
            opened = store.lastSequence
        }

        /// Reads what is committed.
        func read<Result: Sendable>(_ body: @escaping @Sendable (AuditTables) throws -> Result) async throws -> Result {
            let schemes = self.schemes
            return try await store.database.read { try body(AuditTables(database: $0, schemes: schemes)) }
        }

        /// The same for what is staged, which cannot wait.
        func readNow<Result>(_ body: (AuditTables) throws -> Result) throws -> Result {
            try store.database.readNow { try body(AuditTables(database: $0, schemes: schemes)) }
        }

        func sealer(_ log: AuditLog) -> AuditSealer {
            AuditSealer(keys: keys[log] ?? DerivedKeys(AuditScheme(origin: log.origin(in: origin))), random: random)
        }

        /// Takes up a key that replaced the one before. Call it for each in turn, before ``openCheck()``.
        func takeUp(_ signer: NoteSigner) { signers.takeUp(signer) }

        /// Goes on with a removal that was cut off, and checks that the log continues what was signed.
        func openCheck() async throws {
            for log in AuditLog.allCases { try await finishRemoval(of: log) }
            try await check()
        }

        /// Checks that the log continues what was signed.
        func check() async throws { for log in AuditLog.allCases { _ = try await keepers[log]?.reload() } }

        // MARK: Looking

        /// What the numbers in leaves mean.
        public func vocabulary() async throws -> AuditVocabulary { try await read { try $0.names() } }

        /// The entries that match.
        public func entries(_ query: AuditQuery) async throws -> [AuditEntry] { try await read { try $0.entries(query) } }

        /// The tables' own indexes find entries: SQLite makes them anew.
        public func rebuildIndex() async throws {
            try await store.database.write { try $0.execute(sql: "REINDEX audit_leaf; REINDEX audit_part") }
        }

        /// How far each log has come.
        public func status() async throws -> [AuditLog: AuditStatus] {
            var result: [AuditLog: AuditStatus] = [:]
            for log in AuditLog.allCases {
                let newest = try await keepers[log]?.newest()
                let (signers, origin, schemes) = (self.signers, self.origin, self.schemes)
                result[log] = try await store.database.read { database in
                    let tables = AuditTables(database: database, schemes: schemes)
                    let (extent, name) = (try tables.extent(log), log.origin(in: origin))
                    let signing = try signers.signing(log, origin: origin, rotations: try tables.rotations(log))
                    return AuditStatus(
                        origin: name, verifier: signing.newest.verifier, size: extent.size,
                        root: Bytes(try (tables.root(log, at: extent.size) ?? .empty).bytes), checkpoint: newest,
                        months: try tables.months(log), first: extent.removed, prunedBelow: extent.pruned)
                }
            }
            return result
        }

        /// Signs the log as it stands and saves the checkpoint.
        public func checkpoint(_ log: AuditLog, at time: Instant, ifDue: Bool) async throws -> SignedCheckpoint? {
            try await keepers[log]?.checkpoint(at: time, ifDue: ifDue)
        }

        /// By which leaves the log got another key, each with both signatures.
        public func rotations(_ log: AuditLog) async throws -> [LogProof] {
            guard let newest = try await keepers[log]?.newest() else { return [] }
            let places = try await read { try $0.rotations(log) }
            let signing = try signers.signing(log, origin: origin, rotations: places)
            var proofs: [LogProof] = []
            for (number, index) in places.enumerated() where index < newest.checkpoint.size {
                let signed = try SignedCheckpoint(
                    signing: newest.checkpoint, by: Array(signing.signers[number...(number + 1)]))
                proofs.append(try await receipt(AuditPlace(log, index), in: signed))
            }
            return proofs
        }

        /// What shows that the leaf stands in the log of that size.
        public func inclusionProof(_ log: AuditLog, index: UInt64, size: UInt64) async throws -> InclusionProof {
            let path = try await read { tables -> [MerkleHash]? in
                guard index < size, size <= (try tables.extent(log).size) else { return nil }
                return try MerkleShape.inclusionPath(index: index, size: size) { try tables.node(log, $0, $1) }
            }
            guard let path else {
                throw AuditError(
                    .noSuchEntry, "there is no such entry in a log of \(size) leaves", at: AuditPlace(log, index))
            }
            return InclusionProof(index: index, size: size, path: path.map { Bytes($0.bytes) })
        }

        /// What shows that the log of the second size begins with the log of the first.
        public func consistencyProof(
            _ log: AuditLog, from first: UInt64, to second: UInt64
        ) async throws -> ConsistencyProof {
            let path = try await read { tables -> [MerkleHash]? in
                guard first > 0, first <= second, second <= (try tables.extent(log).size) else { return nil }
                return try MerkleShape.consistencyPath(first: first, second: second) { try tables.node(log, $0, $1) }
            }
            guard let path else {
                throw AuditError(.noSuchEntry, "the log never had the sizes \(first) and \(second)", at: AuditPlace(log))
            }
            return ConsistencyProof(first: first, second: second, path: path.map { Bytes($0.bytes) })
        }

        /// The hashes of the first so many leaves from an index on.
        public func leafHashes(_ log: AuditLog, from index: UInt64, limit: Int) async throws -> [Bytes] {
            try await read { try $0.leafHashes(log, from: index, limit: limit) }
        }

        /// Checks everything that can be checked.
        public func verify(opening identities: [AuditIdentity]) async throws -> AuditReport {
            // First the checkpoints: the log is read later and so covers whatever they cover.
            var signed: [AuditLog: Result<UInt64?, AuditError>] = [:]
            for log in AuditLog.allCases {
                do { signed[log] = .success(try await keepers[log]?.reload()?.checkpoint.size) } catch let error as AuditError {
                    signed[log] = .failure(error)
                }
            }
            let origin = self.origin
            let (restored, nodes, rotations) = try await read { tables in
                var rotations: [AuditLog: [UInt64]] = [:]
                for log in AuditLog.allCases { rotations[log] = try tables.rotations(log) }
                return (try tables.restored(origin: origin), try tables.nodeFindings(), rotations)
            }
            var keys: [AuditLog: [NoteVerifier]] = [:]
            for (log, places) in rotations {
                // Without them the verification says that the log names other keys.
                keys[log] = (try? signers.signing(log, origin: origin, rotations: places))?.signers.map(\.verifier)
            }
            var report = try await restored.report(opening: identities, signed: signed, keys: keys)
            report.findings = (report.findings + nodes).sorted { $0.place < $1.place }
            return report
        }
    }
#endif

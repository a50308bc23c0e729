import Crypto
public import CustodyAccess
import CustodyData
public import CustodyKeys
public import CustodyModel

/// What a store is governed by: the policy, the schemas of the records and how long the logs are kept, as one document that is
/// adopted as a whole.
public struct Governance: Hashable, Sendable, Codable {
    /// Who may do what, for which purposes, on which basis.
    public var policy: RolePolicy
    /// What is held about people.
    public var records: [RecordSchema]
    /// How long each of the two logs keeps its entries.
    public var logRetention: LogRetention
    /// How long a backup of the keys may be used; nil stands for the default. See ``keyBackups``.
    private var keyBackupPeriod: KeyBackupPeriod?

    /// For how long erased identifiers are remembered; nil stands for the default. See ``suppressions``.
    private var suppressionPeriod: SuppressionPeriod?
    /// The kinds of identifiers that people are found by beside the one that names none; nil stands for no others.
    private var identifierHashes: [IdentifierField: IdentifierHash]?
    /// How records of earlier editions become those of ``records``; nil stands for none.
    private var schemaMigrations: [SchemaMigration]?

    /// A document from its parts.
    public init(
        policy: RolePolicy, records: [RecordSchema], logRetention: LogRetention, keyBackups: KeyBackupPeriod = .standard,
        identifiers: [IdentifierField: IdentifierHash] = [:], suppressions: SuppressionPeriod = .unlimited,
        migrations: [SchemaMigration] = []
    ) {
        self.policy = policy
        self.records = records
        self.logRetention = logRetention
        self.keyBackups = keyBackups
        self.identifiers = identifiers
        self.suppressions = suppressions
        self.migrations = migrations
    }

    /// How records of an earlier edition of a schema become those of the one in ``records``, one for a kind of record at most. Adopting
    /// one decides it; `Custodian.migrate(_:by:batch:)` carries it out. It is taken out again when no reader speaks the earlier edition.
    public var migrations: [SchemaMigration] {
        get { schemaMigrations ?? [] }
        set { schemaMigrations = newValue.isEmpty ? nil : newValue }
    }

    /// Every edition of a schema by which something may be held.
    var editions: [RecordSchema] { records + migrations.map(\.former) }

    /// The edition by which a record is sealed.
    func schema(of record: StoredRecord) -> RecordSchema? {
        migration(of: record)?.former ?? records.first { $0.name == record.name }
    }

    /// A field as the edition says by which its value is held; a retired one as the edition before did.
    func field(_ name: FieldName, of record: StoredRecord) -> Field? {
        if let field = schema(of: record)?[name] { return field }
        return migration(of: record.name).flatMap { $0.retired.contains(name) ? $0.former[name] : nil }
    }

    /// The migration of a kind of record; nil when there is none.
    func migration(of name: RecordName) -> SchemaMigration? { migrations.first { $0.former.name == name } }

    /// The migration that a record is still to go through; nil when it is of the adopted edition.
    func migration(of record: StoredRecord) -> SchemaMigration? {
        migration(of: record.name).flatMap { $0.former.version == record.schemaVersion ? $0 : nil }
    }

    /// For how long an erased identifier is remembered as erased.
    public var suppressions: SuppressionPeriod {
        get { suppressionPeriod ?? .unlimited }
        set { suppressionPeriod = newValue == .unlimited ? nil : newValue }
    }

    /// The kinds of identifiers that people are found by, and how each is hashed. `IdentifierField.subject` needs no declaration and is
    /// hashed as `keyed` without one; what is declared otherwise later takes effect with the next `Custodian.rotateIndex(by:)`.
    public var identifiers: [IdentifierField: IdentifierHash] {
        get { identifierHashes ?? [:] }
        set { identifierHashes = newValue.isEmpty ? nil : newValue }
    }

    /// How long a backup of the keys may be used: so long at most an erased person's keys outlive the erasure.
    public var keyBackups: KeyBackupPeriod {
        get { keyBackupPeriod ?? .standard }
        // The default is not written, so that documents from before there was a choice stay the same to the byte.
        set { keyBackupPeriod = newValue == .standard ? nil : newValue }
    }

    private enum CodingKeys: String, CodingKey {
        case policy, records, logRetention
        case keyBackupPeriod = "keyBackups"
        case identifierHashes = "identifiers"
        case suppressionPeriod = "suppressions"
        case schemaMigrations = "migrations"
    }

    /// A document for the records of a host's types.
    ///
    /// - Throws: ``CustodianError`` with `invalidInput` when a schema names a field that is none of its type's coding keys:
    ///   nothing would ever be collected for it.
    public init(
        policy: RolePolicy, types: [any PersonalRecord.Type], logRetention: LogRetention,
        keyBackups: KeyBackupPeriod = .standard, identifiers: [IdentifierField: IdentifierHash] = [:],
        suppressions: SuppressionPeriod = .unlimited, migrations: [SchemaMigration] = []
    ) throws(CustodianError) {
        for type in types { try Self.check(type) }
        self.init(
            policy: policy, records: types.map { $0.schema }, logRetention: logRetention, keyBackups: keyBackups,
            identifiers: identifiers, suppressions: suppressions, migrations: migrations)
    }

    private static func check<Record: PersonalRecord>(_ type: Record.Type) throws(CustodianError) {
        let known: [FieldName]
        do throws(CustodianError) { known = try FieldProbe.fields(decoding: type, in: Record.schema) } catch
            where error.code == .unlearnableView
        {
            return  // a type that does not tell its keys is taken at its word
        }
        let strangers = Record.schema.fields.map(\.name).filter { !known.contains($0) }
        guard strangers.isEmpty else {
            throw CustodianError(
                .invalidInput, "\(Record.self) has no coding key for every field of its schema",
                reasons: strangers.map { "field '\($0)' is no coding key" })
        }
    }

    /// SHA-256 of the document.
    public func digest() throws -> Bytes { Bytes(Array(SHA256.hash(data: try CBOR.encode(self)))) }

    /// The declarations of all purposes: the policy's and those that the law sets.
    public var purposes: [PurposeDeclaration] { policy.purposes + Purpose.builtIn }

    /// The declaration of a purpose: its own, since every purpose that data is used for is declared by name.
    public func declaration(of purpose: Purpose) -> PurposeDeclaration? { purposes.first { $0.purpose == purpose } }

    /// Throws when the document cannot govern: every fault is named.
    public func validate() throws(CustodianError) {
        var faults = policy.validate().errors.map(\.description) + logRetention.faults + keyBackups.faults + suppressions.faults
        for (field, hash) in identifiers.sorted(by: { $0.key < $1.key }) {
            faults += hash.faults.map { "identifier '\(field)': \($0)" }
            if [.principal, .token].contains(field) || field.rawValue.isEmpty || field.rawValue.utf8.count > 64 {
                faults.append(
                    "'\(field)' cannot be a kind of identifier; give it a name of 1 to 64 bytes, and neither 'principal' nor "
                        + "'\(IdentifierField.token)'")
            }
        }
        var seen: Set<RecordName> = []
        for record in records {
            faults += record.faults
            if !seen.insert(record.name).inserted { faults.append("record '\(record.name)' stands twice") }
        }
        var migrated: Set<RecordName> = []
        for migration in migrations {
            let name = migration.former.name
            if !migrated.insert(name).inserted { faults.append("record '\(name)' is migrated twice; one after the other") }
            guard let current = records.first(where: { $0.name == name }) else {
                faults.append("there is no record '\(name)' to migrate to")
                continue
            }
            faults += migration.faults(to: current)
        }
        for record in editions {
            for field in record.fields {
                for purpose in field.purposes where declaration(of: purpose) == nil {
                    faults.append(
                        "field '\(field.name)' is held for '\(purpose)', which the policy does not declare; declare it with its basis"
                    )
                }
            }
        }
        guard faults.isEmpty else {
            throw CustodianError(.invalidInput, "the policy and the records do not fit together", reasons: faults)
        }
    }
}

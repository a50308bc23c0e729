import CustodyData
import CustodyModel

/// In the words of which edition somebody asks, and how a record of either edition answers.
struct RecordForm: Sendable {
    /// The edition in whose words is asked.
    let schema: RecordSchema
    private let edition: SchemaMigration.Edition
    private let migration: SchemaMigration?

    /// The words of the edition that is adopted.
    init(current: RecordSchema, _ migration: SchemaMigration?) {
        (schema, edition, self.migration) = (current, .current, migration)
    }

    /// The words of the edition that a migration begins with.
    init(formerOf migration: SchemaMigration) {
        (schema, edition, self.migration) = (migration.former, .former, migration)
    }

    /// A record as it answers.
    func shown(_ record: StoredRecord) -> ShownRecord {
        guard let migration else { return ShownRecord(record) }
        let stored: SchemaMigration.Edition = record.schemaVersion == migration.former.version ? .former : .current
        if edition == .current, stored == .current { return ShownRecord(record) }
        var answer = record
        answer.schemaVersion = schema.version
        answer.fields = [:]
        var origins: [FieldName: FieldOrigin] = [:]
        var retired: Set<FieldName> = []
        for name in schema.fields.map(\.name) {
            let origin = migration.origin(of: name, of: edition, in: stored)
            origins[name] = origin
            if case .retired = origin { retired.insert(name) }
            let fields = origin.fields.compactMap { record.fields[$0] }
            guard var field = fields.first else { continue }
            // What is made of several is over when the first of them is.
            field.expiresAt = fields.compactMap(\.expiresAt).min()
            answer.fields[name] = field
        }
        return ShownRecord(record, answering: answer, from: origins, without: retired)
    }
}

extension Custodian {
    /// How records answer to a schema: of a host's type, which may be of the edition before.
    ///
    /// - Throws: ``CustodianError`` with `unknownRecord`.
    func form(of schema: RecordSchema) throws -> RecordForm {
        let current = try self.schema(of: schema.name)
        let migration = governance.migration(of: schema.name)
        if let migration, schema.version == migration.former.version { return RecordForm(formerOf: migration) }
        return RecordForm(current: current, migration)
    }

    /// How records answer in the words of the edition that is adopted.
    func form(of name: RecordName) throws -> RecordForm {
        RecordForm(current: try schema(of: name), governance.migration(of: name))
    }
}

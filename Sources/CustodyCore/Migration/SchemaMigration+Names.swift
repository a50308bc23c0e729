import CustodyModel

extension SchemaMigration {
    /// What is remembered by the names of fields, by their names in the edition that the migration leads to: of a value that is
    /// split by the name of every part, of a retired one by its own, under which it waits for a sweep.
    func carried<Value>(_ remembered: [FieldName: Value]) -> [FieldName: Value] {
        let retired = retired
        let pairs = remembered.flatMap { field, value in
            (retired.contains(field) ? [field] : targets(of: field)).map { ($0, value) }
        }
        return Dictionary(pairs) { first, _ in first }
    }
}

extension Governance {
    /// The names under which a field may be held or on record: its own, and those of the edition before that it is made of.
    func names(of field: FieldName, in record: RecordName) -> [FieldName] {
        guard let migration = self.migration(of: record) else { return [field] }
        return [field] + migration.origin(of: field, of: .current, in: .former).fields
    }
}

import CustodyModel

extension DataState {
    func validate(_ change: DataChange) throws {
        switch change {
        case .write(let writes, let requiring):
            for precondition in requiring { try validate(precondition) }
            var written: Set<RecordID> = []
            for write in writes {
                guard written.insert(write.record).inserted else {
                    throw DataError(
                        .writtenTwice, "one batch writes the record twice; join the writes", at: write.record.description)
                }
                try validate(write)
            }
        case .bind(let index, _, _): try validate(binding: index)
        case .rebind(let entries): try validate(rebinding: entries)
        case .unbindAll(let indexes, let handle): try validate(unbinding: indexes, of: handle)
        case .require(let precondition): try validate(precondition)
        case .unbind, .suppress, .lift, .beginErasure, .eraseSubject: break
        }
    }

    private func validate(_ precondition: SubjectPrecondition) throws {
        let version = try version(of: precondition.subject)
        guard version == precondition.version else {
            throw DataError(
                .subjectChanged,
                "the subject's records changed in commit \(version), after they were read at \(precondition.version); "
                    + "read them again and repeat the change",
                at: precondition.subject.description)
        }
    }

    private func validate(_ write: RecordWrite) throws {
        switch write {
        case .put(let record, nil):
            guard try records.value(record.id) == nil else {
                throw DataError(.recordExists, "the record exists; name the version it replaces", at: record.id.description)
            }
            guard record.version == 1 else {
                throw DataError(
                    .versionConflict, "a new record has version 1, not \(record.version)", at: record.id.description)
            }
            try validateContent(record)
        case .put(let record, .some(let expected)):
            let stored = try stored(record.id, of: record.subject, expecting: expected)
            guard stored.name == record.name else {
                throw DataError(.identityChanged, "a record cannot become one of another kind", at: record.id.description)
            }
            guard expected < Int.max, record.version == expected + 1 else {
                throw DataError(
                    .versionConflict, "version \(record.version) does not follow version \(expected)",
                    at: record.id.description)
            }
            try validateContent(record)
        case .removeFields(let names, let id, let subject, let expected):
            let stored = try stored(id, of: subject, expecting: expected)
            if let missing = names.first(where: { stored.fields[$0] == nil }) {
                throw DataError(.noSuchField, "the record has no field '\(missing)'", at: id.description)
            }
        case .remove(let id, let subject, let expected): _ = try stored(id, of: subject, expecting: expected)
        }
    }

    private func validateContent(_ record: StoredRecord) throws(DataError) {
        guard !record.fields.isEmpty, !record.purposes.isEmpty else {
            throw DataError(
                .emptyRecord, "a record needs a field to hold and a purpose to hold it for", at: record.id.description)
        }
    }

    private func stored(_ id: RecordID, of subject: SubjectToken, expecting version: Int) throws -> StoredRecord {
        guard let stored = try self.record(id), stored.subject == subject else {
            throw DataError(.noSuchRecord, "the subject has no such record", at: id.description)
        }
        guard stored.version == version else {
            throw DataError(
                .versionConflict,
                "the record has version \(stored.version) and not \(version); read it again and repeat the change",
                at: id.description)
        }
        return stored
    }
}

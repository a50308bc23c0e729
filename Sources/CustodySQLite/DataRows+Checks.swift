#if SQLite
    import CustodyData
    import CustodyModel

    extension DataRows {
        /// Throws when a precondition of the change does not hold.
        func validate(_ change: DataChange) throws {
            switch change {
            case .write(let writes, let requiring):
                for precondition in requiring { try check(precondition) }
                var written: Set<RecordID> = []
                for write in writes {
                    guard written.insert(write.record).inserted else {
                        throw DataError(
                            .writtenTwice, "one batch writes the record twice; join the writes", at: write.record.description)
                    }
                    try check(write)
                }
            case .bind(let index, _, _): try checkFree(index)
            case .rebind(let entries):
                for (former, entry) in entries {
                    guard try handle(of: former) == entry.handle else {
                        throw DataError(
                            .identifiersChanged, "the entry is not there any more; read the identifiers again",
                            at: former.description)
                    }
                    try checkFree(entry.index)
                }
            case .unbindAll(let indexes, let handle):
                guard Set(try identifiers(of: handle).map(\.index)) == Set(indexes) else {
                    throw DataError(
                        .identifiersChanged, "other identifiers stand for the person now; read them again",
                        at: handle.description)
                }
            case .require(let precondition): try check(precondition)
            case .unbind, .suppress, .lift, .beginErasure, .eraseSubject: break
            }
        }

        private func check(_ precondition: SubjectPrecondition) throws {
            let version = try version(of: precondition.subject)
            guard version == precondition.version else {
                throw DataError(
                    .subjectChanged,
                    "the subject's records changed in commit \(version), after they were read at \(precondition.version); "
                        + "read them again and repeat the change", at: precondition.subject.description)
            }
        }

        private func checkFree(_ index: BlindIndex) throws {
            guard try handle(of: index) == nil else {
                throw DataError(
                    .alreadyBound, "the identifier stands for somebody; look its token up again", at: index.description)
            }
        }

        private func check(_ write: RecordWrite) throws {
            let place = write.record.description
            switch write {
            case .put(let record, nil):
                // One that an erasure is about to drop still has its name.
                guard try stored(record.id) == nil else {
                    throw DataError(.recordExists, "the record exists; name the version it replaces", at: place)
                }
                guard record.version == 1 else {
                    throw DataError(.versionConflict, "a new record has version 1, not \(record.version)", at: place)
                }
                try checkContent(record)
            case .put(let record, .some(let expected)):
                let stored = try present(record.id, of: record.subject, expecting: expected)
                guard stored.name == record.name else {
                    throw DataError(.identityChanged, "a record cannot become one of another kind", at: place)
                }
                guard expected < Int.max, record.version == expected + 1 else {
                    throw DataError(
                        .versionConflict, "version \(record.version) does not follow version \(expected)", at: place)
                }
                try checkContent(record)
            case .removeFields(let names, let id, let subject, let expected):
                let stored = try present(id, of: subject, expecting: expected)
                if let missing = names.first(where: { stored.fields[$0] == nil }) {
                    throw DataError(.noSuchField, "the record has no field '\(missing)'", at: place)
                }
            case .remove(let id, let subject, let expected): _ = try present(id, of: subject, expecting: expected)
            }
        }

        private func checkContent(_ record: StoredRecord) throws(DataError) {
            guard !record.fields.isEmpty, !record.purposes.isEmpty else {
                throw DataError(
                    .emptyRecord, "a record needs a field to hold and a purpose to hold it for", at: record.id.description)
            }
        }

        private func present(_ id: RecordID, of subject: SubjectToken, expecting version: Int) throws -> StoredRecord {
            guard let record = try visible(id), record.subject == subject else {
                throw DataError(.noSuchRecord, "the subject has no such record", at: id.description)
            }
            guard record.version == version else {
                throw DataError(
                    .versionConflict,
                    "the record has version \(record.version) and not \(version); read it again and repeat the change",
                    at: id.description)
            }
            return record
        }
    }
#endif

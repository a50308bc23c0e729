#if SQLite
    import CustodyData
    import CustodyModel
    import GRDB

    extension DataRows {
        /// Carries a change out that was checked.
        func perform(_ change: DataChange, at sequence: CommitSequence) throws -> DataOutcome {
            var outcome = DataOutcome()
            switch change {
            case .write(let writes, _): for write in writes { try perform(write, at: sequence, &outcome) }
            case .bind(let index, let handle, let note): try bind(BoundIdentifier(index, of: handle, noting: note))
            case .rebind(let entries):
                for (former, entry) in entries {
                    try database.run("DELETE FROM binding WHERE entry = ?", former.data)
                    try bind(entry)
                }
            case .unbind(let indexes), .unbindAll(let indexes, _): for index in indexes { try unbind(index) }
            case .suppress(let suppression):
                try database.run(
                    "INSERT INTO suppression (entry, body) VALUES (?, ?) ON CONFLICT (entry) DO UPDATE SET body = excluded.body",
                    suppression.index.data, try suppression.encodedData())
            case .lift(let indexes):
                for index in indexes { try database.run("DELETE FROM suppression WHERE entry = ?", index.data) }
            case .beginErasure(let erasure): try begin(erasure, at: sequence)
            case .eraseSubject(let subject, let keeping, let grounds):
                do {
                    try erase(BegunErasure(subject, keeping: keeping, grounds: grounds), at: sequence, &outcome)
                } catch let error as DatabaseError
                    where [.SQLITE_CORRUPT, .SQLITE_IOERR].contains(error.resultCode)
                {
                    throw DataError(
                        .unreadable,
                        "what the erasure is to drop cannot be read (SQLite \(error.extendedResultCode.rawValue)); mend the cause, "
                            + "then open the store again")
                }
            case .require, .requireRecords, .requireUnbound: break
            }
            return outcome
        }

        // MARK: Records

        private func perform(_ write: RecordWrite, at sequence: CommitSequence, _ outcome: inout DataOutcome) throws {
            try note(write.subject, at: sequence)
            switch write {
            case .put(var record, _):
                record.receipt = sequence
                try store(record)
            case .removeFields(let names, let id, _, _):
                guard var record = try stored(id) else { return }
                for name in names where record.fields.removeValue(forKey: name) != nil { outcome.removedFields += 1 }
                try change(record, at: sequence, &outcome)
            case .remove(let id, _, _):
                guard let record = try stored(id) else { return }
                outcome.removedFields += record.fields.count
                try drop(id, &outcome)
            }
        }

        private func note(_ subject: SubjectToken, at sequence: CommitSequence) throws {
            try database.run("INSERT OR REPLACE INTO subject VALUES (?, ?)", subject.data, sequence.number)
        }

        private func store(_ record: StoredRecord) throws {
            try database.run("DELETE FROM record_purpose WHERE record = ?", record.id.data)
            try database.run(
                """
                INSERT INTO record VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET
                subject = excluded.subject, fields = excluded.fields, expiry = excluded.expiry, body = excluded.body,
                kind = excluded.kind, edition = excluded.edition, origin = excluded.origin
                """, record.id.data, record.subject.data, record.fields.count, record.firstExpiry?.milliseconds,
                try record.encodedData(), record.name.data, record.schemaVersion, record.origin?.data)
            for purpose in record.purposes {
                try database.run("INSERT OR IGNORE INTO record_purpose VALUES (?, ?)", purpose.data, record.id.data)
            }
        }

        /// Stores what is left of a record; without a field it goes.
        private func change(_ record: StoredRecord, at sequence: CommitSequence, _ outcome: inout DataOutcome) throws {
            guard !record.fields.isEmpty else { return try drop(record.id, &outcome) }
            var record = record
            record.version &+= 1
            record.receipt = sequence
            try store(record)
        }

        private func drop(_ id: RecordID, _ outcome: inout DataOutcome) throws {
            outcome.removedRecords += 1
            try database.run("DELETE FROM record WHERE id = ?", id.data)
        }

        // MARK: Erasures

        private func begin(_ erasure: BegunErasure, at sequence: CommitSequence) throws {
            try note(erasure.subject, at: sequence)
            let joined = try begun(of: erasure.subject).map(erasure.joined(with:)) ?? erasure
            // The newest comes last, also when it goes on from an earlier one.
            try database.run("DELETE FROM begun_erasure WHERE subject = ?", erasure.subject.data)
            try database.run(
                "INSERT INTO begun_erasure (subject, body) VALUES (?, ?)", erasure.subject.data, try joined.encodedData())
        }

        private func erase(_ erasure: BegunErasure, at sequence: CommitSequence, _ outcome: inout DataOutcome) throws {
            let rows = try database.rows("SELECT body, id FROM record WHERE subject = ? ORDER BY id", erasure.subject.data)
            for row in rows {
                let record: StoredRecord
                do { record = try row.decoded(0) } catch let error as SQLiteStoreError where error.isDamage {
                    // Nobody can read it again. With everything else it goes as well; otherwise it may hold something that has to stay.
                    if erasure.keeping.isEmpty { try drop(RecordID(try row.handle(1)), &outcome) }
                    continue
                }
                guard let left = erasure.left(of: record) else {
                    outcome.removedFields += record.fields.count
                    try drop(record.id, &outcome)
                    continue
                }
                guard left != record else { continue }
                outcome.removedFields += record.fields.count - left.fields.count
                try change(left, at: sequence, &outcome)
            }
            try note(erasure.subject, at: sequence)
            // Another erasure of the same person may have been begun meanwhile that drops more.
            guard let begun = try begun(of: erasure.subject), begun.keeping.isSuperset(of: erasure.keeping) else { return }
            try database.run("DELETE FROM begun_erasure WHERE subject = ?", erasure.subject.data)
        }

        // MARK: Identifiers

        private func bind(_ identifier: BoundIdentifier) throws {
            try unbind(identifier.index)
            try database.run("INSERT OR IGNORE INTO bound (handle) VALUES (?)", identifier.handle.data)
            try database.run(
                "INSERT INTO binding VALUES (?, ?, ?, ?)", identifier.index.data, identifier.handle.data,
                identifier.note.map { Int64($0.version) }, try identifier.note?.encodedData())
        }

        private func unbind(_ index: BlindIndex) throws {
            guard let handle = try handle(of: index) else { return }
            try database.run("DELETE FROM binding WHERE entry = ?", index.data)
            try database.run(
                "DELETE FROM bound WHERE handle = ?1 AND NOT EXISTS (SELECT 1 FROM binding WHERE handle = ?1)", handle.data)
        }
    }
#endif

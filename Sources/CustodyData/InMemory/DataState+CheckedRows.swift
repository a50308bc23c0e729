import CustodyModel

// A commit that is durable is taken in now and at every opening that replays it. A row that cannot be read then would stop the store, and
// keep it from ever being opened again.

extension DataState {
    /// Reads whatever taking the change in will read: a row that cannot be read refuses it while nothing of it is durable.
    func checkRows(of change: DataChange) throws {
        switch change {
        case .write(let writes, _): try checkRows(of: writes)
        case .bind(_, let handle, _): _ = try bound.value(handle)
        case .rebind(let entries): for entry in entries.values { _ = try bound.value(entry.handle) }
        case .unbind(let indexes), .unbindAll(let indexes, _):
            for index in indexes { if let handle = try bindings.value(index) { _ = try bound.value(handle) } }
        case .suppress(let suppression): _ = try suppressions.value(suppression.index)
        case .lift(let indexes): for index in indexes { _ = try suppressions.value(index) }
        case .beginErasure(let erasure): _ = try version(of: erasure.subject)
        case .eraseSubject(let subject, _, _): try checkRecords(of: subject)
        case .require, .requireRecords, .requireUnbound: break
        }
    }

    private func checkRows(of writes: [RecordWrite]) throws {
        var added: Set<SubjectToken> = []
        for write in writes {
            switch write {
            case .put(let record, nil):
                if added.insert(record.subject).inserted { try subjects.checkAdding(to: record.subject) }
            case .put(let record, _): _ = try version(of: record.subject)
            case .removeFields(let names, let id, let subject, _):
                _ = try version(of: subject)
                guard let record = try records.value(id), record.fields.keys.allSatisfy(names.contains) else { continue }
                try subjects.checkRemoving(id, from: subject)
            case .remove(let id, let subject, _): try subjects.checkRemoving(id, from: subject)
            }
        }
    }

    private func checkRecords(of subject: SubjectToken) throws {
        do {
            for id in try subjects.records(of: subject) {
                do { _ = try records.value(id) } catch let error as any DamageReporting where error.isDamage {
                    // An erasure takes the place of what is damaged.
                }
            }
        } catch {
            throw DataError(
                .unreadable, "what the erasure is to drop cannot be read; mend the cause, then open the store again: \(error)")
        }
    }
}

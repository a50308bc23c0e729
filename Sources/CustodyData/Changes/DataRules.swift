public import CustodyModel

/// What ``DataRules`` ask of what a store holds.
public protocol DataFacts {
    /// The commit of the last change to the subject's records, erasure included; zero when there was none.
    func version(of subject: SubjectToken) throws -> CommitSequence
    /// Whether the record is kept, also one that a begun erasure is about to drop.
    func keeps(_ id: RecordID) throws -> Bool
    /// The record as anybody may see it.
    func record(_ id: RecordID) throws -> StoredRecord?
    /// What an identifier stands for.
    func handle(of index: BlindIndex) throws -> Handle?
    /// The identifiers that are bound to a handle.
    func identifiers(boundTo handle: Handle) throws -> [BoundIdentifier]
}

/// What must hold before a change is taken. Pure: a backend tells what it holds and calls this.
public enum DataRules {
    /// Checks a change against what is durable.
    ///
    /// - Throws: ``DataError``, and what the backend throws when it cannot tell.
    public static func check(_ change: DataChange, against facts: some DataFacts) throws {
        switch change {
        case .write(let writes, let requiring):
            for precondition in requiring { try check(precondition, facts) }
            var written: Set<RecordID> = []
            for write in writes {
                guard written.insert(write.record).inserted else {
                    throw DataError(
                        .writtenTwice, "one batch writes the record twice; join the writes", at: write.record.description)
                }
                try check(write, facts)
            }
        case .bind(let index, _, _): try checkFree(index, facts)
        case .rebind(let entries):
            var taken: [BlindIndex: Handle] = [:]
            for (former, entry) in entries {
                guard try facts.handle(of: former) == entry.handle else {
                    throw DataError(
                        .identifiersChanged, "the entry is not there any more; read the identifiers again",
                        at: former.description)
                }
                try checkFree(entry.index, facts)
                guard taken.updateValue(entry.handle, forKey: entry.index) ?? entry.handle == entry.handle else {
                    throw DataError(
                        .writtenTwice, "one entry would stand for two; make each an entry of its own",
                        at: entry.index.description)
                }
            }
        case .unbindAll(let indexes, let handle):
            guard try Set(facts.identifiers(boundTo: handle).map(\.index)) == Set(indexes) else {
                throw DataError(
                    .identifiersChanged, "other identifiers stand for the person now; read them again", at: handle.description)
            }
        case .require(let precondition): try check(precondition, facts)
        case .requireRecords(let records, _):
            for record in records where try facts.record(record.id) != record {
                throw DataError(
                    .subjectChanged, "a record changed after it was read; read it again", at: record.id.description)
            }
        case .requireUnbound(let indexes): for index in indexes { try checkFree(index, facts) }
        case .unbind, .suppress, .lift, .beginErasure, .eraseSubject: break
        }
    }

    /// Notes in a unit of work what a change of it writes, and answers why the unit cannot take it: another of its changes writes the same
    /// record, or binds or unbinds the same identifier. Each is checked against what was durable before the unit, so that the later one
    /// would write over the earlier without having seen it.
    ///
    /// A backend asks when it stages, and lets the unit fail with the answer when that commits.
    /// - Returns: ``DataError/Code/writtenTwice``; nil when the change meets no other.
    public static func refusal(of change: DataChange, in unit: inout UnitOfWork) -> DataError? {
        switch change {
        case .write(let writes, _):
            // What one batch writes twice is refused by the rules for the batch.
            var own: Set<RecordID> = []
            for id in writes.lazy.map(\.record) where own.insert(id).inserted {
                guard unit.claim(ConflictKey(record: id)) else {
                    return DataError(
                        .writtenTwice, "two changes of one unit write the record; join them", at: id.description)
                }
            }
            return nil
        case .bind(let index, _, _): return refusal(ofMoving: [index], in: &unit)
        case .rebind(let entries):
            // In an order of its own, so that every backend names the same one.
            let indexes = entries.flatMap { [$0.key, $0.value.index] }.sorted { $0.handle < $1.handle }
            return refusal(ofMoving: indexes, in: &unit)
        case .unbind(let indexes), .unbindAll(let indexes, _): return refusal(ofMoving: indexes, in: &unit)
        case .suppress, .lift, .beginErasure, .eraseSubject, .require, .requireRecords, .requireUnbound: return nil
        }
    }

    private static func refusal(ofMoving indexes: [BlindIndex], in unit: inout UnitOfWork) -> DataError? {
        var own: Set<BlindIndex> = []
        for index in indexes where own.insert(index).inserted {
            guard unit.claim(ConflictKey(index: index)) else {
                return DataError(
                    .writtenTwice, "two changes of one unit bind or unbind the identifier; do one", at: index.description)
            }
        }
        return nil
    }

    private static func check(_ precondition: SubjectPrecondition, _ facts: some DataFacts) throws {
        let version = try facts.version(of: precondition.subject)
        guard version == precondition.version else {
            throw DataError(
                .subjectChanged,
                "the subject's records changed in commit \(version), after they were read at \(precondition.version); "
                    + "read them again and repeat the change",
                at: precondition.subject.description)
        }
    }

    private static func checkFree(_ index: BlindIndex, _ facts: some DataFacts) throws {
        guard try facts.handle(of: index) == nil else {
            throw DataError(
                .alreadyBound, "the identifier stands for somebody; look its token up again", at: index.description)
        }
    }

    private static func check(_ write: RecordWrite, _ facts: some DataFacts) throws {
        // Told only when a rule is broken: text of every record that is written would cost more than the rules.
        var place: String { write.record.description }
        switch write {
        case .put(let record, nil):
            guard try !facts.keeps(record.id) else {
                throw DataError(.recordExists, "the record exists; name the version it replaces", at: place)
            }
            guard record.version == 1 else {
                throw DataError(.versionConflict, "a new record has version 1, not \(record.version)", at: place)
            }
            try checkContent(record)
        case .put(let record, .some(let expected)):
            let present = try present(record.id, of: record.subject, expecting: expected, facts)
            guard present.name == record.name else {
                throw DataError(.identityChanged, "a record cannot become one of another kind", at: place)
            }
            guard expected < Int.max, record.version == expected + 1 else {
                throw DataError(.versionConflict, "version \(record.version) does not follow version \(expected)", at: place)
            }
            try checkContent(record)
        case .removeFields(let names, let id, let subject, let expected):
            let present = try present(id, of: subject, expecting: expected, facts)
            if let missing = names.first(where: { present.fields[$0] == nil }) {
                throw DataError(.noSuchField, "the record has no field '\(missing)'", at: place)
            }
        case .remove(let id, let subject, let expected): _ = try present(id, of: subject, expecting: expected, facts)
        }
    }

    private static func checkContent(_ record: StoredRecord) throws(DataError) {
        guard !record.fields.isEmpty, !record.purposes.isEmpty else {
            throw DataError(
                .emptyRecord, "a record needs a field to hold and a purpose to hold it for", at: record.id.description)
        }
    }

    private static func present(
        _ id: RecordID, of subject: SubjectToken, expecting version: Int, _ facts: some DataFacts
    ) throws -> StoredRecord {
        guard let record = try facts.record(id), record.subject == subject else {
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

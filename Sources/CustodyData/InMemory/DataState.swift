import CustodyModel

/// What a data store keeps, and the rules by which it changes.
struct DataState: StoreState, Equatable {
    /// The records of one subject and the commit of their last change. It outlives the records: who read them before an
    /// erasure must not write after it.
    struct Subject: Sendable, Equatable {
        var version = CommitSequence.zero
        var records: [RecordID] = []
    }

    private(set) var records: [RecordID: StoredRecord] = [:]
    private(set) var subjects: [SubjectToken: Subject] = [:]
    private(set) var bindings: [BlindIndex: Handle] = [:]
    private(set) var bound: [Handle: Set<BlindIndex>] = [:]
    private(set) var suppressions: [BlindIndex: Suppression] = [:]
    private(set) var indexes = RecordIndexes()
    private(set) var subjectCount = 0
    private(set) var fieldCount = 0

    static var tag: StoreTag { .data }

    var counts: DataCounts {
        DataCounts(
            subjects: subjectCount, records: records.count, fields: fieldCount, bindings: bindings.count,
            suppressions: suppressions.count)
    }

    func version(of subject: SubjectToken) -> CommitSequence { subjects[subject]?.version ?? .zero }

    func records(of subject: SubjectToken, name: RecordName?) -> [StoredRecord] {
        (subjects[subject]?.records ?? []).compactMap { records[$0] }
            .filter { name == nil || $0.name == name }
            .sorted { $0.id.handle < $1.id.handle }
    }

    func page(_ query: RecordQuery) -> RecordPage {
        // One more than asked for tells whether there is a next page.
        let (room, overflow) = query.limit.addingReportingOverflow(1)
        let places = indexes.find(query.filter, after: query.after, limit: overflow ? query.limit : room)
        let shown = places.prefix(query.limit)
        return RecordPage(shown.compactMap { records[$0.record] }, next: places.count > shown.count ? shown.last : nil)
    }

    func conflicts(of change: DataChange) -> (reads: Set<ConflictKey>, writes: Set<ConflictKey>) {
        switch change {
        case .write(let writes, let requiring):
            let reads = Set(requiring.map { ConflictKey(subject: $0.subject) })
            // The identity of a record is unique over all subjects, so it is a meeting point of its own.
            let written = Set(writes.flatMap { [ConflictKey(subject: $0.subject), ConflictKey(record: $0.record)] })
            return (reads.subtracting(written), written)
        case .bind(let index, _): return ([], [ConflictKey(index: index)])
        case .unbind(let indexes): return ([], Set(indexes.map { ConflictKey(index: $0) }))
        case .suppress(let suppression): return ([], [ConflictKey(index: suppression.index)])
        case .eraseSubject(let subject, _): return ([], [ConflictKey(subject: subject)])
        case .require(let precondition): return ([ConflictKey(subject: precondition.subject)], [])
        }
    }

    func isPrecondition(_ change: DataChange) -> Bool {
        switch change {
        case .require: true
        case .write(let writes, _): writes.isEmpty
        default: false
        }
    }

    @discardableResult
    mutating func apply(_ change: DataChange, at sequence: CommitSequence) -> DataOutcome {
        switch change {
        case .write(let writes, _):
            return writes.reduce(into: DataOutcome()) { outcome, write in apply(write, at: sequence, &outcome) }
        case .bind(let index, let handle):
            unbind(index)
            bindings[index] = handle
            bound[handle, default: []].insert(index)
        case .unbind(let indexes): for index in indexes { unbind(index) }
        case .suppress(let suppression): suppressions[suppression.index] = suppression
        case .eraseSubject(let subject, let keeping): return erase(subject, keeping, at: sequence)
        case .require: break
        }
        return DataOutcome()
    }

    private mutating func apply(_ write: RecordWrite, at sequence: CommitSequence, _ outcome: inout DataOutcome) {
        subjects[write.subject, default: Subject()].version = sequence
        switch write {
        case .put(var record, _):
            record.receipt = sequence
            store(record)
        case .removeFields(let names, let id, _, _):
            guard var record = records[id] else { return }
            for name in names where record.fields.removeValue(forKey: name) != nil { outcome.removedFields += 1 }
            change(record, at: sequence, &outcome)
        case .remove(let id, _, _):
            guard let record = records[id] else { return }
            outcome.removedRecords += 1
            outcome.removedFields += record.fields.count
            drop(record)
        }
    }

    private mutating func erase(
        _ subject: SubjectToken, _ keeping: Set<KeyClass>, at sequence: CommitSequence
    ) -> DataOutcome {
        var outcome = DataOutcome()
        for var record in records(of: subject, name: nil) {
            let kept = record.fields.filter { keeping.contains($0.value.value.key.keyClass) }
            let keepsSource = record.source.map { keeping.contains($0.key.keyClass) } ?? true
            guard kept.count < record.fields.count || !keepsSource else { continue }
            outcome.removedFields += record.fields.count - kept.count
            record.fields = kept
            if !keepsSource { record.source = nil }
            change(record, at: sequence, &outcome)
        }
        subjects[subject, default: Subject()].version = sequence
        return outcome
    }

    /// Stores what is left of a record; without a field it goes.
    private mutating func change(_ record: StoredRecord, at sequence: CommitSequence, _ outcome: inout DataOutcome) {
        guard !record.fields.isEmpty else {
            outcome.removedRecords += 1
            drop(record)
            return
        }
        var record = record
        record.version &+= 1
        record.receipt = sequence
        store(record)
    }

    private mutating func store(_ record: StoredRecord) {
        if let old = records[record.id] { drop(old) }
        if subjects[record.subject, default: Subject()].records.isEmpty { subjectCount += 1 }
        subjects[record.subject, default: Subject()].records.append(record.id)
        records[record.id] = record
        fieldCount += record.fields.count
        indexes.insert(record)
    }

    /// Takes the record away as it is stored, whatever the caller made of it.
    private mutating func drop(_ record: StoredRecord) {
        guard let stored = records.removeValue(forKey: record.id) else { return }
        indexes.remove(stored)
        fieldCount -= stored.fields.count
        subjects[stored.subject]?.records.removeAll { $0 == stored.id }
        if subjects[stored.subject]?.records.isEmpty == true { subjectCount -= 1 }
    }

    private mutating func unbind(_ index: BlindIndex) {
        guard let handle = bindings.removeValue(forKey: index) else { return }
        bound[handle]?.remove(index)
        if bound[handle]?.isEmpty == true { bound[handle] = nil }
    }
}

extension ConflictKey {
    fileprivate init(subject: SubjectToken) { self.init(.data, [0] + subject.bytes) }
    fileprivate init(index: BlindIndex) { self.init(.data, [1] + index.bytes) }
    fileprivate init(record: RecordID) { self.init(.data, [2] + record.bytes) }
}

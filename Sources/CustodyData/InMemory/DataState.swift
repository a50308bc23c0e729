import CustodyModel

/// What a data store keeps, and the rules by which it changes.
struct DataState: StoreState, Equatable {
    /// The records of one subject and the commit of their last change. It outlives the records: who read them before an
    /// erasure must not write after it.
    struct Subject: Codable, Equatable, RowValue {
        var version = CommitSequence.zero
        var records: [RecordID] = []

        private enum CodingKeys: String, CodingKey {
            case version = "v"
            case records = "r"
        }
    }

    /// The identifiers that are bound to a handle, in the order of their bytes.
    struct Bound: Codable, Equatable, RowValue {
        var indexes: [BlindIndex] = []

        private enum CodingKeys: String, CodingKey { case indexes = "i" }
    }

    private(set) var records: Table<RecordID, StoredRecord>
    private(set) var subjects: Table<SubjectToken, Subject>
    private(set) var bindings: Table<BlindIndex, Handle>
    private(set) var bound: Table<Handle, Bound>
    private(set) var suppressions: Table<BlindIndex, Suppression>
    private(set) var indexes = RecordIndexes()
    private var sums = Sums()

    /// What is counted as it changes.
    private struct Sums: Codable, Equatable {
        var subjects = 0
        var fields = 0
    }

    /// An empty state; its rows stand in memory when there is no log.
    init(in log: (any RowLog)? = nil) {
        records = Table(.records, in: log)
        subjects = Table(.subjects, in: log)
        bindings = Table(.bindings, in: log)
        bound = Table(.bound, in: log)
        suppressions = Table(.suppressions, in: log)
    }

    static var tag: StoreTag { .data }

    var counts: DataCounts {
        DataCounts(
            subjects: sums.subjects, records: records.count, fields: sums.fields, bindings: bindings.count,
            suppressions: suppressions.count)
    }

    func version(of subject: SubjectToken) throws -> CommitSequence { try subjects.value(subject)?.version ?? .zero }

    func records(of subject: SubjectToken, name: RecordName?) throws -> [StoredRecord] {
        try (subjects.value(subject)?.records ?? []).compactMap { try records.value($0) }
            .filter { name == nil || $0.name == name }
            .sorted { $0.id.handle < $1.id.handle }
    }

    func page(_ query: RecordQuery) throws -> RecordPage {
        // One more than asked for tells whether there is a next page.
        let (room, overflow) = query.limit.addingReportingOverflow(1)
        let places = indexes.find(query.filter, after: query.after, limit: overflow ? query.limit : room)
        let shown = places.prefix(query.limit)
        return RecordPage(
            try shown.compactMap { try records.value($0.record) }, next: places.count > shown.count ? shown.last : nil)
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
        case .eraseSubject(let subject, _, _): return ([], [ConflictKey(subject: subject)])
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
    mutating func apply(_ change: DataChange, at sequence: CommitSequence) throws -> DataOutcome {
        switch change {
        case .write(let writes, _):
            var outcome = DataOutcome()
            for write in writes { try apply(write, at: sequence, &outcome) }
            return outcome
        case .bind(let index, let handle):
            try unbind(index)
            try bindings.set(handle, for: index)
            var others = try bound.value(handle) ?? Bound()
            others.indexes.append(index)
            others.indexes.sort { $0.handle < $1.handle }
            try bound.set(others, for: handle)
        case .unbind(let indexes): for index in indexes { try unbind(index) }
        case .suppress(let suppression): try suppressions.set(suppression, for: suppression.index)
        case .eraseSubject(let subject, let keeping, let grounds): return try erase(subject, keeping, grounds, at: sequence)
        case .require: break
        }
        return DataOutcome()
    }

    private mutating func apply(_ write: RecordWrite, at sequence: CommitSequence, _ outcome: inout DataOutcome) throws {
        try alter(write.subject) { $0.version = sequence }
        switch write {
        case .put(var record, _):
            record.receipt = sequence
            try store(record)
        case .removeFields(let names, let id, _, _):
            guard var record = try records.value(id) else { return }
            for name in names where record.fields.removeValue(forKey: name) != nil { outcome.removedFields += 1 }
            try change(record, at: sequence, &outcome)
        case .remove(let id, _, _):
            guard let record = try records.value(id) else { return }
            outcome.removedRecords += 1
            outcome.removedFields += record.fields.count
            try drop(record)
        }
    }

    private mutating func erase(
        _ subject: SubjectToken, _ keeping: Set<KeyClass>, _ grounds: [KeyClass: KeepingGround], at sequence: CommitSequence
    ) throws -> DataOutcome {
        var outcome = DataOutcome()
        var gone: Set<RecordID> = []
        for var record in try records(of: subject, name: nil) {
            let kept = record.fields.filter { keeping.contains($0.value.value.key.keyClass) }.mapValues { field in
                var field = field
                field.keptFor = grounds[field.value.key.keyClass] ?? field.keptFor
                return field
            }
            let keepsSource = record.source.map { keeping.contains($0.key.keyClass) } ?? true
            guard kept != record.fields || !keepsSource else { continue }
            outcome.removedFields += record.fields.count - kept.count
            record.fields = kept
            if !keepsSource { record.source = nil }
            if kept.isEmpty {
                outcome.removedRecords += 1
                try remove(record.id)
                gone.insert(record.id)
            } else {
                try change(record, at: sequence, &outcome)
            }
        }
        // The list of a person's records once, not once for each of them.
        try alter(subject) { subject in
            subject.version = sequence
            subject.records.removeAll { gone.contains($0) }
        }
        return outcome
    }

    /// Stores what is left of a record; without a field it goes.
    private mutating func change(_ record: StoredRecord, at sequence: CommitSequence, _ outcome: inout DataOutcome) throws {
        guard !record.fields.isEmpty else {
            outcome.removedRecords += 1
            try drop(record)
            return
        }
        var record = record
        record.version &+= 1
        record.receipt = sequence
        try store(record)
    }

    private mutating func store(_ record: StoredRecord) throws {
        if let old = try records.value(record.id) {
            sums.fields -= old.fields.count
            indexes.remove(old)
            if old.subject != record.subject {
                try alter(old.subject) { $0.records.removeAll { $0 == old.id } }
                try alter(record.subject) { $0.records.append(record.id) }
            }
        } else {
            try alter(record.subject) { $0.records.append(record.id) }
        }
        try records.set(record, for: record.id)
        sums.fields += record.fields.count
        indexes.insert(record)
    }

    /// Takes the record away as it is stored, whatever the caller made of it.
    private mutating func drop(_ record: StoredRecord) throws {
        guard let stored = try remove(record.id) else { return }
        try alter(stored.subject) { $0.records.removeAll { $0 == stored.id } }
    }

    /// Takes a record away, and leaves it in the list of its subject.
    @discardableResult
    private mutating func remove(_ id: RecordID) throws -> StoredRecord? {
        guard let stored = try records.value(id) else { return nil }
        try records.remove(id)
        indexes.remove(stored)
        sums.fields -= stored.fields.count
        return stored
    }

    /// Alters what is kept of a subject, and counts those that have records.
    private mutating func alter(_ subject: SubjectToken, _ body: (inout Subject) -> Void) throws {
        var content = try subjects.value(subject) ?? Subject()
        let hadRecords = !content.records.isEmpty
        body(&content)
        try subjects.set(content, for: subject)
        sums.subjects += (content.records.isEmpty ? 0 : 1) - (hadRecords ? 1 : 0)
    }

    private mutating func unbind(_ index: BlindIndex) throws {
        guard let handle = try bindings.value(index) else { return }
        try bindings.remove(index)
        var others = try bound.value(handle) ?? Bound()
        others.indexes.removeAll { $0 == index }
        if others.indexes.isEmpty { try bound.remove(handle) } else { try bound.set(others, for: handle) }
    }
}

extension DataState: VisitableState {
    mutating func visit(_ visitor: inout some StateVisitor) throws {
        try records.visit(&visitor)
        try subjects.visit(&visitor)
        try bindings.visit(&visitor)
        try bound.visit(&visitor)
        try suppressions.visit(&visitor)
        try indexes.visit(&visitor)
        try visitor.visit(small: &sums)
    }
}

extension StoredRecord: RowValue {}
extension Suppression: RowValue {}

extension ConflictKey {
    fileprivate init(subject: SubjectToken) { self.init(.data, [0] + subject.bytes) }
    fileprivate init(index: BlindIndex) { self.init(.data, [1] + index.bytes) }
    fileprivate init(record: RecordID) { self.init(.data, [2] + record.bytes) }
}

import CustodyModel

/// What a data store keeps, and the rules by which it changes.
struct DataState: StoreState, Equatable {
    /// The identifiers that are bound to a handle, in the order of their bytes.
    struct Bound: Codable, Equatable, Sendable {
        /// One of them.
        struct Entry: Codable, Equatable {
            var index: BlindIndex
            var note: IdentifierNote?

            private enum CodingKeys: String, CodingKey {
                case index = "i"
                case note = "n"
            }
        }

        var entries: [Entry] = []

        private enum CodingKeys: String, CodingKey { case entries = "e" }
    }

    private(set) var records: Table<RecordID, StoredRecord>
    private(set) var subjects: SubjectTable
    var bindings: Table<BlindIndex, Handle>
    var bound: Table<Handle, Bound>
    private(set) var suppressions: Table<BlindIndex, Suppression>
    private(set) var indexes = RecordIndexes()
    var sums = Sums()

    /// What is counted as it changes.
    struct Sums: Codable, Equatable {
        var subjects = 0
        var fields = 0
        /// Erasures that are begun, in the order in which they were; nil when there are none, which is nearly always.
        var begun: [BegunErasure]?
        /// Identifiers under each version of the index key, in the order of the versions.
        private var versions: [Version] = []

        private struct Version: Codable, Equatable {
            var version: UInt8
            var count: Int
        }

        var byVersion: [UInt8: Int] { Dictionary(versions.map { ($0.version, $0.count) }) { $1 } }

        mutating func count(_ version: UInt8, by step: Int) {
            var counts = byVersion
            counts[version, default: 0] += step
            versions = counts.filter { $0.value > 0 }.sorted { $0.key < $1.key }.map { Version(version: $0, count: $1) }
        }
    }

    /// An empty state; its rows stand in memory when there is no log.
    init(in log: (any RowLog)? = nil) {
        records = Table(.records, in: log)
        subjects = SubjectTable(in: log)
        bindings = Table(.bindings, in: log)
        bound = Table(.bound, in: log)
        suppressions = Table(.suppressions, in: log)
    }

    static var tag: StoreTag { .data }

    /// How much there is for anybody to see.
    func counts() throws -> DataCounts {
        var counts = DataCounts(
            subjects: sums.subjects, records: records.count, fields: sums.fields, bindings: bindings.count,
            bindingsByVersion: sums.byVersion, suppressions: suppressions.count)
        for erasure in begunErasures {
            let stored: [StoredRecord]
            do { stored = try subjects.records(of: erasure.subject).compactMap { try records.value($0) } } catch {
                // How much of it stays cannot be told. Whoever reads it is told why; a count of everything must not depend on what goes.
                continue
            }
            let left = stored.compactMap { erasure.left(of: $0) }
            counts.records -= stored.count - left.count
            counts.fields -= stored.reduce(0) { $0 + $1.fields.count } - left.reduce(0) { $0 + $1.fields.count }
            if left.isEmpty, !stored.isEmpty { counts.subjects -= 1 }
        }
        return counts
    }

    var begunErasures: [BegunErasure] { sums.begun ?? [] }

    /// The record as anybody may see it.
    func record(_ id: RecordID) throws -> StoredRecord? { try records.value(id).flatMap(visible) }

    private func visible(_ record: StoredRecord) -> StoredRecord? {
        guard let begun = sums.begun else { return record }
        return begun.first { $0.subject == record.subject }.map { $0.left(of: record) } ?? record
    }

    func version(of subject: SubjectToken) throws -> CommitSequence { try subjects.version(of: subject) }

    func validate(_ change: DataChange) throws {
        try DataRules.check(change, against: self)
        try checkRows(of: change)
    }

    static func encoded(_ change: DataChange) throws -> [UInt8] { try change.encoded() }

    func records(of subject: SubjectToken, name: RecordName?) throws -> [StoredRecord] {
        try subjects.records(of: subject).compactMap { try record($0) }
            .filter { name == nil || $0.name == name }
            .sorted { $0.id.handle < $1.id.handle }
    }

    func records(of subject: SubjectToken, after: RecordID?, limit: Int) throws -> [StoredRecord] {
        var ids = try subjects.records(of: subject)
        if let after { ids.removeAll { $0.handle <= after.handle } }
        ids.sort { $0.handle < $1.handle }
        var page: [StoredRecord] = []
        // What a begun erasure drops is not there any more, and takes no room in a page: an empty one is the end.
        for id in ids where page.count < max(1, limit) {
            if let record = try record(id) { page.append(record) }
        }
        return page
    }

    func page(_ query: RecordQuery) throws -> RecordPage {
        // One more than asked for tells whether there is a next page.
        let (room, overflow) = query.limit.addingReportingOverflow(1)
        let places = indexes.find(query.filter, after: query.after, limit: overflow ? query.limit : room)
        let shown = places.prefix(query.limit)
        // Neighbours by identity are mostly neighbours in the log of rows.
        let near = shown.count > 1 ? records.nearby() : records
        return RecordPage(
            try shown.compactMap { try near.value($0.record).flatMap(visible) }.filter(query.filter.admits),
            next: places.count > shown.count ? shown.last : nil)
    }

    static func conflicts(of change: DataChange) -> (reads: Set<ConflictKey>, writes: Set<ConflictKey>) {
        switch change {
        case .write(let writes, let requiring):
            let reads = Set(requiring.map { ConflictKey(subject: $0.subject) })
            // The identity of a record is unique over all subjects, so it is a meeting point of its own.
            let written = Set(writes.flatMap { [ConflictKey(subject: $0.subject), ConflictKey(record: $0.record)] })
            return (reads.subtracting(written), written)
        case .bind(let index, let handle, _): return ([], [ConflictKey(index: index), ConflictKey(bound: handle)])
        case .rebind(let entries):
            let written = entries.flatMap { former, entry in
                [ConflictKey(index: former), ConflictKey(index: entry.index), ConflictKey(bound: entry.handle)]
            }
            return ([], Set(written))
        case .unbindAll(let indexes, let handle):
            return ([], Set(indexes.map { ConflictKey(index: $0) } + [ConflictKey(bound: handle)]))
        case .unbind(let indexes), .lift(let indexes): return ([], Set(indexes.map { ConflictKey(index: $0) }))
        case .suppress(let suppression): return ([], [ConflictKey(index: suppression.index)])
        case .beginErasure(let erasure): return ([], [ConflictKey(subject: erasure.subject)])
        case .eraseSubject(let subject, _, _): return ([], [ConflictKey(subject: subject)])
        case .require(let precondition): return ([ConflictKey(subject: precondition.subject)], [])
        case .requireRecords(let records, _): return (Set(records.map { ConflictKey(subject: $0.subject) }), [])
        case .requireUnbound(let indexes): return (Set(indexes.map { ConflictKey(index: $0) }), [])
        }
    }

    static func seen(by change: DataChange) -> UInt64? {
        guard case .requireRecords(_, let seen) = change else { return nil }
        return seen
    }

    static func isPrecondition(_ change: DataChange) -> Bool {
        switch change {
        case .require, .requireRecords, .requireUnbound: true
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
        case .bind(let index, let handle, let note): try bind(BoundIdentifier(index, of: handle, noting: note))
        case .rebind(let entries):
            for (former, entry) in entries {
                try unbind(former)
                try bind(entry)
            }
        case .unbind(let indexes), .unbindAll(let indexes, _): for index in indexes { try unbind(index) }
        case .suppress(let suppression): try suppressions.set(suppression, for: suppression.index)
        case .lift(let indexes): for index in indexes { try suppressions.remove(index) }
        case .beginErasure(let erasure): begin(erasure, at: sequence)
        case .eraseSubject(let subject, let keeping, let grounds):
            return try erase(BegunErasure(subject, keeping: keeping, grounds: grounds), at: sequence)
        case .require, .requireRecords, .requireUnbound: break
        }
        return DataOutcome()
    }

    private mutating func apply(_ write: RecordWrite, at sequence: CommitSequence, _ outcome: inout DataOutcome) throws {
        switch write {
        case .put(var record, _):
            record.receipt = sequence
            // Who is entered into the list of their subject is noted there with it.
            if try !store(record) { try subjects.note(record.subject, at: sequence) }
        case .removeFields(let names, let id, let subject, _):
            try subjects.note(subject, at: sequence)
            guard var record = try records.value(id) else { return }
            for name in names where record.fields.removeValue(forKey: name) != nil { outcome.removedFields += 1 }
            try change(record, at: sequence, &outcome)
        case .remove(let id, let subject, _):
            try subjects.note(subject, at: sequence)
            guard let record = try records.value(id) else { return }
            outcome.removedRecords += 1
            outcome.removedFields += record.fields.count
            try drop(record)
        }
    }

    private mutating func begin(_ erasure: BegunErasure, at sequence: CommitSequence) {
        do { try subjects.note(erasure.subject, at: sequence) } catch {
            // It was read when the change was let in. Taken in anew the erasure counts all the same, and nobody writes what cannot be read.
        }
        stayBegun(erasure)
    }

    private mutating func stayBegun(_ erasure: BegunErasure) {
        let former = begunErasures.first { $0.subject == erasure.subject }
        let others = begunErasures.filter { $0.subject != erasure.subject }
        sums.begun = others + [former.map(erasure.joined(with:)) ?? erasure]
    }

    /// Drops what it can. An erasure that is durable is never what keeps a store shut: where the disk does not give what goes, it stays begun.
    private mutating func erase(_ erasure: BegunErasure, at sequence: CommitSequence) throws -> DataOutcome {
        var outcome = DataOutcome()
        var kept: [RecordID] = []
        let all: [RecordID]
        do { all = try subjects.records(of: erasure.subject) } catch {
            stayBegun(erasure)
            outcome.isUnfinished = true
            return outcome
        }
        for id in all {
            let stored: StoredRecord?
            do { stored = try records.value(id) } catch {
                // What is damaged nobody can read again. With everything else it goes as well; otherwise it may hold something that has to
                // stay.
                let isDamaged = (error as? any DamageReporting)?.isDamage == true
                guard isDamaged, erasure.keeping.isEmpty else {
                    kept.append(id)
                    outcome.isUnfinished = outcome.isUnfinished || !isDamaged
                    continue
                }
                // How many values it had cannot be counted any more.
                outcome.removedRecords += 1
                try records.discard(id)
                indexes.forget(id)
                continue
            }
            guard let record = stored else { continue }
            guard let left = erasure.left(of: record) else {
                outcome.removedRecords += 1
                outcome.removedFields += record.fields.count
                try remove(id)
                continue
            }
            kept.append(id)
            guard left != record else { continue }
            outcome.removedFields += record.fields.count - left.fields.count
            try change(left, at: sequence, &outcome)
        }
        // The list of a person's records once, not once for each of them.
        try subjects.replace(kept, of: erasure.subject, at: sequence)
        if kept.isEmpty, !all.isEmpty { sums.subjects -= 1 }
        // Another erasure of the same person may have been begun meanwhile that drops more.
        let begun = begunErasures.filter { $0.subject != erasure.subject || !$0.keeping.isSuperset(of: erasure.keeping) }
        sums.begun = begun.isEmpty ? nil : begun
        if outcome.isUnfinished { stayBegun(erasure) }
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

    /// - Returns: whether it was entered into the list of its subject, where the commit is noted then.
    @discardableResult
    private mutating func store(_ record: StoredRecord) throws -> Bool {
        let old = try records.value(record.id)
        if let old {
            sums.fields -= old.fields.count
            indexes.remove(old)
            if old.subject != record.subject { try forget(old) }
        }
        let enters = old?.subject != record.subject
        if enters { try enter(record) }
        try records.set(record, for: record.id)
        sums.fields += record.fields.count
        indexes.insert(record)
        return enters
    }

    /// Takes the record away as it is stored, whatever the caller made of it.
    private mutating func drop(_ record: StoredRecord) throws {
        guard let stored = try remove(record.id) else { return }
        try forget(stored)
    }

    /// Enters a record into the list of its subject.
    private mutating func enter(_ record: StoredRecord) throws {
        if try subjects.add(record.id, to: record.subject, at: record.receipt) { sums.subjects += 1 }
    }

    /// Takes a record out of the list of its subject.
    private mutating func forget(_ record: StoredRecord) throws {
        if try subjects.remove(record.id, from: record.subject) { sums.subjects -= 1 }
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
        guard !indexes.isComplete else { return }
        indexes = RecordIndexes()
        var rebuilt = RecordIndexes()
        try records.forEach { rebuilt.insert($1) }
        indexes = rebuilt
    }
}

extension Suppression: RowValue {}

extension ConflictKey {
    fileprivate init(subject: SubjectToken) { self.init(.data, kind: 0, of: subject.handle) }
    init(index: BlindIndex) { self.init(.data, kind: 1, of: index.handle) }
    init(record: RecordID) { self.init(.data, kind: 2, of: record.handle) }
    fileprivate init(bound: Handle) { self.init(.data, kind: 3, of: bound) }
}

extension DataState: DataFacts {
    func keeps(_ id: RecordID) throws -> Bool { try records.value(id) != nil }
    func handle(of index: BlindIndex) throws -> Handle? { try bindings.value(index) }
}

import CustodyModel

/// Finds records by purpose, by expiry, by where they came from and by the edition of their schema.
struct RecordIndexes: Sendable, Equatable {
    /// A kind of record and the edition under which it is sealed.
    fileprivate struct Form: Hashable, Comparable, Codable {
        var name: RecordName
        var version: Int

        static func < (left: Form, right: Form) -> Bool { (left.name, left.version) < (right.name, right.version) }
    }

    private var byPurpose: [Purpose: OrderedChunks<Handle>] = [:]
    private var byExpiry = OrderedChunks<OrderedRecord>()
    private var byOrigin: [BlindIndex: OrderedChunks<Handle>] = [:]
    private var byForm: [Form: OrderedChunks<Handle>] = [:]
    /// Whether a snapshot had all of the lists: an older version's has not. Then every record is to be inserted anew.
    private(set) var isComplete = true

    mutating func insert(_ record: StoredRecord) {
        let handle = record.id.handle
        for purpose in record.purposes { byPurpose[purpose, default: OrderedChunks()].insert(handle) }
        if let expiry = record.firstExpiry { byExpiry.insert(OrderedRecord(record.id, expiry: expiry)) }
        if let origin = record.origin { byOrigin[origin, default: OrderedChunks()].insert(handle) }
        byForm[record.form, default: OrderedChunks()].insert(handle)
    }

    mutating func remove(_ record: StoredRecord) {
        for purpose in record.purposes { byPurpose.take(record.id.handle, from: purpose) }
        if let expiry = record.firstExpiry { byExpiry.remove(OrderedRecord(record.id, expiry: expiry)) }
        if let origin = record.origin { byOrigin.take(record.id.handle, from: origin) }
        byForm.take(record.id.handle, from: record.form)
    }

    /// Takes out a record that cannot be read any more: every list is gone through.
    mutating func forget(_ id: RecordID) {
        for purpose in byPurpose.keys { byPurpose.take(id.handle, from: purpose) }
        for origin in byOrigin.keys { byOrigin.take(id.handle, from: origin) }
        for form in byForm.keys { byForm.take(id.handle, from: form) }
        if let place = byExpiry.first(where: { $0.record == id }) { byExpiry.remove(place) }
    }

    /// At least as many records as a question asks for.
    func count(of filter: RecordQuery.Filter) -> Int {
        if case .expiring(let instant) = filter {
            return byExpiry.lazy.prefix { $0.expiry < instant }.reduce(0) { count, _ in count + 1 }
        }
        return lists(of: filter).reduce(0) { $0 + $1.count }
    }

    /// The places of at most so many records that a question asks for.
    func find(_ filter: RecordQuery.Filter, after cursor: PageCursor?, limit: Int) -> [PageCursor] {
        if case .expiring(let instant) = filter {
            let bound = cursor.map { OrderedRecord($0.record, expiry: $0.expiry ?? Instant(milliseconds: .min)) }
            return byExpiry.prefix(limit, after: bound).prefix { $0.expiry < instant }
                .map { PageCursor($0.record, expiry: $0.expiry) }
        }
        let lists = lists(of: filter).map { $0.prefix(limit, after: cursor?.record.handle) }
        if lists.count == 1, let only = lists.first { return only.map { PageCursor(RecordID($0)) } }
        var found: Set<Handle> = []
        let merged = lists.joined().sorted().filter { found.insert($0).inserted }
        return merged.prefix(limit).map { PageCursor(RecordID($0)) }
    }

    /// The lists in one of which at least a record stands that a question asks for.
    private func lists(of filter: RecordQuery.Filter) -> [OrderedChunks<Handle>] {
        switch filter {
        // What is collected for a purpose is held for those below it: look along the lineage.
        case .heldFor(let purpose): purpose.lineage.compactMap { byPurpose[$0] }
        case .expiring: []
        case .from(let origin): [byOrigin[origin]].compactMap(\.self)
        case .sealed(let name, let version):
            byForm.filter { $0.key.name == name && $0.key.version < version }.map(\.value)
        }
    }
}

extension StoredRecord {
    fileprivate var form: RecordIndexes.Form { RecordIndexes.Form(name: name, version: schemaVersion) }
}

extension Dictionary where Value == OrderedChunks<Handle> {
    /// Takes a handle out of a list, and an empty list away.
    fileprivate mutating func take(_ handle: Handle, from key: Key) {
        self[key]?.remove(handle)
        if self[key]?.isEmpty == true { self[key] = nil }
    }
}

extension RecordIndexes: VisitableState {
    /// Which lists a snapshot has. An older version wrote the purposes alone.
    private struct Saved: Codable {
        var purposes: [Purpose]
        var origins: [BlindIndex]?
        var forms: [Form]?

        private enum CodingKeys: String, CodingKey {
            case purposes = "p"
            case origins = "o"
            case forms = "f"
        }

        init(_ indexes: RecordIndexes) {
            purposes = indexes.byPurpose.keys.sorted()
            origins = indexes.byOrigin.keys.sorted { $0.handle < $1.handle }
            forms = indexes.byForm.keys.sorted()
        }

        init(from decoder: any Decoder) throws {
            if let purposes = try? decoder.singleValueContainer().decode([Purpose].self) {
                self.purposes = purposes
                return
            }
            let container = try decoder.container(keyedBy: CodingKeys.self)
            purposes = try container.decode([Purpose].self, forKey: .purposes)
            origins = try container.decode([BlindIndex].self, forKey: .origins)
            forms = try container.decode([Form].self, forKey: .forms)
        }
    }

    mutating func visit(_ visitor: inout some StateVisitor) throws {
        var saved = Saved(self)
        try visitor.visit(small: &saved)
        for purpose in saved.purposes { try visitor.visit(&byPurpose[purpose, default: OrderedChunks()]) }
        try visitor.visit(&byExpiry)
        for origin in saved.origins ?? [] { try visitor.visit(&byOrigin[origin, default: OrderedChunks()]) }
        for form in saved.forms ?? [] { try visitor.visit(&byForm[form, default: OrderedChunks()]) }
        isComplete = saved.forms != nil
    }
}

/// A record in a list by expiry and then by identity.
struct OrderedRecord: Comparable, Sendable {
    let expiry: Instant
    let record: RecordID

    init(_ record: RecordID, expiry: Instant) {
        self.record = record
        self.expiry = expiry
    }

    static func < (left: OrderedRecord, right: OrderedRecord) -> Bool {
        (left.expiry, left.record.handle) < (right.expiry, right.record.handle)
    }
}

extension OrderedRecord: FlatElement {
    static var wordCount: Int { 3 }

    static func words(of chunk: [OrderedRecord]) -> [UInt64] {
        var words: [UInt64] = []
        words.reserveCapacity(chunk.count * wordCount)
        for element in chunk {
            words.append(UInt64(bitPattern: element.expiry.milliseconds))
            words.append(element.record.handle.words.high)
            words.append(element.record.handle.words.low)
        }
        return words
    }

    static func chunk(of words: [UInt64]) -> [OrderedRecord]? {
        var chunk: [OrderedRecord] = []
        chunk.reserveCapacity(words.count / wordCount)
        for place in stride(from: 0, to: words.count - 2, by: wordCount) {
            let element = OrderedRecord(
                RecordID(Handle(words: (words[place + 1], words[place + 2]))),
                expiry: Instant(milliseconds: Int64(bitPattern: words[place])))
            if let last = chunk.last, element <= last { return nil }
            chunk.append(element)
        }
        return chunk
    }
}

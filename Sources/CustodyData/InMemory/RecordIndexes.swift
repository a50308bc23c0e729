import CustodyModel

/// Finds records by purpose and by expiry.
struct RecordIndexes: Sendable, Equatable {
    private var byPurpose: [Purpose: OrderedChunks<Handle>] = [:]
    private var byExpiry = OrderedChunks<OrderedRecord>()

    mutating func insert(_ record: StoredRecord) {
        for purpose in record.purposes { byPurpose[purpose, default: OrderedChunks()].insert(record.id.handle) }
        if let expiry = record.firstExpiry { byExpiry.insert(OrderedRecord(record.id, expiry: expiry)) }
    }

    mutating func remove(_ record: StoredRecord) {
        for purpose in record.purposes {
            byPurpose[purpose]?.remove(record.id.handle)
            if byPurpose[purpose]?.isEmpty == true { byPurpose[purpose] = nil }
        }
        if let expiry = record.firstExpiry { byExpiry.remove(OrderedRecord(record.id, expiry: expiry)) }
    }

    /// The places of at most so many records that a question asks for.
    func find(_ filter: RecordQuery.Filter, after cursor: PageCursor?, limit: Int) -> [PageCursor] {
        switch filter {
        case .heldFor(let purpose):
            let bound = cursor.map(\.record.handle)
            var found: Set<Handle> = []
            // What is collected for a purpose is held for those below it: look along the lineage.
            let lists = purpose.lineage.compactMap { byPurpose[$0]?.prefix(limit, after: bound) }
            if lists.count == 1, let only = lists.first { return only.map { PageCursor(RecordID($0)) } }
            let merged = lists.joined().sorted().filter { found.insert($0).inserted }
            return merged.prefix(limit).map { PageCursor(RecordID($0)) }
        case .expiring(let instant):
            let bound = cursor.map { OrderedRecord($0.record, expiry: $0.expiry ?? Instant(milliseconds: .min)) }
            return byExpiry.prefix(limit, after: bound).prefix { $0.expiry < instant }
                .map { PageCursor($0.record, expiry: $0.expiry) }
        }
    }
}

extension RecordIndexes: VisitableState {
    mutating func visit(_ visitor: inout some StateVisitor) throws {
        var purposes = byPurpose.keys.sorted { $0.rawValue < $1.rawValue }
        try visitor.visit(small: &purposes)
        for purpose in purposes { try visitor.visit(&byPurpose[purpose, default: OrderedChunks()]) }
        try visitor.visit(&byExpiry)
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

    func append(to words: inout [UInt64]) {
        words.append(UInt64(bitPattern: expiry.milliseconds))
        record.handle.append(to: &words)
    }

    init(words: ArraySlice<UInt64>) {
        self.init(
            RecordID(Handle(words: words.dropFirst())),
            expiry: Instant(milliseconds: Int64(bitPattern: words[words.startIndex])))
    }
}

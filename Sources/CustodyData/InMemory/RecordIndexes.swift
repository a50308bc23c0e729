import CustodyModel

/// Finds records by purpose and by expiry.
struct RecordIndexes: Sendable, Equatable {
    private var byPurpose: [Purpose: OrderedChunks<OrderedRecord>] = [:]
    private var byExpiry = OrderedChunks<OrderedRecord>()

    mutating func insert(_ record: StoredRecord) {
        for purpose in record.purposes { byPurpose[purpose, default: OrderedChunks()].insert(OrderedRecord(record.id)) }
        if let expiry = record.firstExpiry { byExpiry.insert(OrderedRecord(record.id, expiry: expiry)) }
    }

    mutating func remove(_ record: StoredRecord) {
        for purpose in record.purposes {
            byPurpose[purpose]?.remove(OrderedRecord(record.id))
            if byPurpose[purpose]?.isEmpty == true { byPurpose[purpose] = nil }
        }
        if let expiry = record.firstExpiry { byExpiry.remove(OrderedRecord(record.id, expiry: expiry)) }
    }

    /// The places of at most so many records that a question asks for.
    func find(_ filter: RecordQuery.Filter, after cursor: PageCursor?, limit: Int) -> [PageCursor] {
        switch filter {
        case .heldFor(let purpose):
            let bound = cursor.map { OrderedRecord($0.record) }
            var found: Set<RecordID> = []
            // What is collected for a purpose is held for those below it: look along the lineage.
            let lists = purpose.lineage.compactMap { byPurpose[$0]?.prefix(limit, after: bound) }
            if lists.count == 1, let only = lists.first { return only.map { PageCursor($0.record) } }
            let merged = lists.joined().sorted().filter { found.insert($0.record).inserted }
            return merged.prefix(limit).map { PageCursor($0.record) }
        case .expiring(let instant):
            let bound = cursor.map { OrderedRecord($0.record, expiry: $0.expiry ?? Instant(milliseconds: .min)) }
            return byExpiry.prefix(limit, after: bound).prefix { $0.expiry < instant }
                .map { PageCursor($0.record, expiry: $0.expiry) }
        }
    }
}

/// A record in a list by expiry and then by identity.
struct OrderedRecord: Comparable, Sendable {
    let expiry: Instant
    let record: RecordID

    init(_ record: RecordID, expiry: Instant = Instant(milliseconds: 0)) {
        self.record = record
        self.expiry = expiry
    }

    static func < (left: OrderedRecord, right: OrderedRecord) -> Bool {
        (left.expiry, left.record.handle) < (right.expiry, right.record.handle)
    }
}

import CustodyModel

/// Finds the entries of one log by person, time, action, decision and purpose. It is made of the entries and can be made anew
/// from them at any time.
///
/// Entries are cut into blocks and blocks into runs. Of each block the span of times and the facets that may occur are
/// resident, 24 bytes; the facets of its entries are one row. The postings of the newest run, eight bytes for each person of
/// an entry, are resident and sorted; when the run is complete they become rows, a tenth of the count of its entries at most.
/// A query looks at every run, so that by person it costs a read for each quarter of a million entries.
struct AuditIndex: Sendable {
    private static let version: UInt32 = 1

    private let log: UInt8
    private let shape: AuditIndexShape
    private let rowLog: (any RowLog)?
    private var rows: Table<AuditIndexKey, AuditIndexRow>
    /// How many entries it covers.
    private(set) var count: UInt64 = 0
    private var facets = AuditFacets()
    /// The complete blocks, packed as they are saved.
    private var zones: [UInt8] = []
    /// The block that is not complete, and the facets of its entries.
    private var zone = AuditZone()
    private var columns: [UInt16] = []
    /// The run that is not complete.
    private var postings = OrderedChunks<AuditPosting>()
    /// For each complete run how many bits of a reference tell the row.
    private var runBits: [UInt8] = []
    /// Whether what was restored is of another version or shape.
    private(set) var isStale = false

    /// - Parameter first: the first entry that is there; those before were pruned.
    init(_ log: UInt8, shape: AuditIndexShape, from first: UInt64 = 0, in rows: (any RowLog)?) {
        self.log = log
        self.shape = shape
        rowLog = rows
        self.rows = Table(.auditIndex, in: rows)
        count = first
        for _ in 0..<first / shape.blockEntries { zones += AuditZone().bytes }
        columns = Array(repeating: 0, count: Int(first % shape.blockEntries))
        runBits = Array(repeating: 0, count: Int(first / shape.runEntries))
    }

    // MARK: Growing

    /// Takes in the next entry.
    mutating func note(_ leaf: [UInt8], _ references: some Sequence<Handle>) throws {
        guard !isStale else { return }
        guard leaf.count >= AuditLeaf.fixedLength else { throw RowError("entry \(count) of the log is no leaf") }
        let offset = UInt32(count % shape.runEntries)
        for reference in references { postings.insert(AuditPosting(AuditPosting.prefix(of: reference), at: offset)) }
        let facet = facets.number(AuditFacet(leaf: leaf))
        zone.add(time: AuditSelection.time(of: leaf), facet: facet)
        columns.append(facet)
        count += 1
        guard count.isMultiple(of: shape.blockEntries) else { return }
        let key = AuditIndexKey(log, .columns(block: completeBlocks))
        try rows.set(AuditIndexRow(bytes: AuditColumns.encoded(columns)), for: key)
        zones += zone.bytes
        (zone, columns) = (AuditZone(), [])
        guard count.isMultiple(of: shape.runEntries) else { return }
        runBits.append(try AuditRun.write(postings, run: UInt64(runBits.count), log: log, to: &rows))
        postings = OrderedChunks()
    }

    /// Gives up its rows, when another takes its place.
    mutating func removeRows() throws { try rows.removeAll() }

    // MARK: Looking

    /// The first entries within the range that may match, in ascending order, at most so many: all that do, and some that do
    /// not, since references are told apart by their first bits and times by blocks.
    func candidates(_ selection: AuditSelection, in range: Range<UInt64>, limit: Int) throws -> [UInt64] {
        let range = range.clamped(to: 0..<count)
        let wanted = facets.list.map(selection.admits)
        var mask = facets.isFull ? AuditZone.bit(AuditFacets.unnumbered) : 0
        for (number, isWanted) in wanted.enumerated() where isWanted { mask |= AuditZone.bit(UInt16(number)) }
        prefetch(selection, in: range)
        var found: [UInt64] = []
        var next = range.lowerBound
        while next < range.upperBound, found.count < limit {
            let run = next / shape.runEntries
            let end = min(range.upperBound, (run + 1) * shape.runEntries)
            try find(selection, wanted, mask, run: run, in: next..<end, limit: limit, &found)
            next = end
        }
        return found
    }

    private var completeBlocks: UInt64 { UInt64(zones.count / AuditZone.byteCount) }

    private func zone(ofBlock block: UInt64) -> AuditZone {
        guard block < completeBlocks else { return zone }
        let start = Int(block) * AuditZone.byteCount
        return AuditZone(zones[start..<start + AuditZone.byteCount])
    }

    private func zone(of range: Range<UInt64>) -> AuditZone {
        var whole = AuditZone()
        for block in range.lowerBound / shape.blockEntries...(range.upperBound - 1) / shape.blockEntries {
            whole.add(zone(ofBlock: block))
        }
        return whole
    }

    /// Asks at once for the rows that say where the persons occur, one for each run: one after another each would wait for the
    /// disk.
    private func prefetch(_ selection: AuditSelection, in range: Range<UInt64>) {
        guard let rowLog, !range.isEmpty else { return }
        var keys: [AuditIndexKey] = []
        for run in range.lowerBound / shape.runEntries...(range.upperBound - 1) / shape.runEntries where run < runBits.count {
            let entries = range.clamped(to: run * shape.runEntries..<(run + 1) * shape.runEntries)
            guard !selection.persons.isEmpty, let months = zone(of: entries).months else { continue }
            for reference in selection.persons.joined() where months.contains(reference.month) {
                let prefix = AuditPosting.prefix(of: reference.handle)
                keys.append(AuditRun.itemKey(prefix, bits: runBits[Int(run)], run: run, log: log))
            }
        }
        rowLog.prefetch(rows.locations(of: keys))
    }

    private func find(
        _ selection: AuditSelection, _ wanted: [Bool], _ mask: UInt64, run: UInt64, in range: Range<UInt64>, limit: Int,
        _ found: inout [UInt64]
    ) throws {
        let start = run * shape.runEntries
        let whole = zone(of: range)
        guard whole.admits(selection.time, mask), let months = whole.months else { return }
        var join: PostingJoin?
        if !selection.persons.isEmpty {
            let groups = try selection.persons.map { references in
                try references.filter { months.contains($0.month) }.compactMap { try cursor($0.handle, run: run) }
            }
            guard groups.allSatisfy({ !$0.isEmpty }) else { return }
            join = PostingJoin(groups)
        }
        let isNarrow = wanted.contains(false)
        var next = range.lowerBound
        while next < range.upperBound, found.count < limit {
            if join != nil {
                guard let offset = try join?.first(notBelow: UInt32(next - start)) else { return }
                next = start + UInt64(offset)
                guard next < range.upperBound else { return }
            }
            let block = next / shape.blockEntries
            let end = min(range.upperBound, (block + 1) * shape.blockEntries)
            guard zone(ofBlock: block).admits(selection.time, mask) else {
                next = end
                continue
            }
            let columns = isNarrow ? try self.columns(ofBlock: block) : []
            let first = block * shape.blockEntries
            while next < end, found.count < limit {
                let facet = isNarrow ? columns[Int(next - first)] : 0
                if !isNarrow || Int(facet) >= wanted.count || wanted[Int(facet)] { found.append(next) }
                next += 1
                if join != nil {
                    guard let offset = try join?.first(notBelow: UInt32(next - start)) else { return }
                    next = start + UInt64(offset)
                }
            }
        }
    }

    private func columns(ofBlock block: UInt64) throws -> [UInt16] {
        guard block < completeBlocks else { return columns }
        guard let row = try rows.value(AuditIndexKey(log, .columns(block: block))) else { throw AuditIndexRow.malformed }
        return try AuditColumns.decoded(row.bytes, count: Int(shape.blockEntries))
    }

    private func cursor(_ reference: Handle, run: UInt64) throws -> PostingCursor? {
        let prefix = AuditPosting.prefix(of: reference)
        guard run < runBits.count else {
            return PostingCursor { offset in
                let bound = AuditPosting(prefix, at: offset).word
                // The word before it, in whosever name it is.
                let after = bound == 0 ? nil : AuditPosting(word: bound - 1)
                return postings.prefix(256, after: after).prefix { $0.prefix == prefix }.map(\.offset)
            }
        }
        let bits = runBits[Int(run)]
        switch try AuditRun.item(prefix, bits: bits, run: run, log: log, in: rows) {
        case .none: return nil
        case .offsets(let offsets): return PostingCursor { _ in offsets }
        case .rows(let firsts):
            return PostingCursor { offset in
                // The last row that begins at or before the offset, and the one behind it when that has none.
                var row = max(0, firsts.indices.partitionPoint { firsts[$0] > offset } - 1)
                while row < firsts.count {
                    let offsets = try AuditRun.offsets(prefix, row: row, run: run, log: log, in: rows)
                    if let last = offsets.last, last >= offset { return offsets }
                    row += 1
                }
                return []
            }
        }
    }
}

extension AuditIndex: VisitableState {
    /// What is resident beside the table and the postings.
    private struct Saved: Codable {
        var version: UInt32
        var shape: AuditIndexShape
        var count: UInt64
        var facets: Bytes
        var zones: Bytes
        var zone: Bytes
        var columns: Bytes
        var runBits: Bytes

        private enum CodingKeys: String, CodingKey {
            case version = "v"
            case shape = "s"
            case count = "n"
            case facets = "f"
            case zones = "z"
            case zone = "o"
            case columns = "c"
            case runBits = "b"
        }
    }

    mutating func visit(_ visitor: inout some StateVisitor) throws {
        try rows.visit(&visitor)
        try visitor.visit(&postings)
        var saved = Saved(
            version: Self.version, shape: shape, count: count, facets: Bytes(facets.bytes), zones: Bytes(zones),
            zone: Bytes(zone.bytes), columns: Bytes(AuditColumns.packed(columns)), runBits: Bytes(runBits))
        try visitor.visit(small: &saved)
        if visitor.isRestoring { restore(saved) }
    }

    private mutating func restore(_ saved: Saved) {
        let blocks = Int(clamping: saved.count / shape.blockEntries)
        guard saved.version == Self.version, saved.shape == shape, saved.count < UInt64(1) << 48,
            let facets = AuditFacets(saved.facets.array),
            saved.zones.count == blocks * AuditZone.byteCount, saved.zone.count == AuditZone.byteCount,
            saved.runBits.count == Int(saved.count / shape.runEntries),
            saved.columns.count == 2 * Int(saved.count % shape.blockEntries)
        else {
            isStale = true
            return
        }
        count = saved.count
        self.facets = facets
        zones = saved.zones.array
        zone = AuditZone(saved.zone.array[...])
        columns = AuditColumns.unpacked(saved.columns.array)
        runBits = saved.runBits.array
    }
}

/// One table whose rows stand in a ``RowLog``: only the index is resident.
///
/// A copy is a snapshot: the log only grows and the index shares what has not changed.
package struct RowIndex: Sendable {
    /// Which table.
    package let table: TableTag
    /// Where the rows stand.
    package var log: any RowLog
    /// Finds them.
    package var flat = FlatIndex()

    package init(_ table: TableTag, in log: any RowLog) {
        self.table = table
        self.log = log
    }

    private func find(_ hash: UInt64, _ key: [UInt8]) throws -> (location: UInt64, row: Row)? {
        var found: Row?
        let location = try flat.find(hash) { location in
            let row = try log.read(location, of: table)
            guard row.table == table, row.key == key else { return false }
            found = row
            return true
        }
        guard let location, let found else { return nil }
        return (location, found)
    }

    /// The value under a key.
    package func value(_ key: [UInt8]) throws -> [UInt8]? { try find(RowHash.hash(key), key)?.row.value }

    /// Takes every row away. One that cannot be read is forgotten all the same; only its bytes stay counted.
    package mutating func removeAll() {
        for location in flat.locations {
            if let row = try? log.read(location, of: table) { log.drop(row, at: location) }
        }
        flat = FlatIndex()
    }

    /// Puts a value under a key, in place of the one that is there.
    package mutating func set(_ value: [UInt8], for key: [UInt8]) throws {
        let hash = RowHash.hash(key)
        let old = try find(hash, key)
        let location = log.append(Row(table, key, value))
        if let old {
            log.drop(old.row, at: old.location)
            flat.move(hash, from: old.location, to: location)
        } else {
            flat.insert(hash, at: location)
        }
    }

    /// Takes a key and its value away.
    package mutating func remove(_ key: [UInt8]) throws {
        let hash = RowHash.hash(key)
        guard let old = try find(hash, key) else { return }
        log.drop(old.row, at: old.location)
        flat.remove(hash, at: old.location)
    }

    /// Takes away a key that is known to be there, with its value, also when its row is damaged. Its bytes stay counted then. Where damage
    /// leaves several rows that may be it, none is taken away.
    package mutating func discard(_ key: [UInt8]) throws {
        let hash = RowHash.hash(key)
        var damaged: [UInt64] = []
        for location in flat.candidates(hash) {
            do {
                let row = try log.read(location, of: table)
                guard row.table == table, row.key == key else { continue }
                log.drop(row, at: location)
                return flat.remove(hash, at: location)
            } catch let error as any DamageReporting where error.isDamage { damaged.append(location) }
        }
        if damaged.count == 1 { flat.remove(hash, at: damaged[0]) }
    }

    /// Appends the row anew when it is the one that counts, so that the file it stands in can go.
    ///
    /// - Returns: whether it was.
    package mutating func relocate(_ row: Row, from location: UInt64) -> Bool {
        let hash = RowHash.hash(row.key)
        guard flat.contains(hash, at: location) else { return false }
        flat.move(hash, from: location, to: log.append(row))
        log.drop(row, at: location)
        return true
    }

    /// Every row, in the order in which they were appended.
    package func forEach(_ body: (Row) throws -> Void) throws { try forEach(in: flat.locations, body) }

    /// The rows at these locations, in the order in which they were appended.
    package func forEach(in locations: [UInt64], _ body: (Row) throws -> Void) throws {
        for location in locations.sorted() {
            let row = try log.read(location, of: table)
            guard row.table == table else { throw RowError("an index leads to a row of another table") }
            try body(row)
        }
    }
}

/// The ratios that the journal is held to. Each is taken within a round, then the median over the rounds.
struct Verdicts {
    private let rows: [String: Report.Row]

    init(_ rows: [Report.Row]) {
        self.rows = Dictionary(rows.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    var figures: [Report.Figure] {
        let (raw, one, many) = ("raw pwrite + fdatasync (R)", "journal, 1 writer", "journal, 64 writers")
        let (sqlite, rocks) = ("SQLite, WAL + FULL, 1 connection", "RocksDB, sync, 64 threads")
        var figures = [
            rate("1 writer / R", one, raw, .atLeast(0.8)),
            rate("1 writer / SQLite", one, sqlite, .atLeast(1)),
            typical("1 writer / R, by median latency", one, raw),
            typical("1 writer / SQLite, by median latency", one, sqlite),
            rate("1 writer / RocksDB, 1 thread", one, "RocksDB, sync, 1 thread", nil),
            rate("1 writer / LMDB", one, "LMDB, sync, 1 thread", nil),
            absolute(many, raw),
            rate("64 writers / R", many, raw, nil),
            rate("64 writers / 1 writer", many, one, nil),
            rate("64 writers / SQLite", many, sqlite, .atLeast(12)),
            rate("64 writers / RocksDB, 64 threads", many, rocks, .atLeast(1.5)),
        ]
        if let many = rows[many], let raw = rows[raw], !raw.syncP99.isEmpty {
            figures.append(
                Report.Figure(
                    name: "p99 of 64 writers / p99 of the sync", value: zip(many.p99, raw.syncP99).map(/).median, unit: " ×",
                    bound: .atMost(4)))
        }
        return figures.compactMap(\.self)
    }

    private func rate(_ name: String, _ left: String, _ right: String, _ bound: Report.Figure.Bound?) -> Report.Figure? {
        guard let left = rows[left], let right = rows[right] else { return nil }
        return Report.Figure(name: name, value: zip(left.rates, right.rates).map(/).median, unit: " ×", bound: bound)
    }

    /// How much faster the usual commit is. On a disk that is throttled now and then the rates tell whose turn it was.
    private func typical(_ name: String, _ left: String, _ right: String) -> Report.Figure? {
        guard let left = rows[left], let right = rows[right] else { return nil }
        return Report.Figure(name: name, value: zip(right.p50, left.p50).map(/).median, unit: " ×", bound: nil)
    }

    /// The bound is whichever is lower: fifteen times R, or 120,000.
    private func absolute(_ left: String, _ raw: String) -> Report.Figure? {
        guard let left = rows[left], let raw = rows[raw] else { return nil }
        return Report.Figure(
            name: "64 writers, commits/s (bound: 15 R or 120,000)", value: left.rates.median, unit: "/s",
            bound: .atLeast(min(15 * raw.rates.median, 120_000)))
    }
}

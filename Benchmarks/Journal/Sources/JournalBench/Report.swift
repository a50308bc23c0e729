import Foundation

/// What a run found. Figures of one machine: compare rows of one report with each other, not reports.
struct Report: Codable {
    struct Row: Codable {
        var name: String
        /// Commits per second, round by round.
        var rates: [Double] = []
        /// Microseconds, round by round.
        var p50: [Double] = []
        var p99: [Double] = []
        var syncP99: [Double] = []

        init(_ name: String) { self.name = name }

        mutating func take(_ sample: Sample) {
            rates.append(sample.rate)
            p50.append(Double(sample.latencies.percentile(0.5)) / 1000)
            p99.append(Double(sample.latencies.percentile(0.99)) / 1000)
            if !sample.syncs.isEmpty { syncP99.append(Double(sample.syncs.percentile(0.99)) / 1000) }
        }
    }

    /// A figure with the bound that it is held against.
    struct Figure: Codable {
        enum Bound: Codable {
            case atLeast(Double)
            case atMost(Double)
        }

        var name: String
        var value: Double
        var unit: String
        var bound: Bound?

        var holds: Bool? {
            switch bound {
            case .atLeast(let limit): value >= limit
            case .atMost(let limit): value <= limit
            case nil: nil
            }
        }
    }

    var settings: [String: String]
    var missing: [String]
    var rows: [Row]
    var figures: [Figure]

    func json() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        return try encoder.encode(self)
    }

    var markdown: String {
        var text = settings.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: ", ") + "\n\n"
        for peer in missing { text += "LEFT OUT: \(peer)\n\n" }
        text += "| row | commits/s, median (min–max) | p50 µs | p99 µs | sync p99 µs |\n|---|---|---|---|---|\n"
        for row in rows {
            let span = "\(Self.plain(row.rates.min() ?? .nan))–\(Self.plain(row.rates.max() ?? .nan))"
            let sync = row.syncP99.isEmpty ? "" : Self.plain(row.syncP99.median)
            text += "| \(row.name) | \(Self.plain(row.rates.median)) (\(span))"
            text += " | \(Self.plain(row.p50.median)) | \(Self.plain(row.p99.median)) | \(sync) |\n"
        }
        guard !figures.isEmpty else { return text }
        text += "\n| figure | measured | bound | |\n|---|---|---|---|\n"
        for figure in figures {
            let bound =
                switch figure.bound {
                case .atLeast(let limit): "≥ \(Self.plain(limit))"
                case .atMost(let limit): "≤ \(Self.plain(limit))"
                case nil: ""
                }
            let verdict = figure.holds.map { $0 ? "holds" : "FAILS" } ?? ""
            text += "| \(figure.name) | \(Self.plain(figure.value))\(figure.unit) | \(bound) | \(verdict) |\n"
        }
        return text
    }

    private static func plain(_ value: Double) -> String {
        if value.isNaN { return "–" }
        if value >= 100 { return String(Int(value.rounded())) }
        return String(format: value < 1 ? "%.4f" : "%.2f", value)
    }
}

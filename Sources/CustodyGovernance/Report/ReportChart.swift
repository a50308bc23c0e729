import CustodyModel

/// Counts by time as columns, one piece for each name: an SVG that says in words what it shows.
struct ReportChart {
    private static let (width, height, left, bottom, top) = (720.0, 230.0, 52.0, 26.0, 10.0)
    /// So many names have a colour of their own; the rest share the last.
    static let colours = 8

    let id: String
    let title: String
    let series: TimeSeries
    let language: ReportLanguage

    var svg: String {
        let sums = series.sums
        let most = Self.rounded(max(1, sums.max() ?? 1))
        let (plotWidth, plotHeight) = (Self.width - Self.left - 8, Self.height - Self.bottom - Self.top)
        let slot = plotWidth / Double(max(1, series.steps.count))
        let columnWidth = min(64, max(0.5, slot * 0.76))
        var drawing = ""
        for part in [0, most / 2, most] where most > 1 || part != most / 2 {
            let y = Self.text(Self.top + plotHeight * (1 - Double(part) / Double(most)))
            drawing +=
                "<line class=\"grid\" x1=\"\(Self.text(Self.left))\" x2=\"\(Self.text(Self.width - 8))\" y1=\"\(y)\" y2=\"\(y)\"/>"
            drawing +=
                "<text x=\"\(Self.text(Self.left - 6))\" y=\"\(y)\" dy=\"4\" text-anchor=\"end\">\(Self.short(part))</text>\n"
        }
        for (step, _) in series.steps.enumerated() {
            var base = Self.top + plotHeight
            let middle = Self.left + slot * (Double(step) + 0.5)
            for (name, counts) in series.counts.enumerated() where counts[step] > 0 {
                let size = plotHeight * Double(counts[step]) / Double(most)
                base -= size
                drawing +=
                    "<rect class=\"c\(min(name, Self.colours - 1))\" x=\"\(Self.text(middle - columnWidth / 2))\" "
                    + "y=\"\(Self.text(base))\" width=\"\(Self.text(columnWidth))\" height=\"\(Self.text(size))\"/>"
            }
        }
        for (step, anchor, shift) in labels {
            let x = Self.text(Self.left + slot * (Double(step) + shift))
            drawing +=
                "<text x=\"\(x)\" y=\"\(Self.text(Self.height - 8))\" text-anchor=\"\(anchor)\">\(series.steps[step])</text>"
        }
        return """
            <div class="scroll" tabindex="0" role="group" aria-label="\(Escape.html(title))">
            <svg viewBox="0 0 \(Int(Self.width)) \(Int(Self.height))" role="img" aria-labelledby="\(id)-t \(id)-d">
            <title id="\(id)-t">\(Escape.html(title))</title><desc id="\(id)-d">\(Escape.html(words))</desc>
            \(drawing)
            </svg></div>

            """
    }

    /// The names with their colours; colours alone say nothing.
    var legend: String {
        guard series.names.count > 1 else { return "" }
        let items = zip(series.names, series.counts).enumerated().map { place, item in
            "<li><span class=\"key k\(min(place, Self.colours - 1))\" aria-hidden=\"true\"></span>\(Escape.html(item.0)) "
                + "<b>\(Self.grouped(item.1.reduce(0, +)))</b></li>"
        }
        return "<ul class=\"legend\">\(items.joined())</ul>\n"
    }

    /// Which steps have a label, and where it stands within the step.
    private var labels: [(step: Int, anchor: String, shift: Double)] {
        let last = series.steps.count - 1
        guard last > 0 else { return last == 0 ? [(0, "middle", 0.5)] : [] }
        return [(0, "start", 0)] + (last > 3 ? [(last / 2, "middle", 0.5)] : []) + [(last, "end", 1)]
    }

    /// The whole as a sentence.
    private var words: String {
        guard let first = series.steps.first, let last = series.steps.last else { return language(.none) }
        let sums = zip(series.names, series.counts).map { "\($0): \(Self.grouped($1.reduce(0, +)))" }
        return "\(first) – \(last). " + sums.joined(separator: ", ")
    }

    /// A number that divides an axis well.
    private static func rounded(_ most: Int) -> Int {
        var step = 1
        while step * 10 < most { step *= 10 }
        return [2, 4, 6, 8, 10].map { $0 * step }.first { $0 >= most } ?? most
    }

    private static func text(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(abs(tenths % 10))"
    }

    private static func short(_ count: Int) -> String {
        if count >= 10_000_000 { return "\(count / 1_000_000)M" }
        return count >= 10_000 ? "\(count / 1000)k" : "\(count)"
    }

    /// With a thin space before each three digits.
    static func grouped(_ count: Int) -> String {
        var (digits, text) = (String(count), "")
        while digits.count > 3 {
            text = "\u{202f}" + digits.suffix(3) + text
            digits.removeLast(3)
        }
        return digits + text
    }
}

import Custody

/// What was shown about a bundle.
struct BundleCheckReport: Answer {
    var isIntact: Bool
    var report: ExportReport

    init(_ report: ExportReport) { (self.report, isIntact) = (report, report.isIntact) }

    var lines: [String] {
        var lines: [String] = []
        if let time = report.exportedAt, let purpose = report.purpose {
            lines.append("exported at \(time) for: \(Printable.text(purpose))")
        }
        if let digest = report.digest { lines.append("digest of the bundle: \(digest.hex)") }
        for log in report.logs {
            lines.append(
                "\(log.log.rawValue) log of '\(Printable.text(log.origin))': \(log.count) of \(log.size) entries"
                    + (log.isWhole ? ", the whole log" : ""))
            if !log.isTrusted { lines.append("  who signed its checkpoint was not checked; give --vkey") }
        }
        if !report.areNamesProven {
            lines.append(
                "for the names only the manifest vouches; entries that register them are not all there, or who signed them was "
                    + "not checked")
        }
        if let count = report.unprovenErasures {
            lines.append("for \(count) parts that are said to be erased nothing here vouches; they may be sealed as well")
        }
        lines += report.faults.map { Style.red.applied(to: Printable.text($0.description)) }
        let left = report.faultCount - report.faults.count
        if left > 0 { lines.append("and \(left) more") }
        return lines + [isIntact ? Style.green.applied(to: "it holds") : Style.red.applied(to: "DAMAGED")]
    }
}

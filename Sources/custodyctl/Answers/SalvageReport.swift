import Custody

/// What was taken over from a damaged store, and what was left out.
struct SalvageReport: Answer {
    var salvage: StoreSalvage
    var isComplete: Bool
    var opens: Bool
    var findings: [StoreFinding]

    private enum CodingKeys: String, CodingKey {
        case salvage, isComplete, opens, findings
    }

    init(_ salvage: StoreSalvage, _ inspection: StoreInspection) {
        self.salvage = salvage
        isComplete = salvage.isComplete
        // A row that was damaged before is copied as it is, and was told already.
        findings = inspection.findings.filter { found in
            !salvage.leftOut.contains { $0.file == found.file && $0.offset == found.offset }
        }
        opens = !findings.contains { $0.severity == .damage }
    }

    var lines: [String] {
        var lines = [
            "taken over: \(salvage.commits) commits and \(salvage.keys) keys, "
                + "and as they are: \(salvage.copied.joined(separator: ", "))"
        ]
        if salvage.lostKeys > 0 {
            lines.append("keys that are gone: \(salvage.lostKeys); what they sealed is erased when the new store opens")
        }
        lines += salvage.leftOut.map { "left out: " + Printable.text($0.description) }
        lines += findings.map { "in the new store: " + Printable.text($0.description) }
        guard opens else { return lines + [Style.red.applied(to: "THE NEW STORE DOES NOT VERIFY")] }
        lines.append("the new store verifies; it opens with the same key: --key-file FILE")
        return lines + [
            isComplete
                ? Style.green.applied(to: "nothing that was acknowledged is missing")
                : Style.yellow.applied(to: "something is missing; keep the damaged directory")
        ]
    }
}

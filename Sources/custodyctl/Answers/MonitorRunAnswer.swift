import Custody

/// What a run of the monitoring came to.
struct MonitorRunAnswer: Answer {
    var from: UInt64
    var to: UInt64
    var recorded: Int
    var openCases: Int
    var candidates: Int
    var state: String

    init(from: CommitSequence, to: CommitSequence, recorded: Int, _ book: AlertBook, _ hash: UInt64) {
        (self.from, self.to, self.recorded) = (from.rawValue, to.rawValue, recorded)
        openCases = book.cases.count { $0.acknowledgement == nil }
        candidates = book.cases.count { $0.incident != nil }
        state = String(hash, radix: 16)
    }

    var lines: [String] {
        [
            "looked at commits \(from + 1) to \(to): \(recorded) alerts recorded", "cases nobody has looked at: \(openCases)",
            "proposed as incidents: \(candidates)", "state \(state)",
        ]
    }
}

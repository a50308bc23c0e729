/// What a probe announced and what it acknowledged, over one run or several on the same directory.
struct ProbeAccount {
    private(set) var attempted: UInt64 = 0
    private(set) var acknowledged: UInt64 = 0
    /// Commits of which the journal said that they are certainly not there.
    private(set) var absent: Set<UInt64> = []
    private(set) var failures = 0
    private(set) var isClosed = false
    private var triedCheckpoints: Set<UInt64> = [0]
    private var checkpoint: UInt64 = 0
    /// By slot: the values that were tried, and the highest that was acknowledged.
    private var triedValues: [UInt64: Set<UInt64>] = [:]
    private var values: [UInt64: UInt64] = [:]

    private static let slots: UInt64 = 8

    /// Takes what a run said. A line that a kill cut off in the middle announces nothing.
    mutating func take(_ output: String) throws {
        isClosed = false
        for line in output.split(separator: "\n") {
            let words = line.split(separator: " ").map(String.init)
            switch words.first {
            case "opened": continue
            case "failed": failures += 1
            case "closed": isClosed = true
            case "try", "ack", "fail":
                guard words.count >= 3, let number = UInt64(words[2]) else { throw ProbeError("what does \(line) mean?") }
                try take(words[0], words[1], number, code: words.count > 3 ? words[3] : "")
            default: throw ProbeError("what does \(line) mean?")
            }
        }
    }

    private mutating func take(_ verb: String, _ what: String, _ number: UInt64, code: String) throws {
        let hasValue = what == "slot" || what == "commit" && number % 5 == 0
        let slot = number % Self.slots
        switch verb {
        case "try":
            switch what {
            case "checkpoint": triedCheckpoints.insert(number)
            case "commit":
                attempted = max(attempted, number)
                absent.remove(number)
            default: break
            }
            if hasValue { triedValues[slot, default: []].insert(number) }
        case "ack":
            switch what {
            case "checkpoint": checkpoint = number
            case "commit": acknowledged = number
            default: break
            }
            if hasValue { values[slot] = number }
        default:
            failures += 1
            if what == "commit", code == "notWritten" || code == "poisoned" { absent.insert(number) }
        }
    }

    /// Everything that is wrong with what was found; empty when nothing is.
    func complaints(about found: ProbeFindings) -> [String] {
        var complaints = found.complaints
        if found.last < acknowledged { complaints.append("commit \(acknowledged) was acknowledged, \(found.last) is the last") }
        if found.last > attempted { complaints.append("commit \(found.last) was found, \(attempted) is the last tried") }
        for number in absent where number <= found.last { complaints.append("commit \(number) was certainly absent") }
        if found.checkpoint < checkpoint { complaints.append("checkpoint \(checkpoint) fell back to \(found.checkpoint)") }
        if !triedCheckpoints.contains(found.checkpoint) { complaints.append("checkpoint \(found.checkpoint) was invented") }
        if isClosed, failures == 0, !found.isClean { complaints.append("closed in order, but not found so") }
        for (slot, value) in found.values {
            if value != 0, triedValues[slot]?.contains(value) != true {
                complaints.append("slot \(slot): \(value) was invented")
            }
            if value < values[slot] ?? 0 {
                complaints.append("slot \(slot): \(value) after an acknowledged \(values[slot] ?? 0)")
            }
            let latest = (triedValues[slot] ?? []).filter { $0 % 5 == 0 && $0 <= found.last }.max() ?? 0
            if value < latest { complaints.append("slot \(slot): \(value), but commit \(latest) stands without its companion") }
        }
        return complaints
    }
}

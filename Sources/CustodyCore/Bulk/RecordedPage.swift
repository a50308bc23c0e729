import CustodyAccess
import CustodyAudit
import CustodyData
import CustodyModel

/// A page whose decisions stand in the log.
struct RecordedPage: Sendable {
    var page: BulkPage
    /// Of each part of the page.
    var verdicts: [Verdict]
    /// By the numbers that verdicts name.
    var receipts: [AuditReceipt]

    /// What was decided about one record.
    struct Verdict: Sendable {
        var ruling: BulkRuling
        /// When the consent that it rests on has run out, or something that is given is over; nil while neither is to come. People of one
        /// ruling have ends of their own.
        var end: Instant?
        /// The number of the entry that names the person.
        var entry = 0

        /// A verdict until something ends. What gives nothing ends with nothing.
        init(_ ruling: BulkRuling, until end: Instant?) {
            self.ruling = ruling
            self.end = ruling.refusal == nil ? end : nil
        }
    }
}

extension RecordedPage {
    /// From when on something of what was decided holds no longer; nil while nothing changes.
    var end: Instant? {
        var end: Instant?
        for verdict in verdicts {
            end.narrow(to: verdict.end)
            end.narrow(to: verdict.ruling.decision.validUntil)
        }
        return end
    }

    /// The actor and what is said for the store itself take a place each.
    static var limit: Int { AuditEvent.compartmentLimit - 2 }

    /// The parts of each entry: all of one ruling, no more than an entry names, nobody twice.
    func entries() -> [(ruling: BulkRuling, places: [Int])] {
        var entries: [(ruling: BulkRuling, places: [Int])] = []
        var named: [Set<SubjectToken>] = []
        // Rulings that differ only in what the log does not say share entries.
        var kinds: [BulkRuling.Entry: Int] = [:]
        var known: [ObjectIdentifier: Int] = [:]
        var open: [Int: [Int]] = [:]
        for (place, verdict) in verdicts.enumerated() {
            let (id, subject) = (ObjectIdentifier(verdict.ruling), page.parts[place].subject)
            let kind = known[id] ?? kinds[verdict.ruling.entry] ?? kinds.count
            if known[id] == nil { (known[id], kinds[verdict.ruling.entry]) = (kind, kind) }
            // Somebody of whom there are several records goes into a later entry.
            let entry = open[kind]?.first { !named[$0].contains(subject) }
            if let entry {
                entries[entry].places.append(place)
                named[entry].insert(subject)
                if entries[entry].places.count == Self.limit { open[kind]?.removeAll { $0 == entry } }
            } else {
                open[kind, default: []].append(entries.count)
                entries.append((verdict.ruling, [place]))
                named.append([subject])
            }
        }
        return entries
    }
}

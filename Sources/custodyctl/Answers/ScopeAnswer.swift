import Custody
import CustodyLaw

/// Whom and what an incident touched.
struct ScopeAnswer: Answer {
    var people: String
    var accesses: Int
    var categories: [String: Int]
    var purposes: [String: Int]
    var refused: Int
    var wholeLog: Int
    var isComplete: Bool
    /// Who of those that were given is among them.
    var affected: [String]
    private var summary: String
    private var isListed: Bool
    private var receipt: AuditReceipt?

    private enum CodingKeys: String, CodingKey {
        case people, accesses, categories, purposes, refused, wholeLog, isComplete, affected, receipt
    }

    init(_ scope: IncidentScope, affected: [SubjectID], isListed: Bool) {
        people = scope.count.description
        accesses = scope.accesses
        categories = Dictionary(uniqueKeysWithValues: scope.categories.map { ($0.key.rawValue, $0.value) })
        purposes = Dictionary(uniqueKeysWithValues: scope.purposes.map { ($0.key.rawValue, $0.value) })
        refused = scope.refused
        wholeLog = scope.wholeLog
        isComplete = scope.isComplete
        self.affected = affected.map(\.value.exposed)
        summary = scope.summary
        self.isListed = isListed
        receipt = scope.receipt
    }

    var lines: [String] {
        var lines = [summary]
        for (category, count) in categories.sorted(by: { $0.key < $1.key }) { lines.append("  \(category): \(count)") }
        if isListed {
            lines.append("to tell: \(affected.count) of those that you know")
            lines += affected.map { "  " + Printable.text($0) }
        }
        return lines + (receipt.map { [$0.line] } ?? [])
    }
}

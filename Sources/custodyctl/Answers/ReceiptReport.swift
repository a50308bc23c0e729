import Custody

extension AuditReceipt {
    /// The receipt on one line.
    var line: String { "receipt: \(place) commit \(commit) leaf \(leafHash.hex)" }
}

/// An act that was done and recorded.
struct ReceiptReport: Answer {
    var done: String
    var receipt: AuditReceipt?

    init(_ done: String, _ receipt: AuditReceipt?) {
        self.done = done
        self.receipt = receipt
    }

    var lines: [String] { [done] + (receipt.map { [$0.line] } ?? []) }
}

import Custody
import CustodyLaw

/// A notice as it stands.
struct NoticeAnswer: Answer {
    var content: String
    /// What it must tell and does not.
    var missing: [String]
    var isReady: Bool
    var isSent: Bool

    init(_ notice: BreachNotice, _ format: BreachNotice.Format, isSent: Bool) {
        content = notice.rendered(as: format)
        missing = notice.missing.map(\.rawValue)
        isReady = notice.isReady
        self.isSent = isSent
    }

    var lines: [String] {
        var lines = content.split(separator: "\n", omittingEmptySubsequences: false).map { Printable.text(String($0)) }
        if lines.last == "" { lines.removeLast() }
        if !missing.isEmpty { lines.append("missing: \(missing.joined(separator: ", "))") }
        lines.append(isSent ? "recorded as sent" : isReady ? "it may be sent" : "it may not be sent like this")
        return lines
    }
}

import Custody

/// Where a person stands on each purpose.
struct ConsentReport: Answer {
    /// One purpose.
    struct Line: Encodable {
        var purpose: Purpose
        var state: ConsentStatus.State
        var since: Instant?
        var decidedFor: Purpose?
        var notice: NoticeHash?
        var explicit: Bool
        var validUntil: Instant?

        init(_ purpose: Purpose, _ status: ConsentStatus) {
            self.purpose = purpose
            state = status.state
            since = status.since
            decidedFor = status.purpose
            notice = status.notice
            explicit = status.explicit
            validUntil = status.validUntil
        }

        var text: String {
            var text = "\(purpose): \(state.rawValue)"
            if let since { text += " since \(since)" }
            if let decidedFor, decidedFor != purpose { text += " (by a decision on \(decidedFor))" }
            if explicit { text += ", explicitly" }
            if state == .given, let validUntil { text += ", until \(validUntil)" }
            if let notice { text += ", notice \(notice)" }
            return text
        }
    }

    var status: [Line]
    var at: Instant?

    var lines: [String] { status.isEmpty ? ["no purpose of the policy needs consent"] : status.map(\.text) }
}

import CustodyLaw
import CustodyModel

extension ReportPage {
    // MARK: At a glance

    private struct Card {
        var value: String
        var label: String
        var note: String
        var state: String
    }

    var posture: String {
        let items = cards.map { card in
            "<li class=\"\(card.state)\"><b>\(Escape.html(card.value))</b>\(Escape.html(card.label))"
                + "<small>\(Escape.html(card.note))</small></li>\n"
        }
        return "<ul class=\"cards\">\n\(items.joined())</ul>\n"
    }

    private var cards: [Card] {
        let counts = report.findingCounts
        let grave = counts.filter { $0.severity <= .high }.reduce(0) { $0 + $1.count }
        let critical = counts.first?.count ?? 0
        let requests = report.requests.filter { $0.closed == nil }
        let overdue = requests.count(where: \.isOverdue)
        let incidents = report.incidents.filter { $0.state != "closed" && !$0.isDrill }
        let lateDuties = incidents.flatMap(\.duties).count { $0.isLate }
        let holders = report.training.reduce(0) { $0 + $1.holders }
        let trained = report.training.reduce(0) { $0 + $1.count(.current) + $1.count(.endsSoon) }
        let entries = report.logs.reduce(UInt64(0)) { $0 + $1.size }
        let signed = report.logs.reduce(UInt64(0)) { $0 + ($1.signed ?? 0) }
        let kept = report.practices.count(where: \.open.isEmpty)
        let questions = RecordQuestion.all.filter { $0.authority == .ico }
        let answered = questions.count { report.record.coverage(of: $0) == .full }
        let plans = report.record.book.reviews.filter(\.isActive)
        let late = plans.count { $0.due(after: report.record.book.reviewsDone) <= report.drawnUpAt }
        return [
            Card(
                value: "\(report.findings.count)", label: language(.findings),
                note: counts.map { "\($0.count) \(language($0.severity))" }.joined(separator: ", "),
                state: critical > 0 ? "bad" : grave > 0 ? "warn" : ""),
            Card(
                value: "\(requests.count)", label: language(.openRequests), note: language(.overdueRequests, "\(overdue)"),
                state: overdue > 0 ? "bad" : ""),
            Card(
                value: "\(incidents.count)", label: language(.openIncidents),
                note: language(.overdueRequests, "\(lateDuties)"),
                state: lateDuties > 0 ? "bad" : incidents.isEmpty ? "" : "warn"),
            Card(
                value: Self.percent(trained, of: holders), label: language(.trained), note: "\(trained) / \(holders)",
                state: trained < holders ? "bad" : ""),
            Card(
                value: Self.percent(Int(clamping: signed), of: Int(clamping: entries)), label: language(.logSigned),
                note: language(.events, ReportChart.grouped(Int(clamping: entries))),
                state: signed < entries ? "warn" : ""),
            Card(
                value: "\(report.record.book.activities.count)", label: language(.activities),
                note: "\(answered) / \(questions.count) ICO", state: answered < questions.count ? "warn" : ""),
            Card(
                value: "\(kept) / \(report.practices.count)", label: language(.practices),
                note: language(.openPractices, "\(report.practices.count - kept)"),
                state: kept < report.practices.count ? "warn" : ""),
            Card(
                value: "\(late)", label: language(.overdueReviews), note: "\(plans.count - late) / \(plans.count)",
                state: late > 0 ? "warn" : ""),
        ]
    }

    /// Never 100 % of less than all.
    static func percent(_ part: Int, of whole: Int) -> String { whole == 0 ? "–" : "\(part * 100 / whole) %" }

    // MARK: Findings

    /// So many places of one kind stand on the page; all of them stand in the JSON and the CSV.
    private static let placesShown = 12

    var findings: String {
        guard !report.findings.isEmpty else { return none }
        var html = ""
        for severity in Finding.Severity.allCases {
            let found = report.findings.filter { $0.severity == severity }
            guard !found.isEmpty else { continue }
            html += "<h3>\(Escape.html(language(severity))) (\(found.count))</h3>\n<ul class=\"finding\">\n"
            for kind in Finding.Kind.allCases {
                let places = found.filter { $0.kind == kind }
                if !places.isEmpty { html += item(kind, places) }
            }
            html += "</ul>\n"
        }
        return html
    }

    private func item(_ kind: Finding.Kind, _ places: [Finding]) -> String {
        var lines = places.prefix(Self.placesShown).map { finding in
            let detail = finding.detail.isEmpty ? "" : ": \(Escape.html(finding.detail))"
            let date = finding.at.map { " <span class=\"dim\">(\(day($0)))</span>" } ?? ""
            return "<li>\(Escape.html(finding.place.description))\(detail)\(date)</li>"
        }
        if places.count > Self.placesShown { lines.append("<li>… +\(places.count - Self.placesShown)</li>") }
        return """
            <li><h4><span class="tag \(kind.severity.rawValue)">\(Escape.html(language(kind.severity)))</span>\
            \(Escape.html(language(kind))) (\(places.count))</h4>
            <ul>\(lines.joined())</ul>
            <p class="dim">\(Escape.html(kind.article)) · \(text(.fix)): <code>\(Escape.html(kind.fix))</code></p></li>

            """
    }

    // MARK: Activities

    var activities: String {
        guard !report.record.book.activities.isEmpty else { return none }
        return report.record.book.activities.map { activity in
            let rows = report.record.sheet(of: activity, for: .ico).map { question, answer in
                "<tr><th scope=\"row\">\(Escape.html(question.topic)) <span class=\"dim\">\(Escape.html(question.reference))</span></th>"
                    + "<td\(answer == .missing ? " class=\"late\"" : "")>\(Escape.html(answer.text))</td></tr>\n"
            }
            let purposes = activity.purposes.map(\.rawValue).joined(separator: ", ")
            return """
                <details><summary>\(Escape.html(activity.title)) <span>\(Escape.html(purposes)) · \
                \(Escape.html(activity.owner))</span></summary>
                <table class="sheet"><caption>\(Escape.html(activity.title))</caption>
                <thead><tr><th scope="col">\(text(.question))</th><th scope="col">\(text(.answer))</th></tr></thead>
                <tbody>
                \(rows.joined())</tbody></table></details>

                """
        }.joined()
    }
}

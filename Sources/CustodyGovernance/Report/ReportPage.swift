import CustodyModel

extension ComplianceReport {
    /// The report as a page of HTML that needs no other file, and runs nothing.
    public func html(in language: ReportLanguage = .english) -> String { ReportPage(report: self, language: language).html }
}

/// Writes a report as a page.
struct ReportPage {
    let report: ComplianceReport
    let language: ReportLanguage

    /// A section of the page.
    struct Section {
        var id: String
        var title: ReportText
        var lead: ReportText
        var body: String
    }

    var html: String {
        let sections = [
            Section(id: "posture", title: .posture, lead: .postureLead, body: posture),
            Section(id: "findings", title: .findings, lead: .findingsLead, body: findings),
            Section(id: "activities", title: .activities, lead: .activitiesLead, body: activities),
            Section(id: "access", title: .access, lead: .accessLead, body: access),
            Section(id: "consents", title: .consents, lead: .consentsLead, body: consents),
            Section(id: "requests", title: .requests, lead: .requestsLead, body: requests),
            Section(id: "incidents", title: .incidents, lead: .incidentsLead, body: incidents),
            Section(id: "training", title: .training, lead: .trainingLead, body: training),
            Section(id: "documents", title: .documents, lead: .documentsLead, body: documents),
            Section(id: "reviews", title: .reviews, lead: .reviewsLead, body: reviews),
            Section(id: "integrity", title: .integrity, lead: .integrityLead, body: integrity),
            Section(id: "keeping", title: .keeping, lead: .keepingLead, body: keeping),
            Section(id: "regimes", title: .regimes, lead: .regimesLead, body: regimes),
            Section(id: "practices", title: .practices, lead: .practicesLead, body: practices),
        ]
        let links = sections.map { "<li><a href=\"#\($0.id)\">\(text($0.title))</a></li>" }.joined(separator: "\n")
        let bodies = sections.map { section in
            """
            <section id="\(section.id)" aria-labelledby="\(section.id)-h">
            <h2 id="\(section.id)-h">\(text(section.title))</h2>
            <p class="lead">\(text(section.lead))</p>
            \(section.body)</section>

            """
        }
        let subtitle = language(
            .subtitle, report.controller.rawValue, String("\(report.drawnUpAt)".prefix(16)).replacing("T", with: " ") + " UTC",
            "\(report.policyVersion)")
        return """
            <!doctype html>
            <html lang="\(Escape.html(language.code))">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <meta name="robots" content="noindex">
            <title>\(text(.title)): \(Escape.html(report.controller.rawValue))</title>
            <style>
            \(ReportStyle.css)
            </style>
            </head>
            <body>
            <a class="skip" href="#content">\(text(.skip))</a>
            <header><h1>\(text(.title))</h1><p class="dim">\(Escape.html(subtitle))</p></header>
            <nav aria-label="\(text(.contents))"><ul>
            \(links)
            </ul></nav>
            <main id="content">
            \(bodies.joined())</main>
            <footer><p>\(text(.onlyCounts)) \(text(.small))</p></footer>
            </body>
            </html>

            """
    }

    // MARK: Parts

    func text(_ text: ReportText) -> String { Escape.html(language(text)) }

    /// A cell of a table.
    struct Cell {
        var html: String
        var isNumber = false
        var isLate = false

        init(_ text: String, isLate: Bool = false) {
            html = Escape.html(text)
            self.isLate = isLate
        }
        init(html: String) { self.html = html }
        init(_ count: Int) {
            html = ReportChart.grouped(count)
            isNumber = true
        }
        static func number(_ html: String) -> Cell {
            var cell = Cell(html: html)
            cell.isNumber = true
            return cell
        }
    }

    /// A table in a box that scrolls by itself; the first column names the row.
    func table(_ caption: String, _ head: [String], numbers: Set<Int> = [], _ rows: [[Cell]]) -> String {
        guard !rows.isEmpty else { return none }
        let heads = head.enumerated().map { place, title in
            "<th scope=\"col\"\(numbers.contains(place) ? " class=\"n\"" : "")>\(Escape.html(title))</th>"
        }
        let lines = rows.map { row in
            let cells = row.enumerated().map { place, cell in
                let isShort = cell.html.utf8.count <= 16
                let classes = [cell.isNumber ? "n" : "", cell.isLate ? "late" : "", isShort ? "w" : ""].filter { !$0.isEmpty }
                let attribute = classes.isEmpty ? "" : " class=\"\(classes.joined(separator: " "))\""
                return place == 0
                    ? "<th scope=\"row\"\(attribute)>\(cell.html)</th>" : "<td\(attribute)>\(cell.html)</td>"
            }
            return "<tr>\(cells.joined())</tr>\n"
        }
        return """
            <div class="scroll" tabindex="0" role="group" aria-label="\(Escape.html(caption))"><table>
            <caption>\(Escape.html(caption))</caption>
            <thead><tr>\(heads.joined())</tr></thead>
            <tbody>
            \(lines.joined())</tbody></table></div>

            """
    }

    var none: String { "<p class=\"none\">\(text(.none))</p>\n" }

    func day(_ instant: Instant?) -> String { instant.map { String("\($0)".prefix(10)) } ?? "–" }

    func minute(_ instant: Instant?) -> String {
        instant.map { String("\($0)".prefix(16)).replacing("T", with: " ") } ?? "–"
    }

    /// A table of people, with what is hidden said so.
    func table(_ caption: String, _ table: SuppressedTable, rows: String) -> String {
        func cell(_ count: Int?) -> Cell {
            count.map { Cell($0) } ?? .number("<span class=\"dim\">\(text(.hidden))</span>")
        }
        var lines = table.rows.indices.map { row in
            [Cell(table.rows[row])] + table.counts[row].map(cell) + [cell(table.rowTotals[row])]
        }
        if !lines.isEmpty { lines.append([Cell(language(.total))] + table.columnTotals.map(cell) + [cell(table.total)]) }
        return self.table(
            caption, [rows] + table.columns + [language(.total)], numbers: Set(1..<table.columns.count + 2), lines)
    }
}

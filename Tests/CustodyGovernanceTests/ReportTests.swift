import CustodyAccess
import CustodyLaw
import CustodyModel
import Foundation
import Testing

@testable import CustodyGovernance

@Suite("The compliance report")
struct ReportTests {
    /// A report in which every section says something, with text that means something to a browser and to a spreadsheet.
    static func report(naming: Bool = false) throws -> ComplianceReport {
        var book = try House.book()
        book.activities[0].title = "Care <script>alert(1)</script>"
        book.activities[0].systems = [SystemPlace("=cmd|'/c calc'!A1", in: "AT", at: "Vienna")]
        book.completions = []
        book.host = HostFacts(establishedIn: ["AT"])
        let (live, now) = (try House.live(), House.days(30))
        let standings = book.training.standings(of: live.review, at: now)
        let series = TimeSeries(days: ["support": [20_454: 7, 20_455: 2], "billing": [20_460: 3]])
        return ComplianceReport(
            controller: "acme", drawnUpAt: now, policyVersion: 1, findings: book.findings(in: live, at: now),
            record: RecordOfProcessing(book, in: live, overdue: ["customer"], at: now),
            access: AccessUse(byRole: series, byPurpose: series, denied: TimeSeries(days: [:]), events: 12),
            consents: SuppressedTable(rows: ["2026-01-01"], columns: ["given", "refused"], counts: [[3, 9]]),
            consentStepDays: 1,
            requests: [
                RequestPart(
                    id: "r1", kind: "access", law: "eu-gdpr", received: House.start, due: House.days(20), closed: nil,
                    state: "open", isOverdue: true)
            ],
            incidents: [
                IncidentPart(
                    id: "i1", opened: House.start, aware: House.start, state: "reported", risk: "high", isDrill: false,
                    duties: [IncidentPart.DutyPart("eu-gdpr.33(1)", state: "due", due: House.days(3), isLate: true)])
            ],
            training: TrainingPart.all(standings),
            logs: [
                LogPart(
                    log: "access", size: 12, first: 0, root: String(repeating: "a", count: 64), signed: 10, origin: "o",
                    anchor: nil, kept: "12 months", prunable: 0)
            ],
            keeping: SuppressedTable(rows: ["customer"], columns: ["over", "soon"], counts: [[1, 40]]),
            regimes: RegimeCandidate.all(for: HostFacts(establishedIn: ["AT"])),
            staff: naming
                ? [StaffPart("ann", roles: ["support"], training: standings, unread: [], responsibilities: [])] : nil)
    }

    @Test("the page stands alone, runs nothing, and what people typed is text in it")
    func page() throws {
        let html = try Self.report().html()
        #expect(!html.contains("<script") && html.contains("&lt;script&gt;alert(1)"))
        #expect(!html.contains("src=") && !html.contains("http://") && !html.contains("https://") && !html.contains("@import"))
        #expect(html.contains("default-src 'none'"))
        for landmark in [
            "<header>", "<nav ", "<main id=\"content\">", "<footer>", "lang=\"en\"", "prefers-color-scheme: dark",
            "@media print",
        ] {
            #expect(html.contains(landmark), "\(landmark)")
        }
        // Each section has a heading of the second level that names it, and each chart a text and a table.
        let sections = html.components(separatedBy: "<section id=").count - 1
        #expect(sections == 14 && html.components(separatedBy: "<h2 id=").count - 1 == sections)
        #expect(html.components(separatedBy: "<svg").count == html.components(separatedBy: "<desc").count)
        #expect(html.components(separatedBy: "<h1").count == 2)
    }

    @Test("a log that was never signed and an action that was not done are told of in words")
    func unsignedAndOpen() throws {
        var report = try Self.report()
        report.logs[0].signed = nil
        let due = House.days(20)
        report.record.book.actions = [
            CorrectiveAction("a-1", "Two people pack", from: .incident, "INC-1", due: due),
            CorrectiveAction("a-2", "Two labels", from: .incident, "INC-1", due: due, doneAt: House.days(10)),
        ]
        let html = report.html(in: ReportLanguage("x", texts: [.unsigned: "never signed it", .open: "still to do"]))
        #expect(html.components(separatedBy: "never signed it").count == 2)
        #expect(html.components(separatedBy: "still to do").count == 2)
    }

    @Test("a tag that opens is closed")
    func balanced() throws {
        let html = try Self.report().html()
        for tag in [
            "section", "table", "thead", "tbody", "tr", "ul", "li", "details", "summary", "svg", "div", "p", "code", "span",
        ] {
            let opened = html.components(separatedBy: "<\(tag)>").count + html.components(separatedBy: "<\(tag) ").count - 2
            #expect(opened == html.components(separatedBy: "</\(tag)>").count - 1, "\(tag)")
        }
    }

    @Test("staff are named in the JSON of who may know, and nowhere else; data subjects are hidden where they are few")
    func names() throws {
        let (named, plain) = (try Self.report(naming: true), try Self.report())
        #expect(try named.json().contains("\"ann\"") && !plain.json().contains("\"ann\""))
        for text in [named.html(), named.csv(), try plain.json()] {
            for name in ["ann", "bob", "eve"] { #expect(!text.contains(">\(name)<") && !text.contains("\"\(name)\"")) }
        }
        let object = try JSONSerialization.jsonObject(with: Data(plain.json().utf8)) as? [String: Any]
        let consents = try #require(object?["consents"] as? [String: Any])
        #expect(
            (consents["counts"] as? [[Any]])?.first?.allSatisfy { $0 is NSNull } == true && consents["total"] == nil
                || consents["total"] is NSNull)
        #expect((object?["requests"] as? [Any])?.count == 1 && (object?["incidents"] as? [Any])?.count == 1)
    }

    @Test("what a spreadsheet would take for a formula is text in the CSV")
    func formula() throws {
        let csv = try Self.report().csv()
        #expect(csv.contains("\"'=cmd") && !csv.contains(",\"=cmd"))
        #expect(csv.hasPrefix("\"section\",\"item\",\"field\",\"value\"\r\n"))
        #expect(csv.contains("\"consents\",\"2026-01-01\",\"given\",\"hidden\""))
    }

    @Test("every text can be translated, what is not stays in English, and what fills a text keeps its place")
    func language() throws {
        #expect(ReportText.english.count == ReportText.allCases.count)
        let german = ReportLanguage(
            "de", texts: [.findings: "Befunde", .subtitle: "von %1, erstellt am %2, Regeln %3"],
            findings: [.untrainedWithAccess: "Ungeschult"])
        let html = try Self.report().html(in: german)
        #expect(html.contains("lang=\"de\"") && html.contains("Befunde") && html.contains("Ungeschult"))
        #expect(html.contains("von acme, erstellt am 2026-01-31") && html.contains("Integrity of the log"))
    }

    @Test("steps are days, weeks that begin on Monday, or several weeks, and never more than asked; nothing is lost")
    func series() {
        for span in [1, 20, 53, 54, 400, 4000] as [Int64] {
            let days = Dictionary(uniqueKeysWithValues: (0..<span).map { ($0 + 20_000, 2) })
            let series = TimeSeries(days: ["a": days])
            #expect(series.steps.count <= 53 && series.sums.reduce(0, +) == Int(span) * 2, "\(span)")
            if series.stepDays > 1 {
                #expect(series.stepDays % 7 == 0)
                // 2024-10-04 was a Friday; the Monday before it begins the first week.
                #expect(series.steps.first == "2024-09-30")
            }
        }
        #expect(TimeSeries(days: [:]).steps == [])
        #expect(TimeSeries(days: ["a": [-5: 1, 3: 1]]).sums.reduce(0, +) == 2)
    }

    @Test("never 100 % of less than all")
    func percent() {
        #expect(ReportPage.percent(999, of: 1000) == "99 %" && ReportPage.percent(5, of: 5) == "100 %")
        #expect(ReportPage.percent(0, of: 0) == "–")
    }
}

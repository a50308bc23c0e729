import CustodyLaw
import CustodyModel

extension ReportPage {
    // MARK: Access and consents

    var access: String {
        "<p>\(Escape.html(language(.events, ReportChart.grouped(report.access.events))))</p>\n"
            + chart("by-role", .byRole, report.access.byRole) + chart("by-purpose", .byPurpose, report.access.byPurpose)
            + chart("denied", .denied, report.access.denied)
    }

    private func chart(_ id: String, _ title: ReportText, _ series: TimeSeries) -> String {
        let heading = "<h3>\(text(title))</h3>\n"
        guard !series.steps.isEmpty else { return heading + none }
        let chart = ReportChart(id: id, title: language(title), series: series, language: language)
        let rows = series.steps.indices.map { step in
            [Cell(series.steps[step])] + series.counts.map { Cell($0[step]) } + [Cell(series.sums[step])]
        }
        let table = table(
            "\(language(title)), \(language(.period, "\(series.stepDays)"))",
            [language(.date)] + series.names + [language(.total)], numbers: Set(1..<series.names.count + 2), rows)
        return heading + chart.legend + chart.svg
            + "<details class=\"plain\"><summary>\(text(.showTable))</summary>\n\(table)</details>\n"
    }

    var consents: String {
        guard !report.consents.rows.isEmpty else { return none }
        return table(
            "\(language(.consents)), \(language(.period, "\(report.consentStepDays)")). \(language(.small))", report.consents,
            rows: language(.date))
    }

    var keeping: String {
        guard !report.keeping.rows.isEmpty else { return none }
        return table("\(language(.keeping)). \(language(.small))", report.keeping, rows: language(.record))
    }

    // MARK: Deadlines

    var requests: String {
        table(
            language(.requests),
            [.number, .kind, .law, .received, .due, .closed, .state].map { language($0) },
            report.requests.map { request in
                [
                    Cell(html: "<code>\(Escape.html(request.id))</code>"), Cell(request.kind), Cell(request.law),
                    Cell(day(request.received)),
                    Cell(
                        day(request.due) + (request.isOverdue ? " (\(language(.late)))" : ""), isLate: request.isOverdue),
                    Cell(day(request.closed)), Cell(request.state),
                ]
            })
    }

    var incidents: String {
        table(
            language(.incidents),
            [.number, .opened, .aware, .risk, .state, .duties].map { language($0) },
            report.incidents.map { incident in
                let duties = incident.duties.map { duty in
                    let due = duty.due.map { ", \(minute($0))" } ?? ""
                    let late = duty.isLate ? " (\(language(.late)))" : ""
                    let text = Escape.html("\(duty.duty): \(duty.state)\(due)\(late)")
                    return duty.isLate ? "<span class=\"late\">\(text)</span>" : text
                }
                return [
                    Cell(html: "<code>\(Escape.html(incident.id))</code>"), Cell(minute(incident.opened)),
                    Cell(minute(incident.aware)), Cell(incident.risk),
                    Cell(incident.isDrill ? "\(incident.state) (\(language(.drill)))" : incident.state),
                    Cell(html: duties.joined(separator: "<br>")),
                ]
            })
    }

    // MARK: People

    var training: String {
        let states: [(TrainingBook.State, ReportText)] = [
            (.current, .current), (.endsSoon, .endsSoon), (.open, .notYet), (.missing, .missing),
        ]
        return table(
            language(.training),
            [language(.course), language(.role), language(.holders)] + states.map { language($0.1) },
            numbers: Set(2..<7),
            report.training.map { part in
                [Cell(part.course), Cell(part.role), Cell(part.holders)]
                    + states.map { state, _ in
                        var cell = Cell(part.count(state))
                        cell.isLate = state == .missing && part.count(state) > 0
                        return cell
                    }
            })
    }

    var documents: String {
        let record = report.record
        return table(
            language(.documents),
            [.what, .kind, .version, .owner, .approved, .nextReview, .unread].map { language($0) }, numbers: [6],
            record.book.documentsInForce(at: record.at).map { document in
                let due = document.nextReview(at: record.at)
                return [
                    Cell(document.title), Cell(document.kind.rawValue), Cell(document.version), Cell(document.owner),
                    Cell(day(document.approval?.at), isLate: !document.isApproved(at: record.at)),
                    Cell(
                        document.kind == .bulletin ? "–" : day(due), isLate: document.kind != .bulletin && due <= record.at),
                    Cell(record.book.unread(document, in: record.live, at: record.at).count),
                ]
            })
    }

    var reviews: String {
        let (book, now) = (report.record.book, report.record.at)
        let done = book.reviewsDone.filter { $0.at <= now }
        let plans = table(
            language(.reviews), [.what, .kind, .owner, .date, .due].map { language($0) },
            book.reviews.filter(\.isActive).map { plan in
                let (due, last) = (
                    plan.due(after: done), done.filter { $0.plan == plan.id }.map(\.at).max()
                )
                return [
                    Cell(plan.title), Cell(plan.kind.rawValue), Cell(plan.owner),
                    Cell(last.map { day($0) } ?? language(.never)), Cell(day(due), isLate: due <= report.drawnUpAt),
                ]
            })
        let actions = table(
            language(.actions), [.what, .reason, .due, .closed].map { language($0) },
            book.actions.map { action in
                let isLate = !action.isDone(at: now) && action.due <= report.drawnUpAt
                return [
                    Cell(action.title), Cell("\(action.origin.rawValue) \(action.reference)"),
                    Cell(day(action.due), isLate: isLate), Cell(action.doneAt.map { day($0) } ?? language(.open)),
                ]
            })
        return plans + "<h3>\(text(.actions))</h3>\n" + actions
    }

    // MARK: The log and the law

    var integrity: String {
        table(
            language(.integrity), [.log, .entries, .signed, .anchor, .kept, .root].map { language($0) }, numbers: [1, 2],
            report.logs.map { log in
                [
                    Cell(log.log), Cell(Int(clamping: log.size)),
                    log.signed.map { Cell(Int(clamping: $0)) } ?? .number(text(.unsigned)),
                    Cell(log.anchor ?? "–"), Cell(log.kept),
                    Cell(html: "<code>\(Escape.html(String(log.root.prefix(16))))…</code>"),
                ]
            })
    }

    var regimes: String {
        let laws = table(
            language(.regimes), [.law, .standing, .reason, .state].map { language($0) },
            report.regimes.map { candidate in
                [
                    Cell(candidate.regime.rawValue), Cell(candidate.standing.rawValue), Cell(candidate.reason),
                    Cell(candidate.isOn ? language(.yes) : language(.no)),
                ]
            })
        let lists = report.regimes.compactMap { candidate -> String? in
            let list = RegimeChecklist(candidate.regime, findings: report.findings)
            guard !list.items.isEmpty else { return nil }
            let rows = list.items.map { item in
                [
                    Cell(item.reference), Cell(item.practice.title),
                    Cell(html: Self.links(item.evidence)),
                    Cell(html: against(item.open)),
                ]
            }
            let id = candidate.regime.rawValue
            return "<details><summary>\(Escape.html(id)) <span>\(list.items.count(where: { $0.open.isEmpty })) / "
                + "\(list.items.count)</span></summary>\n"
                + table(id, [.article, .practice, .evidence, .against].map { language($0) }, rows) + "</details>\n"
        }
        return laws + lists.joined()
    }

    var practices: String {
        table(
            language(.practices), [.practice, .article, .evidence, .against].map { language($0) },
            report.practices.map { practice, evidence, open in
                [
                    Cell(practice.title), Cell(practice.articles.joined(separator: ", ")),
                    Cell(html: Self.links(evidence)), Cell(html: against(open)),
                ]
            })
    }

    private func against(_ open: [Finding]) -> String {
        guard !open.isEmpty else { return Escape.html(language(.holding)) }
        return "<a href=\"#findings\">\(open.count)</a>"
    }

    /// Where on the page, and by which registers and commands, it is shown.
    private static func links(_ evidence: PracticeEvidence) -> String {
        Escape.html(evidence.registers.joined(separator: ", ")) + " "
            + evidence.commands.map { "<code>\(Escape.html($0))</code>" }.joined(separator: " ")
    }
}

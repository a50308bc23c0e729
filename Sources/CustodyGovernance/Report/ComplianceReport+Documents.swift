import CustodyAccess
import CustodyLaw
import CustodyModel

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension ComplianceReport {
    /// The report as JSON, with everything that the page has, and with who the staff are where the report knows.
    public func json() throws -> String { try document() }

    /// The report as CSV (RFC 4180) that a spreadsheet can filter: one line for each fact, with its section, what it is about, and its name.
    /// Staff stand in none.
    public func csv() -> String {
        var lines = [["section", "item", "field", "value"]]
        func add(_ section: String, _ item: String, _ facts: KeyValuePairs<String, String>) {
            for (field, value) in facts { lines.append([section, item, field, value]) }
        }
        for finding in findings {
            add(
                "finding", finding.place.description,
                [
                    "kind": finding.kind.rawValue, "severity": finding.severity.rawValue, "detail": finding.detail,
                    "article": finding.article, "at": finding.at?.description ?? "", "fix": finding.fix,
                ])
        }
        for activity in record.book.activities {
            for authority in RecordQuestion.Authority.allCases {
                for (question, answer) in record.sheet(of: activity, for: authority) {
                    lines.append(["activity", activity.id.rawValue, question.id.rawValue, answer.text])
                }
            }
        }
        for request in requests {
            add(
                "request", request.id,
                [
                    "kind": request.kind, "law": request.law, "received": request.received.description,
                    "due": request.due?.description ?? "", "closed": request.closed?.description ?? "", "state": request.state,
                ])
        }
        for incident in incidents {
            add(
                "incident", incident.id,
                [
                    "opened": incident.opened.description, "aware": incident.aware?.description ?? "", "state": incident.state,
                    "risk": incident.risk,
                ])
            for duty in incident.duties {
                lines.append(["duty", incident.id, duty.duty, "\(duty.state) \(duty.due?.description ?? "")"])
            }
        }
        for part in training {
            for state in TrainingBook.State.allCases {
                lines.append(["training", "\(part.course), \(part.role)", state.rawValue, "\(part.count(state))"])
            }
        }
        addTable("consents", consents, to: &lines)
        addTable("keeping", keeping, to: &lines)
        for log in logs {
            add(
                "log", log.log,
                [
                    "entries": "\(log.size)", "signed": "\(log.signed ?? 0)", "root": log.root, "anchor": log.anchor ?? "",
                    "kept": log.kept,
                ])
        }
        return lines.map { $0.map(Escape.csv).joined(separator: ",") + "\r\n" }.joined()
    }

    private func addTable(_ section: String, _ table: SuppressedTable, to lines: inout [[String]]) {
        for (row, counts) in zip(table.rows, table.counts) {
            for (column, count) in zip(table.columns, counts) {
                lines.append([section, row, column, count.map(String.init) ?? "hidden"])
            }
        }
    }
}

extension ComplianceReport: Encodable {
    private enum CodingKeys: String, CodingKey {
        case controller, drawnUpAt, policyVersion, findings, activities, coverage, access, consents, requests, incidents
        case training, logs, keeping, regimes, practices, staff
    }

    /// Writes the report.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(controller, forKey: .controller)
        try container.encode(drawnUpAt, forKey: .drawnUpAt)
        try container.encode(policyVersion, forKey: .policyVersion)
        try container.encode(findings, forKey: .findings)
        try container.encode(record.book.activities.map { ActivitySheets($0, in: record) }, forKey: .activities)
        let coverage = RecordQuestion.all.map { ($0.id.rawValue, record.coverage(of: $0)) }
        try container.encode(Dictionary(uniqueKeysWithValues: coverage), forKey: .coverage)
        try container.encode(access, forKey: .access)
        try container.encode(consents, forKey: .consents)
        try container.encode(requests, forKey: .requests)
        try container.encode(incidents, forKey: .incidents)
        try container.encode(training, forKey: .training)
        try container.encode(logs, forKey: .logs)
        try container.encode(keeping, forKey: .keeping)
        try container.encode(regimes.map(RegimeText.init), forKey: .regimes)
        let practices = practices.map { ($0.practice.id.rawValue, $0.open.map(\.kind.rawValue)) }
        try container.encode(Dictionary(uniqueKeysWithValues: practices), forKey: .practices)
        try container.encodeIfPresent(staff, forKey: .staff)
    }

    private struct ActivitySheets: Encodable {
        var activity: ProcessingActivity
        var answers: [String: String]

        init(_ activity: ProcessingActivity, in record: RecordOfProcessing) {
            self.activity = activity
            answers = Dictionary(
                RecordQuestion.all.compactMap { question in
                    record.answer(question.id, about: activity).map { (question.id.rawValue, $0.text) }
                }, uniquingKeysWith: { first, _ in first })
        }
    }

    private struct RegimeText: Encodable {
        var regime: String
        var standing: String
        var reason: String
        var isOn: Bool

        init(_ candidate: RegimeCandidate) {
            regime = candidate.regime.rawValue
            standing = candidate.standing.rawValue
            reason = candidate.reason
            isOn = candidate.isOn
        }
    }
}

extension Finding: Encodable {
    private enum CodingKeys: String, CodingKey { case kind, severity, article, place, detail, at, fix }

    /// Writes the finding, with what follows from its kind.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(kind, forKey: .kind)
        try container.encode(severity, forKey: .severity)
        try container.encode(article, forKey: .article)
        try container.encode(place.description, forKey: .place)
        try container.encode(detail, forKey: .detail)
        try container.encodeIfPresent(at, forKey: .at)
        try container.encode(fix, forKey: .fix)
    }
}

extension Encodable {
    /// As JSON for people to read and to compare.
    fileprivate func document() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
    }
}

extension RegisterBook {
    /// The registers as JSON that can be read again.
    public func json() throws -> String { try document() }
}

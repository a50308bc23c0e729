import Custody
import CustodyLaw

/// What the facts suggest on the two tests of the law, beside what was decided.
struct AssessmentAnswer: Answer {
    /// One test.
    struct Test: Encodable {
        var answer: BreachAdvice.Answer
        var reasons: [String]

        init(_ answer: BreachAdvice.Answer, _ reasons: [BreachAdvice.Reason]) {
            self.answer = answer
            self.reasons = reasons.map { "\($0.text) (\($0.source))" }
        }

        func lines(_ question: String) -> [String] { ["advice: \(question) \(answer.rawValue)"] + reasons.map { "  - " + $0 } }
    }

    var incident: String
    /// What a person decided; nil while nobody did.
    var decided: String?
    var authority: Test
    var people: Test
    var missing: [String]

    init(_ report: IncidentReport, _ advice: BreachAdvice) {
        incident = report.incident.id.description
        switch report.incident.breach {
        case .notAssessed: decided = nil
        case .noPersonalData: decided = "noPersonalData"
        case .personalData(let risk): decided = risk.rawValue
        }
        authority = Test(advice.authority, advice.authorityReasons)
        people = Test(advice.people, advice.peopleReasons)
        missing = advice.missing
    }

    var lines: [String] {
        var lines = authority.lines("notify the authority?") + people.lines("tell the people?")
        if !missing.isEmpty { lines.append("not known, and could change it: \(missing.joined(separator: ", "))") }
        lines.append(decided.map { "decided: \($0)" } ?? "nobody has decided; --risk records a decision")
        return lines
    }
}

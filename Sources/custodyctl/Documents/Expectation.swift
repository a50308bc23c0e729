import Custody

/// A question and the answer that is expected.
struct Expectation: Decodable {
    var question: PolicyQuestion
    var outcome: AccessDecision.Outcome
    var reason: AccessReason?

    private enum CodingKeys: String, CodingKey, CaseIterable {
        case expect, reason
    }

    init(from decoder: any Decoder) throws {
        question = try PolicyQuestion(from: decoder, besides: CodingKeys.allCases.map(\.rawValue))
        let container = try decoder.container(keyedBy: CodingKeys.self)
        outcome = try container.decode(AccessDecision.Outcome.self, forKey: .expect)
        reason = try container.decodeIfPresent(AccessReason.self, forKey: .reason)
    }

    /// Reads a table.
    static func read(_ path: String) throws -> [Expectation] {
        let bytes = try InputFile.read(path, "the table")
        let expectations: [Expectation]
        do { expectations = try JSONText.decode([Expectation].self, from: bytes) } catch let error as DecodingError {
            throw ToolError("malformedTable", "the table cannot be used: \(error.explanation)", path: path)
        }
        // A table that checks nothing would pass for ever.
        guard !expectations.isEmpty else { throw ToolError("malformedTable", "the table expects nothing", path: path) }
        return expectations
    }

    /// What is wrong with the answer; nil when it is the expected one.
    func failure(in explanation: AccessExplanation) -> String? {
        let decision = explanation.decision
        if decision.outcome != outcome {
            return "expected \(outcome.rawValue), is \(decision.outcome.rawValue) (\(decision.reasons))"
        }
        if let reason {
            return decision.reasons.contains(reason) ? nil : "expected reason \(reason.rawValue), is \(decision.reasons)"
        }
        // A misspelt name is denied, too; whoever means that says so.
        if [.unknownPrincipal, .purposeNotDeclared].contains(decision.reason) {
            return "is denied only because the policy does not know a name (\(decision.reason.rawValue)); expect that reason"
                + " if it is meant"
        }
        return nil
    }
}

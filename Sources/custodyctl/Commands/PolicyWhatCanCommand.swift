import ArgumentParser
import Custody

/// What somebody may do.
struct PolicyWhatCanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "what-can", abstract: "List what a principal's roles permit and forbid, with the way to each rule.")

    @Argument(help: ArgumentHelp("The policy document.", valueName: "policy.json"), completion: .file())
    var policy: String

    @Option(help: "Who.")
    var principal: String

    @Option(help: ArgumentHelp("When; whatever the time when not given.", valueName: "time"))
    var at: Instant?

    @OptionGroup var output: JSONOption

    func run() throws {
        let review = AccessReview(of: try PolicyDocument.read(policy))
        guard review.principals.contains(PrincipalID(principal)) else {
            throw ToolError("unknownPrincipal", "the policy knows no such principal", path: policy)
        }
        Console.answer(
            WhatCanAnswer(review.permissions(of: PrincipalID(principal), at: at)), asJSON: output.asJSON)
    }
}

private struct WhatCanAnswer: Answer {
    struct Permission: Encodable {
        var path: [String]
        var rule: Rule
        var place: String
        var scope: String?
    }

    var permissions: [Permission]

    init(_ permissions: [EffectivePermission]) {
        self.permissions = permissions.map {
            Permission(path: $0.path.map(\.rawValue), rule: $0.rule, place: $0.place, scope: $0.scope?.rawValue)
        }
    }

    var lines: [String] { permissions.isEmpty ? ["nothing"] : permissions.map(Self.line) }

    private static func line(_ permission: Permission) -> String {
        let rule = permission.rule
        let verb = rule.effect == .forbid ? "must not" : rule.treatment == .drop ? "is not shown by" : "may"
        var text = "\(verb) \(rule.actions.map(\.rawValue).joined(separator: ", "))"
        if !rule.categories.isEmpty { text += " \(rule.categories.map(\.rawValue).joined(separator: ", "))" }
        text += rule.purposes.isEmpty ? " for every purpose" : " for \(rule.purposes.map(\.rawValue).joined(separator: ", "))"
        switch rule.treatment {
        case .mask(let keepLast): text += ", masked but for the last \(keepLast)"
        case .pseudonymise: text += ", as pseudonyms"
        case .clear, .drop: break
        }
        text += rule.when.map { ", when \($0)" }.joined() + rule.unless.map { ", unless \($0)" }.joined()
        if let scope = permission.scope { text += ", in \(scope)" }
        return Printable.text("\(text)  [\(permission.path.joined(separator: " → ")), \(permission.place)]")
    }
}

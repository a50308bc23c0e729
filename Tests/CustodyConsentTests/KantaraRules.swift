import Foundation

/// The rules of the schema of Kantara Consent Receipt 1.1.0. The file that was published has comments in it and is no JSON, so that
/// its rules stand here.
enum KantaraRules {
    private enum Rule {
        case text, bool, seconds, texts, object
        case constant(String)
        case list([String: Rule], optional: [String: Rule], atLeast: Int)
    }

    private static let purpose: [String: Rule] = [
        "consentType": .text, "purposeCategory": .texts, "piiCategory": .texts, "termination": .text,
        "thirdPartyDisclosure": .bool,
    ]
    private static let rules: [String: Rule] = [
        "version": .constant("KI-CR-v1.1.0"), "jurisdiction": .text, "consentTimestamp": .seconds, "collectionMethod": .text,
        "consentReceiptID": .text, "piiPrincipalId": .text,
        "piiControllers": .list(
            ["piiController": .text, "contact": .text, "address": .object, "email": .text, "phone": .text],
            optional: ["onBehalf": .bool, "piiControllerUrl": .text], atLeast: 1),
        "policyUrl": .text,
        "services": .list(
            [
                "service": .text,
                "purposes": .list(
                    purpose, optional: ["purpose": .text, "primaryPurpose": .bool, "thirdPartyName": .text], atLeast: 1),
            ], optional: [:], atLeast: 1),
        "sensitive": .bool, "spiCat": .texts,
    ]
    private static let optional: [String: Rule] = ["publicKey": .text, "language": .text]

    static func faults(in bytes: [UInt8]) -> [String] {
        guard let tree = try? JSONTree(bytes) else { return ["no JSON"] }
        return faults(in: tree, rules, optional, at: "")
    }

    private static func faults(
        in tree: JSONTree, _ rules: [String: Rule], _ optional: [String: Rule], at place: String
    ) -> [String] {
        guard case .object(let members) = tree else { return ["\(place) is no object"] }
        var faults = rules.keys.filter { name in !members.contains { $0.name == name } }.map { "\(place)\($0) is missing" }
        for member in members {
            guard let rule = rules[member.name] ?? optional[member.name] else {
                faults.append("\(place)\(member.name) is unknown")
                continue
            }
            faults += self.faults(in: member.value, rule, at: place + member.name)
        }
        // The name of a third party is there exactly when there is one.
        if let isDisclosed = tree["thirdPartyDisclosure"], (tree["thirdPartyName"] != nil) != (isDisclosed == .bool(true)) {
            faults.append("\(place)thirdPartyName")
        }
        return faults
    }

    private static func faults(in value: JSONTree, _ rule: Rule, at place: String) -> [String] {
        switch (rule, value) {
        case (.text, .text(let text)): return text.isEmpty ? ["\(place) is empty"] : []
        case (.constant(let wanted), .text(let text)): return wanted == text ? [] : ["\(place) is '\(text)'"]
        case (.bool, .bool), (.object, .object): return []
        case (.seconds, .number(let text)): return Int(text).map { $0 >= 0 } == true ? [] : ["\(place) is no time"]
        case (.texts, .list(let values)):
            return values.allSatisfy { if case .text = $0 { true } else { false } } ? [] : ["\(place) has another value"]
        case (.list(let rules, let optional, let least), .list(let values)):
            return (values.count < least ? ["\(place) has too few"] : [])
                + values.flatMap { faults(in: $0, rules, optional, at: place + ".") }
        default: return ["\(place) has another type"]
        }
    }
}

import CustodyAccess
import CustodyModel
import CustodyTesting
import Foundation
import Testing

/// As much of JSON Schema 2020-12 as the published schema uses. A keyword that it does not know is a fault of the schema.
private struct SchemaCheck {
    let root: [String: Any]

    func faults(_ value: Any, _ schema: [String: Any], at path: String = "$") -> [String] {
        var faults: [String] = []
        for (keyword, rule) in schema {
            switch keyword {
            case "$schema", "$id", "$defs", "title", "description": continue
            case "$ref":
                let name = (rule as? String)?.split(separator: "/").last.map(String.init) ?? ""
                let target = (root["$defs"] as? [String: Any])?[name] as? [String: Any]
                faults += target.map { self.faults(value, $0, at: path) } ?? ["\(path): no definition \(name)"]
            case "type":
                let names = rule as? [String] ?? [rule as? String ?? ""]
                if !names.contains(where: { isOf($0, value) }) { faults.append("\(path): not \(names)") }
            case "enum":
                let words = rule as? [String] ?? []
                if !((value as? String).map(words.contains) ?? false) { faults.append("\(path): not one of \(words)") }
            case "oneOf":
                let fitting = (rule as? [[String: Any]] ?? []).filter { self.faults(value, $0, at: path).isEmpty }
                if fitting.count != 1 { faults.append("\(path): fits \(fitting.count) of oneOf") }
            case "required":
                let object = value as? [String: Any] ?? [:]
                faults += (rule as? [String] ?? []).filter { object[$0] == nil }.map { "\(path): no '\($0)'" }
            case "properties":
                for (name, part) in value as? [String: Any] ?? [:] {
                    guard let known = (rule as? [String: Any])?[name] as? [String: Any] else { continue }
                    faults += self.faults(part, known, at: "\(path).\(name)")
                }
            case "additionalProperties":
                let known = schema["properties"] as? [String: Any] ?? [:]
                faults += (value as? [String: Any] ?? [:]).keys.filter { known[$0] == nil }.map { "\(path): '\($0)'" }
            case "items":
                for (index, part) in (value as? [Any] ?? []).enumerated() {
                    faults += self.faults(part, rule as? [String: Any] ?? [:], at: "\(path)[\(index)]")
                }
            case "pattern":
                if let text = value as? String, text.range(of: rule as? String ?? "", options: .regularExpression) == nil {
                    faults.append("\(path): pattern")
                }
            case "minItems": if let list = value as? [Any], list.count < bound(rule) { faults.append("\(path): minItems") }
            case "minLength": if let text = value as? String, text.count < bound(rule) { faults.append("\(path): minLength") }
            case "maxLength": if let text = value as? String, text.count > bound(rule) { faults.append("\(path): maxLength") }
            case "minProperties":
                if let object = value as? [String: Any], object.count < bound(rule) { faults.append("\(path): minProperties") }
            case "maxProperties":
                if let object = value as? [String: Any], object.count > bound(rule) { faults.append("\(path): maxProperties") }
            case "minimum": if let number = value as? Int, number < bound(rule) { faults.append("\(path): minimum") }
            case "maximum": if let number = value as? Int, number > bound(rule) { faults.append("\(path): maximum") }
            default: faults.append("the schema uses '\(keyword)', which this check does not know")
            }
        }
        return faults
    }

    private func bound(_ rule: Any) -> Int { rule as? Int ?? 0 }

    private func isOf(_ type: String, _ value: Any) -> Bool {
        switch type {
        case "object": value is [String: Any]
        case "array": value is [Any]
        case "string": value is String
        case "boolean": (value as? NSNumber).map { "\($0)" == "true" || "\($0)" == "false" || value is Bool } ?? false
        case "integer": value is Int
        default: false
        }
    }
}

@Suite("The published JSON Schema")
struct PolicySchemaTests {
    static func schema() throws -> [String: Any] {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(
            path: "../../Documentation/Schemas/policy.schema.json")
        return try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
    }

    static func faults(_ json: [UInt8]) throws -> [String] {
        let schema = try schema()
        return SchemaCheck(root: schema).faults(try JSONSerialization.jsonObject(with: Data(json)), schema)
    }

    @Test("takes every document that the coder writes", arguments: Draws.seeds(41))
    func written(_ seed: UInt64) throws {
        let generator = PolicyGenerator(random: SeededRandomSource(seed: seed))
        #expect(try Self.faults(RolePolicy(json: RolePolicyReadingTests.full).json()) == [])
        #expect(try Self.faults(AccessPolicyContract.fixture().json()) == [])
        for _ in 0..<200 { #expect(try Self.faults(generator.policy().json()) == [], "seed \(seed)") }
    }

    @Test("takes the example, and names the same keys as the coder")
    func example() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(
            path: "../../Documentation/Examples/northwind/policy.json")
        #expect(try Self.faults([UInt8](Data(contentsOf: file))) == [])
    }

    @Test(
        "refuses what the coder refuses",
        arguments: [
            "{}", #"{"controller": "c", "role": []}"#, #"{"controller": "c", "roles": [{"id": "a", "rules": [{}]}]}"#,
            #"{"controller": "c", "roles": [{"id": "a", "rules": [{"allow": ["read"], "forbid": ["read"]}]}]}"#,
            #"{"controller": "c", "roles": [{"id": "a", "rules": [{"allow": ["read"], "when": ["sometimes"]}]}]}"#,
            #"{"controller": "c", "roles": [{"id": "a", "rules": [{"allow": ["read"], "when": [{}]}]}]}"#,
            #"{"controller": "c", "roles": [{"id": "a", "rules": [{"allow": ["read"], "obligations": ["dance"]}]}]}"#,
            #"{"controller": "c", "grants": [{"id": "g", "principal": "p"}]}"#,
            #"{"controller": "c", "exclusive": [{"atMost": 1}]}"#,
            #"{"controller": "c", "purposes": [{"purpose": "p", "basis": "uk-gdpr:6(1)(ea)", "recognisedInterest": "adverts"}]}"#,
        ])
    func refuses(_ json: String) throws {
        #expect(try !Self.faults(Array(json.utf8)).isEmpty)
        #expect(throws: AccessError.self) { try RolePolicy(json: json) }
    }
}

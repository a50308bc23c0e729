import CustodyModel
import Foundation
import Testing

@testable import CustodyProof

@Suite("Events of the Open Cybersecurity Schema Framework") struct OCSFTests {
    private static func event(_ leaf: AuditLeaf, _ opening: AuditOpening? = nil) throws -> JSONValue {
        var compartments: [ExportedEntry.Compartment] = []
        if let opening {
            compartments.append(.init(commitment: Bytes([UInt8](repeating: 0, count: 32)), state: .opened(opening)))
        }
        let entry = try ExportedEntry(index: 7, leafBytes: Bytes(leaf.bytes), compartments: compartments, path: [])
        var names = AuditVocabulary()
        _ = names.register(.role("support"))
        return ExportForm.ocsf.json(of: entry, names, .access, origin: Fixture.origin)
    }

    private static var leaves: [AuditLeaf] {
        let classes = (0...13).map { AuditClass(rawValue: $0) }
        let actions = AuditAction.all + [AuditAction(rawValue: 0), AuditAction(rawValue: 0x8001), AuditAction(rawValue: .max)]
        return classes.flatMap { auditClass in
            actions.flatMap { action in
                AuditDecision.allCases.flatMap { decision in
                    [Handle.zero, Fixture.handle(3)].flatMap { actor in
                        [AuditFlags(), .breakGlass].map { flags in
                            var leaf = AuditLeaf(
                                auditClass, action, decision, flags: flags, commit: .zero, batch: .zero, time: Fixture.start)
                            leaf.actorReference = actor
                            leaf.role = actor == .zero ? 0 : 1
                            return leaf
                        }
                    }
                }
            }
        }
    }

    @Test("every class, action and decision becomes an event that has what the schema demands")
    func required() throws {
        var classes: Set<JSONValue> = []
        for leaf in Self.leaves {
            let event = try Self.event(leaf)
            #expect(OCSFSchema.faults(in: event) == [], "\(leaf.auditClass) \(leaf.action)")
            classes.insert(try #require(event["class_uid"]))
        }
        #expect(classes == [.integer(6003), .integer(6005), .integer(3004), .integer(2005)])
    }

    @Test("the checker finds each attribute that is left out, and each number that is wrong")
    func checker() throws {
        for leaf in Self.leaves where leaf.decision == .permit && leaf.auditClass.rawValue < 3 {
            guard case .object(let members) = try Self.event(leaf), let uid = try Self.event(leaf)["class_uid"] else {
                continue
            }
            let demanded = try #require(OCSFSchema.classes.first { .integer($0.uid) == uid })
            for name in demanded.required {
                #expect(OCSFSchema.faults(in: .object(members.filter { $0.name != name })) != [], "\(name)")
            }
            for name in ["class_uid", "category_uid", "activity_id", "type_uid", "severity_id"] {
                let wrong = members.map { $0.name == name ? JSONValue.Member(name: name, value: .integer(77)) : $0 }
                #expect(OCSFSchema.faults(in: .object(wrong)) != [], "\(name)")
            }
        }
        // An object within is looked at too.
        let event = try Self.event(Fixture.leaf(1))
        guard case .object(var members) = event else { return }
        for place in members.indices where members[place].name == "metadata" {
            members[place].value = .record(["version": .text("1")])
        }
        #expect(OCSFSchema.faults(in: .object(members)) == ["metadata has no product"])
    }

    @Test("who acted stands in it by reference and role, and by name only where the export opens it")
    func actor() throws {
        var leaf = Fixture.leaf(1)
        leaf.actorReference = Fixture.handle(3)
        leaf.role = 1
        let user = try Self.event(leaf)["actor"]?["user"]
        #expect(user?["uid"] == .text(Fixture.handle(3).description))
        #expect(user?["name"] == nil)
        #expect(user?["groups"] == .array([.record(["name": .text("support")])]))
        let opening = AuditOpening(
            handle: Fixture.handle(4), keyClass: .actor, random: Bytes([UInt8](repeating: 1, count: 32)),
            payload: Bytes(CBOR.map(["id": .text("agent-1")]).encoded()))
        #expect(try Self.event(leaf, opening)["actor"]?["user"]?["name"] == .text("agent-1"))
    }

    @Test("the hash of the leaf, the log and the entry itself stand in it")
    func integrity() throws {
        let leaf = Fixture.leaf(1)
        let event = try Self.event(leaf)
        guard case .array(let list)? = event["attestation_list"], let attestation = list.first else {
            Issue.record("there is no attestation")
            return
        }
        #expect(attestation["chain_uid"] == .text(Fixture.origin))
        #expect(attestation["fingerprint"]?["value"] == .hex(leaf.hash))
        #expect(event["unmapped"]?["entry"]?["leaf"] == .hex(Bytes(leaf.bytes)))
        #expect(event["time"] == .integer(leaf.time.milliseconds))
    }

    // MARK: The table

    private struct Facts: Decodable {
        struct Constraints: Decodable {
            var oneOf: [String]?
            enum CodingKeys: String, CodingKey { case oneOf = "at_least_one" }
        }

        struct Class: Decodable {
            var uid: Int64
            var category: Int64
            var required: [String]
            var activities: [String: String]
            var constraints: Constraints
            enum CodingKeys: String, CodingKey {
                case uid = "class_uid"
                case category = "category_uid"
                case activities = "activity_id"
                case required, constraints
            }
        }

        struct Object: Decodable {
            var required: [String]
            var constraints: Constraints
        }

        var source: String
        var classes: [String: Class]
        var objects: [String: Object]
        var severities: [String: String]
        enum CodingKeys: String, CodingKey {
            case severities = "severity_id"
            case source, classes, objects
        }
    }

    @Test("the table is that of the schema's sources, where a copy of them is at hand")
    func facts() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../../shared/facts/ocsf-required.json")
        guard let data = try? Data(contentsOf: file) else { return }
        let facts = try JSONDecoder().decode(Facts.self, from: data)
        func numbered(_ names: [String: String]) -> [Int64: String] {
            Dictionary(uniqueKeysWithValues: names.compactMap { key, name in Int64(key).map { ($0, name) } })
        }
        #expect(facts.source == OCSFSchema.source)
        #expect(facts.source.contains(OCSFSchema.version))
        #expect(numbered(facts.severities) == OCSFSchema.severities)
        #expect(Set(facts.classes.keys) == Set(OCSFSchema.classes.map(\.name)))
        for known in OCSFSchema.classes {
            let fact = try #require(facts.classes[known.name])
            #expect(fact.uid == known.uid && fact.category == known.category)
            #expect(fact.required == known.required)
            #expect(fact.constraints.oneOf ?? [] == known.oneOf)
            #expect(numbered(fact.activities) == known.activities)
        }
        #expect(Set(facts.objects.keys) == Set(OCSFSchema.objects.keys))
        for (name, known) in OCSFSchema.objects {
            let fact = try #require(facts.objects[name])
            #expect(fact.required == known.required, "\(name)")
            #expect(fact.constraints.oneOf ?? [] == known.oneOf, "\(name)")
        }
    }
}

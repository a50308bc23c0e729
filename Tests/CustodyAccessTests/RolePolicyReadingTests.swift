import CustodyAccess
import CustodyModel
import Testing

@Suite("A policy document")
struct RolePolicyReadingTests {
    static let document = """
        {"controller": "northwind",
         "purposes": [{"purpose": "customerCare", "basis": "gdpr:6(1)(f)", "note": "help that was asked for"},
                      {"purpose": "payment", "basis": "gdpr:6(1)(b)"}],
         "roles": [{"id": "support", "rules": [
                      {"allow": ["read"], "categories": ["contact"], "purposes": ["customerCare"]},
                      {"mask": ["read"], "categories": ["financial.bankAccount"], "purposes": ["payment"], "keepLast": 4}]},
                   {"id": "billing", "inherits": ["support"],
                    "rules": [{"allow": ["read"], "categories": ["financial"], "purposes": ["payment"]}]},
                   {"id": "auditor", "rules": [{"allow": ["audit.read"]}]}],
         "exclusive": [["billing", "auditor"]],
         "principals": [{"id": "support-1", "roles": ["support"]}]}
        """

    static func built() throws -> RolePolicy {
        try RolePolicy(controller: "northwind") {
            Declare(.customerCare, on: .legitimateInterests, note: "help that was asked for")
            Declare(.payment, on: .contract)
            Role("support") {
                Allow(.read, [.contact], for: [.customerCare])
                Mask(.bankAccount, keepLast: 4, for: [.payment])
            }
            Role("billing") {
                Inherits("support")
                Allow(.read, [.financial], for: [.payment])
            }
            Role("auditor") { Allow(.readLog) }
            Exclusive("billing", "auditor")
            Assign("support-1", to: "support")
        }
    }

    @Test("says the same in JSON and in Swift")
    func sameInBoth() throws {
        #expect(try RolePolicy(json: Self.document) == Self.built())
        #expect(try Self.built().validate().errors.isEmpty)
    }

    @Test("reads back from JSON and from its canonical bytes")
    func roundTrip() throws {
        let policy = try Self.built()
        #expect(try RolePolicy(json: policy.json()) == policy)
        #expect(try RolePolicy(canonicalBytes: policy.canonicalBytes()) == policy)
    }

    @Test("has the same canonical bytes however its JSON is laid out")
    func canonical() throws {
        let policy = try RolePolicy(json: Self.document)
        let other = try RolePolicy(
            json: "{\"version\":1,\"actions\":[]," + Self.document.split(separator: "\n").joined().dropFirst())
        #expect(try policy.canonicalBytes() == other.canonicalBytes())
    }

    @Test("takes loops and conditions in Swift, and joins assignments of one principal")
    func builderControl() throws {
        let night = true
        let policy = try RolePolicy(controller: "northwind", version: 7) {
            DeclareActions("ledger.export")
            for name: RoleID in ["a", "b"] { Role(name) { Allow("ledger.export") } }
            if night { Assign("guard", to: "a") } else { Assign("guard") }
            Assign("guard", to: "b")
        }
        #expect(policy.version == 7)
        #expect(policy.effectiveRoles(of: "guard") == ["a", "b"])
    }

    @Test(
        "refuses a key that means nothing and says where",
        arguments: [
            (#"{"controler": "x"}"#, "controler"),
            (#"{"controller": "x", "roles": [{"id": "a", "rule": []}]}"#, "roles[0].rule"),
            (
                #"{"controller": "x", "roles": [{"id": "a"}, {"id": "b", "rules": [{"alow": ["read"]}]}]}"#,
                "roles[1].rules[0].alow"
            ),
            (#"{"controller": "x", "purposes": [{"purpose": "p", "basis": "b", "why": "c"}]}"#, "purposes[0].why"),
            (#"{"controller": "x", "principals": [{"id": "p", "roles": [], "role": "q"}]}"#, "principals[0].role"),
        ])
    func unknownKey(_ json: String, _ path: String) {
        #expect(throws: AccessError(.unknownKey, "", at: path)) { try RolePolicy(json: json) }
    }

    @Test(
        "refuses a key that stands twice, however it is spelt",
        arguments: [
            (#"{"controller": "x", "controller": "y"}"#, "controller"),
            (#"{"controller": "x", "roles": [{"id": "a"}, {"id": "b", "rules": [], "rul\u0065s": []}]}"#, "roles[1].rules"),
            (#"{"controller": "a\"b:{,", "roles": [{"id": "b", "id": "c"}]}"#, "roles[0].id"),
        ])
    func duplicateKey(_ json: String, _ path: String) {
        #expect(throws: AccessError(.duplicateKey, "", at: path)) { try RolePolicy(json: json) }
    }

    @Test("refuses a misspelt action unless the document declares it")
    func unknownAction() throws {
        let json = #"{"controller": "x", ACTIONS "roles": [{"id": "a", "rules": [{"allow": ["read", "reed"]}]}]}"#
        #expect(throws: AccessError(.unknownAction, "", at: "roles[0].rules[0].allow[1]")) {
            try RolePolicy(json: json.replacing("ACTIONS", with: ""))
        }
        _ = try RolePolicy(json: json.replacing("ACTIONS", with: #""actions": ["reed"],"#))
    }

    @Test(
        "refuses what is no document",
        arguments: [
            ("", nil), ("[]", ""), ("{}", "controller"), (#"{"controller": 3}"#, "controller"),
            (#"{"controller": "x", "roles": {}}"#, "roles"),
            (#"{"controller": "x", "roles": [{"id": "a", "rules": [{}]}]}"#, "roles[0].rules[0]"),
            (#"{"controller": "x", "roles": [{"id": "a", "rules": [{"allow": [], "mask": []}]}]}"#, "roles[0].rules[0]"),
            (
                #"{"controller": "x", "roles": [{"id": "a", "rules": [{"allow": [], "keepLast": 1}]}]}"#,
                "roles[0].rules[0].keepLast"
            ),
            (#"{"controller": "x", "version": 1.5}"#, nil),
        ] as [(String, String?)])
    func malformed(_ json: String, _ path: String?) {
        let error = #expect(throws: AccessError.self) { try RolePolicy(json: json) }
        #expect(error?.code == .malformedDocument)
        if let path { #expect(error?.place == path) }
    }

    @Test("refuses UTF-16, in which a repeated key could hide")
    func utf16() {
        let bytes = Self.document.utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
        #expect(throws: AccessError(.malformedDocument, "")) { try RolePolicy(json: bytes) }
    }

    @Test("survives every cut and every changed byte")
    func damaged() {
        let bytes = Array(Self.document.utf8)
        for place in bytes.indices {
            _ = try? RolePolicy(json: Array(bytes[..<place]))
            var changed = bytes
            changed[place] ^= UInt8(truncatingIfNeeded: place &* 31 | 1)
            _ = try? RolePolicy(json: changed)
        }
    }
}

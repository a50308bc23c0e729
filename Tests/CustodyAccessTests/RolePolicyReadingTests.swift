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

    static let full = """
        {
          "controller": "northwind",
          "trainings": ["basics"],
          "facts": ["onShift"],
          "purposes": [{"purpose": "care", "basis": "gdpr:6(1)(b)"}, {"purpose": "care.ads", "basis": "gdpr:6(1)(a)"}],
          "roles": [
            {
              "id": "agent", "prerequisites": ["staff"], "maxHolders": 5, "delegable": true, "reviewEveryDays": 90,
              "rules": [
                {
                  "id": "main", "allow": ["read"], "categories": ["contact"], "purposes": ["care"],
                  "prohibitedPurposes": ["care.ads"],
                  "when": [
                    "ownRecord", {"training": "basics"}, {"assurance": 2}, {"fact": "onShift"}, {"recordsAtMost": 9},
                    {"weekly": {"days": ["mon", "fri"], "from": "08:00", "until": "18:30", "utcOffset": 60}},
                    {"between": {"from": "2026-01-01T00:00:00.000Z", "until": "2027-01-01T00:00:00.000Z"}}
                  ],
                  "unless": ["legalHold", "minor"], "obligations": ["audit", "postReview"]
                },
                {"pseudonymise": ["read"], "categories": ["identity"]},
                {"drop": ["read"], "categories": ["identity.birthDate"]},
                {"forbid": ["read"], "categories": ["financial"], "unless": ["ticket"], "overridable": true}
              ]
            },
            {"id": "staff"}
          ],
          "exclusive": [{"roles": ["agent", "staff", "staff2"], "atMost": 2, "dynamic": true}],
          "principals": [{"id": "p", "roles": ["staff"]}],
          "grants": [
            {
              "id": "g1", "principal": "p", "role": "agent", "scope": "eu.berlin", "from": "2026-01-01T00:00:00.000Z",
              "until": "2026-06-01T00:00:00.000Z", "delegatedBy": "q", "grantedBy": "q", "reason": "leave",
              "certifiedAt": "2026-01-02T00:00:00.000Z", "suspended": true
            }
          ]
        }
        """

    @Test("reads and writes every part of the model")
    func fullRoundTrip() throws {
        let policy = try RolePolicy(json: Self.full)
        #expect(try RolePolicy(json: policy.json()) == policy)
        #expect(try RolePolicy(canonicalBytes: policy.canonicalBytes()) == policy)
        let built = Role("agent") {
            Requires("staff")
            MaxHolders(5)
            Delegable()
            ReviewEvery(days: 90)
            Allow(.read, [.contact], for: ["care"]).named("main").except("care.ads")
                .when(
                    .ownRecord, .training("basics"), .assurance(2), .fact("onShift"), .recordsAtMost(9),
                    .weekly(WeeklyWindow([.mon, .fri], from: 480, until: 1110, utcOffset: 60)),
                    .between(from: Instant("2026-01-01"), until: Instant("2027-01-01"))
                )
                .unless(.legalHold, .minor).obliging([.audit, .postReview])
            Pseudonymise(["identity"])
            Drop([.birthDate])
            Forbid(.read, [.financial]).unless(.ticket).overridable()
        }
        #expect(policy.roles.first == built)
        #expect(policy.exclusions == [Exclusion(["agent", "staff", "staff2"], atMost: 2, kind: .dynamic)])
        #expect(policy.grants.first?.source == .delegated(by: "q"))
    }

    @Test(
        "refuses a rule, condition or obligation that means nothing and says where",
        arguments: [
            (#""rules": [{"allow": ["read"], "forbid": ["read"]}]"#, "roles[0].rules[0]"),
            (#""rules": [{"allow": ["read"], "overridable": true}]"#, "roles[0].rules[0].overridable"),
            (#""rules": [{"allow": ["read"], "when": ["sometimes"]}]"#, "roles[0].rules[0].when[0]"),
            (#""rules": [{"allow": ["read"], "when": [{}]}]"#, "roles[0].rules[0].when[0]"),
            (#""rules": [{"allow": ["read"], "when": [{"assurance": 1, "fact": "f"}]}]"#, "roles[0].rules[0].when[0]"),
            (
                #""rules": [{"allow": ["read"], "when": [{"weekly": {"days": ["mon"], "from": "8:00", "until": "18:00"}}]}]"#,
                "roles[0].rules[0].when[0].weekly.from"
            ),
            (#""rules": [{"allow": ["read"], "obligations": ["dance"]}]"#, "roles[0].rules[0].obligations"),
        ])
    func meaningless(_ part: String, _ path: String) {
        let error = #expect(throws: AccessError.self) {
            try RolePolicy(json: #"{"controller": "c", "roles": [{"id": "a", \#(part)}]}"#)
        }
        #expect(error?.code == .malformedDocument)
        #expect(error?.place == path)
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

    @Test(
        "says what is wrong in the words of the document, without the types of the program and without what stands there",
        arguments: [
            ("[]", "another kind of value stands here than an object"), ("{}", "'controller' is missing; add it"),
            (#"{"controller": 3}"#, "another kind of value stands here than a text"),
            (#"{"controller": "x", "roles": {}}"#, "another kind of value stands here than a list"),
            (#"{"controller": "x", "version": "ann-lee"}"#, "another kind of value stands here than a number"),
            (
                #"""
                {"controller": "x", "roles": [{"id": "a", "rules": [{"allow": ["read"], "when": [
                  {"weekly": {"days": ["ann-lee"], "from": "08:00", "until": "18:00"}}]}]}]}
                """#,
                "this is no value that can stand here"
            ),
            ("ann-lee", "it is no JSON, or a number or an escaped character in it cannot be read"),
        ])
    func words(_ json: String, _ words: String) {
        let error = #expect(throws: AccessError.self) { try RolePolicy(json: json) }
        #expect(error?.message == words && error?.code == .malformedDocument, "\(json)")
    }

    @Test("says of stored bytes that are no document no more than that")
    func storedWords() throws {
        let bytes = try CBOR.encode(["controller": 5])
        let error = #expect(throws: AccessError.self) { try RolePolicy(canonicalBytes: bytes) }
        #expect(error?.place == "controller" && error?.message == "the stored value is of another kind")
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

import CustodyModel
import Testing

@Suite struct CBORCodingTests {
    struct Everything: Codable, Hashable {
        enum Choice: Codable, Hashable {
            case plain
            case one(Int)
            case named(left: String, right: [Bool?])
        }
        enum Raw: String, Codable { case yes, no }
        struct Inner: Codable, Hashable {
            var flag: Bool
            var next: [Inner]
        }

        var small: Int8
        var large: UInt64
        var negative: Int64
        var single: Float
        var double: Double
        var text: String
        var missing: String?
        var present: String?
        var list: [Int?]
        var inner: Inner
        var choices: [Choice]
        var raw: Raw
        var bytes: Bytes
        var handle: Handle
        var token: SubjectToken
        var instant: Instant
        var sealed: SealedValue
        var byPurpose: [Purpose: [Choice]]
        var byNumber: [Int: String]
        var byHandle: [Handle: Int]
        var tree: CBOR
    }

    private let everything = Everything(
        small: -128, large: .max, negative: .min, single: 1.5, double: 0.1, text: "grüße\0", missing: nil, present: "",
        list: [1, nil, 3], inner: .init(flag: true, next: [.init(flag: false, next: [])]),
        choices: [.plain, .one(-1), .named(left: "l", right: [true, nil])], raw: .no, bytes: [0, 255],
        handle: Handle(Array(0..<16)) ?? .zero, token: SubjectToken(.zero), instant: Instant(milliseconds: -1),
        sealed: SealedValue(key: KeyID(.zero, .text), keyVersion: 7, box: [1, 2]),
        byPurpose: ["marketing": [.plain], "a.b": []], byNumber: [-1: "minus", 20: "twenty"], byHandle: [.zero: 1],
        tree: .map(["k": .array([.null, .bool(true)])]))

    @Test("Values of every shape come back as they were")
    func roundTrip() throws {
        let bytes = try CBOR.encode(everything)
        #expect(try CBOR.decode(Everything.self, from: bytes) == everything)
        #expect(try CBOR.encode(try CBOR.decode(Everything.self, from: bytes)) == bytes)
    }

    @Test("Bytes and handles are byte strings, names are text and keys, and nil is left out")
    func shape() throws {
        guard case .map(let fields) = try CBOR(encoding: everything) else { return #expect(Bool(false), "no map") }
        #expect(fields["bytes"] == .bytes([0, 255]))
        #expect(fields["handle"] == .bytes(Array(0..<16)))
        #expect(fields["missing"] == nil)
        guard case .map(let byPurpose) = fields["byPurpose"] else { return #expect(Bool(false), "no map of purposes") }
        #expect(Set(byPurpose.keys) == ["marketing", "a.b"])
        #expect(fields["instant"] == .negative(0))
    }

    @Test("A value of another kind or size is an error, and the error does not say it")
    func mismatch() throws {
        struct One: Decodable { var value: UInt8 }
        for value: CBOR in [.text("secret"), .unsigned(256), .integer(-1), .double(1), .null, .bytes([1]), .bool(true)] {
            #expect {
                try CBOR.map(["value": value]).decode(One.self)
            } throws: { error in
                error is DecodingError && !"\(error)".contains("secret") && !"\(error)".contains("256")
            }
        }
        #expect(throws: DecodingError.self) { try CBOR.map([:]).decode(One.self) }
        #expect(throws: DecodingError.self) { try CBOR.array([]).decode(One.self) }
        #expect(throws: DecodingError.self) { try CBOR.bytes([1]).decode(Handle.self) }
    }

    @Test("Random trees never trap a decoder")
    func randomTrees() {
        let dice = Dice()
        guard case .map(let whole) = try? CBOR(encoding: everything) else { return #expect(Bool(false), "no map") }
        for _ in 0..<3000 {
            var fields = whole
            let key = fields.keys.sorted()[dice.below(fields.count)]
            fields[key] = dice.value()
            _ = try? CBOR.map(fields).decode(Everything.self)
            _ = try? dice.value().decode(Everything.Choice.self)
        }
    }

    @Test("A type may ask only for the names that were named before")
    func asking() throws {
        struct Ask: Decodable {
            var allowed: Int
            var other: Int?
        }
        let tree = CBOR.map(["allowed": .unsigned(1), "other": .unsigned(2)])
        #expect(try tree.decode(Ask.self, asking: ["allowed", "other"]).other == 2)
        #expect(throws: DecodingError.self) { try tree.decode(Ask.self, asking: ["allowed"]) }
        #expect(throws: DecodingError.self) { try CBOR.map(["allowed": .unsigned(1)]).decode(Ask.self, asking: ["allowed"]) }
    }

    @Test("Hexadecimal is read in either case and written in lower case")
    func hexadecimal() throws {
        #expect([UInt8](hex: "00fFA0") == [0, 255, 160])
        #expect([UInt8](hex: "0") == nil && [UInt8](hex: "0g") == nil && [UInt8](hex: "é0") == nil)
        #expect([0, 255, 160].hex == "00ffa0")
        #expect([UInt8](hex: "") == [])
    }
}

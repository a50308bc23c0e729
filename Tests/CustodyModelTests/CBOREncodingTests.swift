import CustodyModel
import Testing

/// Whatever way a type takes through the encoder, the bytes are those of the tree that it describes.
@Suite("What the encoder makes of types")
struct CBOREncodingTests {
    /// A tree that goes through the containers of `Encodable` instead of being written as it is.
    private struct Walked: Encodable {
        var tree: CBOR

        private struct Key: CodingKey {
            var stringValue: String
            var intValue: Int? { nil }
            init(_ text: String) { stringValue = text }
            init?(stringValue: String) { self.stringValue = stringValue }
            init?(intValue: Int) { nil }
        }

        func encode(to encoder: any Encoder) throws {
            switch tree {
            case .map(let entries):
                var container = encoder.container(keyedBy: Key.self)
                for (key, value) in entries {
                    let key = Key(key)
                    switch value {
                    case .text(let text): try container.encode(text, forKey: key)
                    case .bool(let flag): try container.encode(flag, forKey: key)
                    case .double(let number): try container.encode(number, forKey: key)
                    case .unsigned(let number): try container.encode(number, forKey: key)
                    case .null: try container.encodeNil(forKey: key)
                    default: try container.encode(Walked(tree: value), forKey: key)
                    }
                }
            case .array(let values):
                var container = encoder.unkeyedContainer()
                for value in values {
                    switch value {
                    case .text(let text): try container.encode(text)
                    case .null: try container.encodeNil()
                    default: try container.encode(Walked(tree: value))
                    }
                }
            case .text(let text):
                var container = encoder.singleValueContainer()
                try container.encode(text)
            case .null:
                var container = encoder.singleValueContainer()
                try container.encodeNil()
            default:
                var container = encoder.singleValueContainer()
                try container.encode(tree)
            }
        }
    }

    @Test("Any tree comes out as it was")
    func trees() throws {
        let dice = Dice()
        for round in 0..<2000 {
            let tree = dice.value()
            #expect(try CBOR.encode(Walked(tree: tree)) == tree.encoded(), "round \(round), CUSTODY_SEED=\(dice.seed)")
            #expect(try CBOR(encoding: Walked(tree: tree)) == tree, "round \(round), CUSTODY_SEED=\(dice.seed)")
        }
    }

    /// Fills its containers in turns, and one of them twice.
    private struct Interleaved: Encodable {
        enum Key: String, CodingKey { case zebra, a, list, twice }

        func encode(to encoder: any Encoder) throws {
            var outer = encoder.container(keyedBy: Key.self)
            var inner = outer.nestedContainer(keyedBy: Key.self, forKey: .zebra)
            var list = outer.nestedUnkeyedContainer(forKey: .list)
            try outer.encode(1, forKey: .twice)
            try inner.encode("late", forKey: .list)
            try list.encode(1)
            try inner.encode("early", forKey: .a)
            var nested = list.nestedContainer(keyedBy: Key.self)
            try list.encodeNil()
            try nested.encode([true], forKey: .a)
            try outer.encode("two", forKey: .twice)
            // Another container of the same encoder goes on where the first one is.
            var again = encoder.container(keyedBy: Key.self)
            try again.encode(Instant(milliseconds: -2), forKey: .a)
            try 7.encode(to: outer.superEncoder())
            _ = list.nestedUnkeyedContainer()
        }
    }

    @Test("Containers filled in turns hold what they would have held one after another, and the later of two values counts")
    func interleaved() throws {
        let expected = CBOR.map([
            "a": .negative(1), "twice": .text("two"), "super": .unsigned(7),
            "zebra": .map(["a": .text("early"), "list": .text("late")]),
            "list": .array([.unsigned(1), .map(["a": .array([.bool(true)])]), .null, .array([])]),
        ])
        #expect(try CBOR.encode(Interleaved()) == expected.encoded())
        #expect(try CBOR(encoding: Interleaved()) == expected)
    }

    private struct Nothing: Encodable { func encode(to encoder: any Encoder) throws {} }
    private struct Deep: Encodable {
        var depth: Int
        func encode(to encoder: any Encoder) throws {
            var container = encoder.unkeyedContainer()
            if depth > 0 { try container.encode(Deep(depth: depth - 1)) }
        }
    }
    private struct Failing: Encodable {
        enum Key: String, CodingKey { case outer, inner }
        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Key.self)
            var list = container.nestedUnkeyedContainer(forKey: .outer)
            try list.encode("secret")
            var inner = list.nestedContainer(keyedBy: Key.self)
            throw EncodingError.invalidValue(
                0, .init(codingPath: inner.superEncoder(forKey: .inner).codingPath, debugDescription: "as asked"))
        }
    }

    @Test("A type that writes nothing is an empty map, and one that is nested too deep an error that names no value")
    func ends() throws {
        #expect(try CBOR.encode(Nothing()) == CBOR.map([:]).encoded())
        #expect(try CBOR(decoding: CBOR.encode(Deep(depth: 60))) == CBOR(encoding: Deep(depth: 60)))
        #expect(throws: EncodingError.self) { try CBOR.encode(Deep(depth: 70)) }
    }

    @Test("A failure says where, by keys and places from the outside in")
    func path() {
        #expect {
            try CBOR.encode(Failing())
        } throws: { error in
            guard case EncodingError.invalidValue(_, let context)? = error as? EncodingError else { return false }
            return context.codingPath.map(\.stringValue) == ["outer", "1", "inner"]
        }
    }
}

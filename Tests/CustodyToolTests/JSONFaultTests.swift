import Custody
import Testing

@testable import custodyctl

@Suite("Where a text stops being JSON")
struct JSONFaultTests {
    /// A text, the line and the column of its first fault, and whether that is its end.
    private static let faulty: [(String, Int, Int, Bool)] = [
        ("", 1, 1, true), ("  \n ", 2, 2, true), ("{", 1, 2, true), ("[1, 2\n", 2, 1, true), ("\"a", 1, 3, true),
        ("{\"a\": 1,\n  \"b\": 2\n  \"c\": 3}", 3, 3, false), ("{\"a\": 1}\n}", 2, 1, false), ("{a: 1}", 1, 2, false),
        ("[1,, 2]", 1, 4, false), ("{\"a\" 1}", 1, 6, false), ("{\"a\": }", 1, 7, false), ("[tru]", 1, 5, false),
        ("[01]", 1, 2, false), ("[1.]", 1, 4, false), ("[-]", 1, 3, false), ("[1e]", 1, 4, false), ("[+1]", 1, 2, false),
        ("{\"ä\": 'b'}", 1, 7, false), ("[\"a\nb\"]", 1, 4, false),
        (#"["\x"]"#, 1, 4, false), (#"["\u12g4"]"#, 1, 7, false),
        ("[1]\r\n\r\n]", 3, 1, false), ("[1}", 1, 3, false), ("nul", 1, 4, true),
    ]

    @Test("the first character that cannot stand where it does is told, or that the text ends too early", arguments: faulty)
    func faults(_ text: String, _ line: Int, _ column: Int, _ isAtEnd: Bool) {
        let fault = JSONFault(in: Array(text.utf8))
        #expect(fault == JSONFault(place: TextPlace(line: line, column: column), isAtEnd: isAtEnd))
    }

    @Test(
        "what the decoder takes has no fault, a comma before a closing bracket among it",
        arguments: [
            "null", " true\n", "-0.5e+10", #""\u00e4\n\"ä""#, "[]", "{}", #"[[], {}, ""]"#, "[1, 2,]",
            #"{"a": [1], "b": {"c": null},}"#, "\u{FEFF}[1]",
        ])
    func taken(_ text: String) throws {
        let bytes = Array(text.utf8)
        #expect(JSONFault(in: bytes) == nil)
        _ = try JSONText.decode(JSONTree.self, from: bytes)
    }

    @Test(
        "a value of another kind is told by its place and the kind that belongs there, not by the types of the program",
        arguments: [
            ("{}", "the document: another kind of value stands here than a list"), ("[5]", "[0]: another kind of value"),
            (#"[{"a": 1}]"#, "[0].a: another kind of value stands here than a text"),
            (#"[{"a": null}]"#, "[0].a: null stands here instead of a text"),
        ])
    func kinds(_ text: String, _ words: String) throws {
        let error = try #require(throws: DecodingError.self) {
            try JSONText.decode([[String: String]].self, from: Array(text.utf8))
        }
        #expect(error.explanation.hasPrefix(words), "\(error.explanation)")
        for type in ["Array", "Dictionary", "String", "decode"] { #expect(!error.explanation.contains(type)) }
    }

    @Test("brackets that are open without end cost no stack, and bytes that are no UTF-8 are told")
    func hostile() {
        let open = JSONFault(in: [UInt8](repeating: UInt8(ascii: "["), count: 1 << 20))
        #expect(open == JSONFault(place: TextPlace(line: 1, column: 513), isAtEnd: false))
        let bytes = Array("[\"a".utf8) + [0xFF] + Array("\"]".utf8)
        #expect(JSONFault(in: bytes)?.place == TextPlace(line: 1, column: 4))
        #expect(TextPlace(ofInvalidUTF8In: bytes) == TextPlace(line: 1, column: 4))
        #expect(TextPlace(ofInvalidUTF8In: Array("ä\rb".utf8)) == nil)
        #expect(TextPlace(ofInvalidUTF8In: Array("ä\rb".utf8) + [0xC3]) == TextPlace(line: 2, column: 2))
    }
}

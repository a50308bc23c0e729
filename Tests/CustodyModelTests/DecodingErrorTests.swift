import CustodyModel
import Foundation
import Testing

@Suite("What is wrong with a document, in its author's words")
struct DecodingErrorTests {
    private struct Part: Codable {
        enum Kind: String, Codable { case small }

        var name: String
        var numbers: [Int]?
        var kind: Kind?
    }

    @Test(
        "The place and the kind that belongs there are told, and neither a type of the program nor what stands there",
        arguments: [
            ("{}", "", "another kind of value stands here than a list"), ("[{}]", "[0].name", "'name' is missing; add it"),
            (#"[{"name": 5}]"#, "[0].name", "another kind of value stands here than a text"),
            (#"[{"name": null}]"#, "[0].name", "null stands here instead of a text"),
            (#"[{"name": "a", "numbers": ["ada"]}]"#, "[0].numbers[0]", "another kind of value stands here than a number"),
            (#"[{"name": "a", "kind": "ada"}]"#, "[0].kind", "this is no value that can stand here"),
        ])
    func json(_ text: String, _ place: String, _ words: String) throws {
        let error = try #require(throws: DecodingError.self) { try JSONDecoder().decode([Part].self, from: Data(text.utf8)) }
        #expect(error.place == place && error.words == words, "\(error.explanation)")
        #expect(error.explanation == "\(place.isEmpty ? "the document" : place): \(words)")
    }

    @Test("What is no JSON has no place")
    func noJSON() throws {
        let error = try #require(throws: DecodingError.self) { try JSONDecoder().decode([Part].self, from: Data("{".utf8)) }
        #expect(error.place.isEmpty && error.explanation == error.words && error.words.hasPrefix("it is no JSON"))
    }

    @Test("Of what is stored the same is told")
    func stored() throws {
        let bytes = try CBOR.encode([["name": 5]])
        let error = try #require(throws: DecodingError.self) { try CBOR.decode([Part].self, from: bytes) }
        #expect(error.explanation == "[0].name: the stored value is of another kind")
    }
}

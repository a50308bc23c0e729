import CustodyModel
import CustodyTesting
import Testing

@testable import CustodyAccess

@Suite("Places of names")
struct NameTableTests {
    @Test("a table finds what a dictionary finds, of any length and through any growth", arguments: Draws.seeds(43))
    func likeADictionary(_ seed: UInt64) {
        let draw = PolicyGenerator(random: SeededRandomSource(seed: seed))
        func name() -> DataCategory {
            DataCategory(String(decoding: (0..<draw.number(24)).map { _ in UInt8(97 + draw.number(3)) }, as: UTF8.self))
        }
        for _ in 0..<20 {
            var table = NameTable<DataCategory>()
            var dictionary: [DataCategory: Int] = [:]
            for place in 0..<draw.number(400) {
                let name = name()
                table.insert(name, at: place)
                dictionary[name] = place
                let other = self.name(like: name, draw)
                #expect(table[other] == dictionary[other], "seed \(seed)")
            }
            for (name, place) in dictionary { #expect(table[name] == place, "seed \(seed)") }
            for _ in 0..<200 {
                let name = name()
                #expect(table[name] == dictionary[name], "seed \(seed)")
            }
        }
    }

    /// The name with one letter more, less or changed.
    private func name(like name: DataCategory, _ draw: PolicyGenerator) -> DataCategory {
        var letters = Array(name.rawValue.utf8)
        switch draw.number(3) {
        case 0: letters.append(97)
        case 1: _ = letters.popLast()
        default: if !letters.isEmpty { letters[draw.number(letters.count)] = 98 }
        }
        return DataCategory(String(decoding: letters, as: UTF8.self))
    }

    @Test("an empty table finds nothing, not even the empty name")
    func empty() {
        #expect(NameTable<Purpose>()[""] == nil)
        #expect(NameTable<Purpose>()["care"] == nil)
    }
}

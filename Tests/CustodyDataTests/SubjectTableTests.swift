import CustodyModel
import CustodyTesting
import Testing

@testable import CustodyData

@Suite("The lists of people's records")
struct SubjectTableTests {
    private func handle(_ number: Int) -> Handle {
        Handle([UInt8](repeating: 1, count: 14) + [UInt8(number >> 8), UInt8(number & 255)]) ?? .zero
    }

    @Test("hold what was put in and not taken away, in rows of limited length", arguments: [1, UInt64.random(in: 2 ... .max)])
    func likeASet(_ seed: UInt64) throws {
        let random = SeededRandomSource(seed: seed)
        func number(_ count: Int) -> Int { Int(random.number() % UInt64(count)) }
        var table = SubjectTable(in: nil, room: 4)
        var model: [Int: Set<RecordID>] = [:]
        var versions: [Int: CommitSequence] = [:]
        for step in 1..<3000 {
            let person = number(3)
            let (token, sequence) = (SubjectToken(handle(person)), CommitSequence(rawValue: UInt64(step)))
            let known = model[person, default: []].sorted { $0.handle < $1.handle }
            switch number(100) {
            case 0:
                let kept = known.filter { _ in number(2) == 0 }
                try table.replace(kept, of: token, at: sequence)
                (model[person], versions[person]) = (Set(kept), sequence)
            case 1..<5:
                try table.note(token, at: sequence)
                versions[person] = sequence
            case 5..<50 where !known.isEmpty:
                let gone = known[number(known.count)]
                #expect(try table.remove(gone, from: token) == (known.count == 1), "seed \(seed)")
                model[person]?.remove(gone)
            default:
                #expect(try table.add(RecordID(handle(step)), to: token, at: sequence) == known.isEmpty, "seed \(seed)")
                model[person, default: []].insert(RecordID(handle(step)))
                versions[person] = sequence
            }
            let found = try table.records(of: token)
            #expect(found.count == model[person, default: []].count && Set(found) == model[person, default: []], "seed \(seed)")
            #expect(try table.version(of: token) == versions[person, default: .zero], "seed \(seed)")
        }
        #expect(try table.contents().values.allSatisfy { $0.records.count <= 4 }, "seed \(seed)")
    }

    @Test("have keys that read back and are no other's")
    func keys() throws {
        let person = SubjectToken(handle(7))
        for number in [0, 1, 77, UInt32.max] {
            let key = SubjectTable.Key(person, number)
            #expect(SubjectTable.Key(rowKey: key.rowKey) == key)
        }
        #expect(SubjectTable.Key(rowKey: Array(person.bytes.dropLast())) == nil)
        #expect(SubjectTable.Key(rowKey: person.bytes + [1]) == nil)
    }
}

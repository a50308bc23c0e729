import CustodyModel
import Testing

@Suite("What changes may meet on") struct ConflictKeyTests {
    @Test("One name is one key however it is given, and another name another")
    func names() {
        let dice = Dice()
        for _ in 0..<500 {
            let handle = Handle.random(from: dice.source)
            let kind = UInt8(dice.below(256))
            #expect(ConflictKey(.data, handle.bytes) == ConflictKey(.data, of: handle))
            #expect(ConflictKey(.data, [kind] + handle.bytes) == ConflictKey(.data, kind: kind, of: handle))
            #expect(ConflictKey(.data, kind: kind, of: handle) != ConflictKey(.data, of: handle))
            #expect(ConflictKey(.data, kind: kind, of: handle) != ConflictKey(.data, kind: kind &+ 1, of: handle))
            #expect(ConflictKey(.data, of: handle) != ConflictKey(.audit, of: handle))
            let (name, other) = (dice.bytes(atMost: 40), dice.bytes(atMost: 40))
            #expect((ConflictKey(.data, name) == ConflictKey(.data, other)) == (name == other), "\(name) \(other)")
            #expect(ConflictKey(.data, name) != ConflictKey(.audit, name))
        }
        #expect(Set([ConflictKey(.data, Handle.zero.bytes), ConflictKey(.data, of: .zero)]).count == 1)
    }
}

import CustodyModel
import Testing

@Suite("Handles as text")
struct HandleTextTests {
    @Test("A handle, and whatever wraps one, is read from exactly what it prints")
    func roundTrip() {
        let dice = Dice()
        for _ in 0..<1000 {
            let handle = Handle.random(from: dice.source)
            let text = handle.description
            #expect(Handle(text) == handle, "CUSTODY_SEED=\(dice.seed)")
            #expect(SubjectToken(text) == SubjectToken(handle) && IncidentID(text) == IncidentID(handle))
            #expect(String(RecordID(handle)) == text && RecordID(text)?.description == text)
        }
    }

    @Test("A handle has one spelling: whatever alters the text makes it no handle, or another one")
    func strict() {
        let dice = Dice()
        for _ in 0..<1000 {
            let handle = Handle.random(from: dice.source)
            let text = handle.description
            let letters = Array(text)
            var altered = letters
            altered[dice.below(32)] = Array("0123456789abcdefABCDEFgG -é０")[dice.below(28)]
            if altered != letters { #expect(Handle(String(altered)) != handle, "CUSTODY_SEED=\(dice.seed)") }
            #expect(Handle(String(altered)).map(\.description) ?? String(altered) == String(altered))
            let upper = text.uppercased()
            if upper != text { #expect(Handle(upper) == nil && SubjectToken(upper) == nil, "CUSTODY_SEED=\(dice.seed)") }
            let others = [
                "\(text)0", "\(text)00", " \(text)", "\(text)\n", "0x\(text)", "\(text.dropLast())", "\(text.dropLast(2))",
            ]
            for other in others {
                #expect(Handle(other) == nil && RecordID(other) == nil, "CUSTODY_SEED=\(dice.seed)")
            }
        }
        #expect(Handle("") == nil && IncidentID("") == nil)
    }
}

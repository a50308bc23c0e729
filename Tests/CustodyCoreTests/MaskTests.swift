import CustodyModel
import CustodyTesting
import Testing

@testable import CustodyCore

@Suite("Hiding all but the end of a value")
struct MaskTests {
    @Test(
        "No more than half of a text is shown, nor more than the rule leaves, and as much as that of a longer one",
        arguments: [1, 41, 0x6D61_736B] as [UInt64])
    func half(_ seed: UInt64) throws {
        let random = SeededRandomSource(seed: seed)
        let letters: [Character] = ["a", "7", "é", "ß", "😀", " "]
        for _ in 0..<2000 {
            let length = Int(random.number() % 25)
            let count = Int(random.number() % 14) - 1
            let text = String((0..<length).map { _ in letters[Int(random.number() % UInt64(letters.count))] })
            guard case .text(let masked)? = CustodyCore.Mask.apply(.text(text), keepingLast: count) else {
                Issue.record("no text")
                continue
            }
            let shown = masked.drop { $0 == "•" }
            #expect(masked.count == length && text.hasSuffix(shown), "seed \(seed)")
            #expect(shown.count <= length / 2 && shown.count <= max(0, count), "seed \(seed), \(count) of \(length)")
            if count > 0, length >= 2 * count { #expect(shown.count == count, "seed \(seed), \(count) of \(length)") }
            if length <= count { #expect(shown.isEmpty, "seed \(seed), \(count) of \(length)") }
        }
    }

    @Test(
        "Of five characters four are not shown where a rule leaves four",
        arguments: [("12345", "•••45"), ("1234", "••••"), ("12345678", "••••5678"), ("1", "•"), ("", "")])
    func short(_ text: String, _ masked: String) {
        #expect(CustodyCore.Mask.apply(.text(text), keepingLast: 4) == .text(masked))
        #expect(CustodyCore.Mask.apply(.unsigned(12_345), keepingLast: 4) == nil)
    }
}

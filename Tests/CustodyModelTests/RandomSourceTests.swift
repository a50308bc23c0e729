import CustodyModel
import Testing

@Suite("The system's random source")
struct RandomSourceTests {
    @Test(
        "gives as many bytes as are asked for, and none for less than nothing",
        arguments: [-1, 0, 1, 7, 32, 255, 256, 257, 1000])
    func counts(_ count: Int) {
        #expect(SystemRandomSource().bytes(count).count == max(0, count))
    }

    @Test("fills all of it, and never with the same")
    func fresh() {
        let source = SystemRandomSource()
        let drawn = (0..<64).map { _ in source.bytes(600) }
        #expect(Set(drawn).count == drawn.count)
        // A place that is never filled would be the same in all of them; by chance that happens once in 2^500.
        for place in 0..<600 { #expect(Set(drawn.map { $0[place] }).count > 1, "byte \(place)") }
    }
}

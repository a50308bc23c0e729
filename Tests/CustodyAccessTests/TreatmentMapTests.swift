import CustodyModel
import CustodyTesting
import Testing

@testable import CustodyAccess

@Suite("What becomes of each category")
struct TreatmentMapTests {
    /// A category's treatment, as a list would say it.
    enum Treatment: Equatable {
        case clear, pseudonym, withheld
        case masked(Int)
    }

    @Test("four masks say what a list of the categories says", arguments: Draws.seeds(42))
    func likeAList(_ seed: UInt64) {
        let draw = PolicyGenerator(random: SeededRandomSource(seed: seed))
        for _ in 0..<500 {
            let numbers = (0..<1 + draw.number(8)).map { _ in draw.number(100) }
            var depths = MaskDepths(levels: numbers)
            var list: [Int: Treatment] = [:]
            func places() -> [Int] { (0..<draw.number(20)).map { _ in draw.number(256) } }
            let wanted = CategoryMask(places() + places())
            let (clear, pseudonymised) = (CategoryMask(places()), CategoryMask(places()))
            var masked = CategoryMask.none
            var most: [Int: Int] = [:]
            for number in numbers {
                let part = places()
                depths.add(CategoryMask(part), at: depths.place(of: number))
                masked = masked.union(CategoryMask(part))
                for place in part { most[place] = max(most[place] ?? 0, number) }
            }
            for place in 0..<CategoryMask.capacity where wanted.contains(place) {
                list[place] =
                    if clear.contains(place) {
                        .clear
                    } else if let most = most[place] {
                        .masked(most)
                    } else {
                        pseudonymised.contains(place) ? .pseudonym : .withheld
                    }
            }
            let map = TreatmentMap(of: wanted, clear: clear, masked: masked, depths: depths, pseudonymised: pseudonymised)
            for place in 0..<CategoryMask.capacity {
                var said: [Treatment] = []
                if map.clear.contains(place) { said.append(.clear) }
                if map.masked.contains(place) { said.append(.masked(map.depths.keepLast(of: place))) }
                if map.pseudonymised.contains(place) { said.append(.pseudonym) }
                if map.withheld.contains(place) { said.append(.withheld) }
                #expect(said == (list[place].map { [$0] } ?? []), "seed \(seed), place \(place)")
                #expect(map.granted.contains(place) == (list[place] ?? .withheld != .withheld), "seed \(seed), place \(place)")
            }
            #expect(map.isWhole == list.values.allSatisfy { $0 == .clear }, "seed \(seed)")
        }
    }

    @Test("an answer of two forms is the same value, however it was made")
    func short() {
        let (clear, rest) = (CategoryMask([0, 70, 255]), CategoryMask([1, 200]))
        let whole = TreatmentMap(
            of: clear.union(rest), clear: clear, masked: .none, depths: MaskDepths(levels: [4]), pseudonymised: .none)
        #expect(TreatmentMap(clear: clear, withheld: rest) == whole)
    }
}

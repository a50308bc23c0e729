import CustodyModel
import CustodyTesting
import Testing

@testable import CustodyAccess

@Suite("How much of what is masked stays")
struct MaskDepthsTests {
    @Test("each category keeps the most that any rule leaves it, like a dictionary of maxima", arguments: Draws.seeds(41))
    func maxima(_ seed: UInt64) {
        let draw = PolicyGenerator(random: SeededRandomSource(seed: seed))
        for _ in 0..<500 {
            let numbers = (0..<8).map { _ in draw.number(70_000) - 2 }
            var depths = MaskDepths(levels: numbers)
            var most: [Int: Int] = [:]
            for _ in 0..<draw.number(12) {
                let number = draw.one(of: numbers)
                let places = (0..<6).map { _ in draw.number(256) }
                depths.add(CategoryMask(places), at: depths.place(of: number))
                for place in places { most[place] = max(most[place] ?? 0, min(max(number, 0), 65_535)) }
            }
            let masked = CategoryMask(most.keys)
            for (place, number) in most { #expect(depths.keepLast(of: place) == number, "seed \(seed)") }
            let rules = depths.rules(of: masked)
            #expect(rules.map(\.keepLast) == Set(most.values).sorted(by: >), "seed \(seed)")
            for rule in rules {
                #expect(rule.categories == CategoryMask(most.filter { $0.value == rule.keepLast }.keys), "seed \(seed)")
            }
        }
    }

    @Test("of more than eight numbers the greater ones leave what the eighth leaves, never more")
    func tooMany() {
        let depths = MaskDepths(levels: 1...12)
        #expect(depths.place(of: 8) == 7 && depths.place(of: 12) == 7 && depths.place(of: 3) == 2)
        let request = EngineTests.request
        let decision = AccessDecision(
            permitting: request, allowed: .none, maskRules: (1...9).map { MaskRule(CategoryMask([0]), keepLast: $0) },
            role: "r", policyVersion: PolicyVersion(1))
        #expect(decision.keepLast(of: 0) == 8)
    }

    @Test("a decision is a plain value: it holds no reference")
    func plain() {
        #expect(_isPOD(AccessDecision.self))
    }
}

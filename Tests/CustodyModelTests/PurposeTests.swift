import CustodyModel
import Testing

@Suite struct PurposeTests {
    @Test(
        "A name stands below another only past a dot",
        arguments: [
            ("contact.email", "contact", true), ("contact", "contact", true), ("contacts", "contact", false),
            ("contact", "contact.email", false), ("contact.email.work", "contact", true),
            ("contact.emails", "contact.email", false),
            ("a.b", "a.b.", false), ("a", "", false), ("contact-x", "contact", false),
            // One name in two spellings, of five bytes and of six.
            ("cafe\u{301}", "caf\u{e9}", true), ("caf\u{e9}", "cafe\u{301}", true), ("cafe\u{301}.bar", "caf\u{e9}", true),
            ("caf\u{e9}.bar", "cafe\u{301}", true), ("caf\u{e9}x", "cafe\u{301}", false), ("cafe\u{301}", "cafe", false),
            ("caf\u{e9}x.bar", "cafe\u{301}", false),
        ])
    func isWithin(_ name: String, _ ancestor: String, _ expected: Bool) {
        #expect(Purpose(name).isWithin(Purpose(ancestor)) == expected)
    }

    @Test("What is said of a name counts, or else what is said of the nearest one above it")
    func nearest() {
        let said: [Purpose: Int] = ["a": 1, "a.b.c": 3, "b": 4]
        #expect(Purpose("a.b.c").nearest(in: said) == 3 && Purpose("a.b.c.d").nearest(in: said) == 3)
        #expect(Purpose("a.b").nearest(in: said) == 1 && Purpose("a").nearest(in: said) == 1)
        #expect(Purpose("c").nearest(in: said) == nil && Purpose("ab").nearest(in: said) == nil)
        #expect(Purpose("a").nearest(in: [Purpose: Int]()) == nil)
    }

    @Test("The lineage of a name is itself and all above it, lowest first")
    func lineage() {
        #expect(Purpose("a.b.c").lineage == ["a.b.c", "a.b", "a"])
        #expect(Purpose("a").lineage == ["a"] && Purpose("a").parent == nil)
        for purpose: Purpose in ["a.b.c", "x"] { #expect(purpose.lineage.allSatisfy(purpose.isWithin)) }
        #expect(Purpose(".").lineage.count == 2)
    }

    @Test("A well-formed name has parts of letters, digits, '-' and '_', none empty")
    func wellFormed() {
        for name in ["a", "a.b", "directMarketing", "a-b_c.9"] { #expect(Purpose(name).isWellFormed, "\(name)") }
        for name in ["", ".", "a.", ".a", "a..b", "a b", "é", "a/b", "a\n", "١"] {
            #expect(!Purpose(name).isWellFormed, "\(name)")
        }
    }

    @Test("Special categories and criminal data are told apart from the rest")
    func special() {
        #expect(DataCategory.health.isSpecial && !DataCategory.criminal.isSpecial && DataCategory.criminal.isCriminal)
        #expect(!DataCategory("specialOffer").isSpecial && DataCategory.emailAddress.isContact)
    }

    @Test("A mask holds 256 places and ignores the rest")
    func mask() {
        let dice = Dice()
        for _ in 0..<300 {
            let left = Set((0..<dice.below(20)).map { _ in dice.below(300) - 20 })
            let right = Set((0..<dice.below(20)).map { _ in dice.below(300) - 20 })
            let (a, b) = (CategoryMask(left), CategoryMask(right))
            let places = -30..<330
            func members(_ mask: CategoryMask) -> Set<Int> { Set(places.filter(mask.contains)) }
            let (inLeft, inRight) = (left.filter((0..<256).contains), right.filter((0..<256).contains))
            #expect(members(a) == inLeft && members(b) == inRight, "CUSTODY_SEED=\(dice.seed)")
            #expect(members(a.union(b)) == inLeft.union(inRight))
            #expect(members(a.intersection(b)) == inLeft.intersection(inRight))
            #expect(members(a.subtracting(b)) == inLeft.subtracting(inRight))
            #expect(a.isSuperset(of: b) == inLeft.isSuperset(of: inRight))
            #expect(a.isEmpty == inLeft.isEmpty)
        }
        #expect(CategoryMask([0, 63, 64, 255]).contains(255) && !CategoryMask([0]).contains(64))
        #expect(!CategoryMask([Int.max, .min]).contains(.max) && CategoryMask.none.isEmpty)
    }
}

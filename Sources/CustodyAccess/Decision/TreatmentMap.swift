import CustodyModel

/// What becomes of each category that was asked for.
///
/// Four bits a category, one in each of four masks, so that an answer is short and no category has two treatments:
///
/// | fourth, third, second, first | the category is |
/// | --- | --- |
/// | 0000 | not asked for |
/// | 0001 | withheld |
/// | 0010 | clear |
/// | 0011 | a pseudonym |
/// | 1nnn | masked; `nnn` is the place of what stays among the numbers of ``MaskDepths`` |
struct TreatmentMap: Hashable, Sendable {
    private var first: CategoryMask
    private var second: CategoryMask
    private var third = CategoryMask.none
    private var fourth = CategoryMask.none
    private var levels = MaskDepths.Levels()

    /// Some in clear, the others withheld. No category may be in both.
    @inline(__always)
    init(clear: CategoryMask, withheld: CategoryMask) {
        first = withheld
        second = clear
    }

    /// What was asked for and in which form it may be used. What is given in no form is withheld; of several forms the clearest
    /// counts.
    init(of wanted: CategoryMask, clear: CategoryMask, masked: CategoryMask, depths: MaskDepths, pseudonymised: CategoryMask) {
        let clear = clear.intersection(wanted)
        let masked = masked.intersection(wanted).subtracting(clear)
        let rest = wanted.subtracting(clear).subtracting(masked)
        let depths = masked.isEmpty ? MaskDepths() : depths.within(masked)
        first = rest.union(depths.low)
        second = clear.union(rest.intersection(pseudonymised)).union(depths.middle)
        third = depths.high
        fourth = masked
        levels = depths.levels
    }

    var clear: CategoryMask { second.subtracting(first).subtracting(fourth) }
    var masked: CategoryMask { fourth }
    var pseudonymised: CategoryMask { first.intersection(second).subtracting(fourth) }
    var withheld: CategoryMask { first.subtracting(second).subtracting(fourth) }
    /// Whether all that was asked for is clear.
    var isWhole: Bool { first.union(fourth).isEmpty }
    /// What is given in any form.
    var granted: CategoryMask { second.union(fourth) }

    /// How much of each masked category stays.
    var depths: MaskDepths {
        MaskDepths(
            levels: levels, low: first.intersection(fourth), middle: second.intersection(fourth), high: third)
    }
}

import CustodyModel
import CustodyTesting
import Foundation

/// Random choices that a seed repeats; the seed is printed and read back from `CUSTODY_SEED`.
struct Dice {
    let seed: UInt64
    let source: SeededRandomSource

    init(_ given: UInt64? = nil) {
        let named = ProcessInfo.processInfo.environment["CUSTODY_SEED"].flatMap(UInt64.init)
        seed = given ?? named ?? .random(in: 0 ... .max)
        source = SeededRandomSource(seed: seed)
        if given == nil { print("CUSTODY_SEED=\(seed)") }
    }

    func below(_ limit: Int) -> Int { Int(source.number() % UInt64(limit)) }
}

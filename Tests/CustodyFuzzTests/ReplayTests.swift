import Foundation
import Testing

@Suite("What the fuzzer kept")
struct ReplayTests {
    private static let corpus = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Corpus")

    /// At how many places a seed is changed, at least: at all of one that is not longer. `.ci/fuzz` goes on from the same seeds.
    private static let places = ProcessInfo.processInfo.environment["CUSTODY_EVERY_BYTE"] == nil ? 100 : 1000

    @Test("each kept input ends in a store or a typed error", arguments: FuzzTarget.allCases)
    func kept(_ target: FuzzTarget) throws {
        let place = Self.corpus.appending(path: target.rawValue)
        let names = try FileManager.default.contentsOfDirectory(atPath: place.path).sorted()
        #expect(names.count > 5)
        for name in names {
            let bytes = [UInt8](try Data(contentsOf: place.appending(path: name)))
            #expect(target.complaint(about: bytes) == nil, "\(target.rawValue)/\(name)")
        }
    }

    @Test("every seed is taken, and with a byte changed or an end cut off no promise is broken", arguments: FuzzTarget.allCases)
    func seeds(_ target: FuzzTarget) {
        for seed in target.seeds {
            #expect(target.complaint(about: seed) == nil)
            // Of a long one some places, evenly.
            for place in stride(from: 0, to: seed.count, by: max(1, seed.count / Self.places)) {
                var changed = seed
                changed[place] ^= 0xff
                #expect(target.complaint(about: changed) == nil, "byte \(place)")
                #expect(target.complaint(about: Array(seed.prefix(place))) == nil, "cut to \(place)")
            }
        }
    }
}

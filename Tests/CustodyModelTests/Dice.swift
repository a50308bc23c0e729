import CustodyModel
import CustodyTesting
import Foundation

/// Random choices that a seed repeats; the seed is printed and read back from `CUSTODY_SEED`.
struct Dice: Sendable {
    let seed: UInt64
    let source: SeededRandomSource

    init() {
        seed = ProcessInfo.processInfo.environment["CUSTODY_SEED"].flatMap(UInt64.init) ?? .random(in: 0 ... .max)
        source = SeededRandomSource(seed: seed)
        print("CUSTODY_SEED=\(seed)")
    }

    func below(_ limit: Int) -> Int { Int(source.number() % UInt64(limit)) }
    func bytes(atMost limit: Int) -> [UInt8] { source.bytes(below(limit + 1)) }

    /// An integer of any size, small ones as likely as large ones.
    func integer() -> Int64 { Int64(bitPattern: source.number()) >> Int64(below(64)) }

    func text() -> String {
        let letters: [Character] = ["a", "b", "Z", "0", ".", " ", "é", "ß", "→", "😀", "\0", "\u{ffff}"]
        return String((0..<below(30)).map { _ in letters[below(letters.count)] })
    }

    func value(depth: Int = 0) -> CBOR {
        switch below(depth > 4 ? 7 : 9) {
        case 0: return .unsigned(UInt64(bitPattern: integer()))
        case 1: return .negative(UInt64(bitPattern: integer()))
        case 2: return .bytes(bytes(atMost: 300))
        case 3: return .text(text())
        case 4: return .bool(below(2) == 0)
        case 5: return .null
        case 6: return .double(Double(integer()) / Double(1 + below(1000)))
        case 7: return .array((0..<below(6)).map { _ in value(depth: depth + 1) })
        default:
            return .map(
                Dictionary(
                    (0..<below(6)).map { _ in (text(), value(depth: depth + 1)) }, uniquingKeysWith: { first, _ in first }))
        }
    }
}

func hex(_ text: String) throws -> [UInt8] {
    struct Malformed: Error {}
    guard let bytes = [UInt8](hex: text) else { throw Malformed() }
    return bytes
}

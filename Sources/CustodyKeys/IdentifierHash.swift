import Crypto
import CryptoExtras

/// How an identifier is turned into what the blind index is made of.
public enum IdentifierHash: Hashable, Sendable, Codable {
    /// A keyed digest. Who has the store's index keys can try a million guesses a second: enough for random customer numbers.
    case keyed
    /// A keyed digest that is hashed slowly (scrypt, RFC 7914): for what can be guessed, such as telephone numbers, birth dates and
    /// national numbers. Every look-up costs so much.
    case slow(ScryptCost)

    /// Slow, at the cost that is recommended.
    public static let slow = IdentifierHash.slow(.standard)

    /// What is wrong with it, in words.
    public var faults: [String] {
        guard case .slow(let cost) = self else { return [] }
        return cost.faults
    }

    /// Hashes a keyed digest.
    ///
    /// - Throws: ``KeyError`` with `unavailable` when the memory for it cannot be had.
    package func hash(_ name: [UInt8]) throws(KeyError) -> [UInt8] {
        guard case .slow(let cost) = self else { return name }
        do {
            // The digest is keyed already, so that no salt has to be kept for each person.
            let key = try KDF.Scrypt.deriveKey(
                from: name, salt: Array("custody/identifier/v1".utf8), outputByteCount: 32, rounds: cost.rounds,
                blockSize: cost.blockSize, parallelism: cost.parallelism)
            return key.bytes
        } catch {
            throw KeyError(.unavailable, "an identifier could not be hashed slowly: \(cost.bytes) bytes of memory are needed")
        }
    }
}

/// What a guess costs under scrypt.
public struct ScryptCost: Hashable, Sendable, Codable {
    /// N: how many rounds, a power of two.
    public var rounds: Int
    /// r: blocks of 128 bytes.
    public var blockSize: Int
    /// p: how many times in all.
    public var parallelism: Int

    /// A cost from its parts.
    public init(rounds: Int, blockSize: Int, parallelism: Int) {
        self.rounds = rounds
        self.blockSize = blockSize
        self.parallelism = parallelism
    }

    /// 32 MiB: N = 2¹⁵, r = 8, p = 1.
    public static let standard = ScryptCost(rounds: 1 << 15, blockSize: 8, parallelism: 1)

    /// The memory that it takes.
    public var bytes: Int { 128 * rounds * blockSize }

    /// What is wrong with it, in words.
    var faults: [String] {
        var faults: [String] = []
        if !(1 << 10...1 << 20).contains(rounds) || rounds & (rounds - 1) != 0 {
            faults.append("scrypt takes \(rounds) rounds; give a power of two from 1024 to 1048576")
        }
        if !(1...32).contains(blockSize) { faults.append("scrypt takes blocks of \(blockSize); give 1 to 32") }
        if !(1...16).contains(parallelism) { faults.append("scrypt takes a parallelism of \(parallelism); give 1 to 16") }
        return faults
    }
}

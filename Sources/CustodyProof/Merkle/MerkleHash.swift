import Crypto

/// A hash of the tree by value: it is made, kept and compared without an allocation of its own.
package struct MerkleHash: Hashable, Sendable {
    package static let length = 32

    // Two halves, so that the alignment is the 16 bytes that frames of async functions have (see `CategoryMask`).
    private var halves: Halves = Halves()

    private struct Halves: Hashable {
        var left: SIMD2<UInt64> = .zero
        var right: SIMD2<UInt64> = .zero
    }

    /// The hash of a leaf.
    package init(leaf: UnsafeRawBufferPointer) {
        self = withUnsafeTemporaryAllocation(byteCount: 1 + leaf.count, alignment: 1) { message in
            message[0] = 0
            UnsafeMutableRawBufferPointer(rebasing: message[1...]).copyMemory(from: leaf)
            return MerkleHash(hashing: UnsafeRawBufferPointer(message))
        }
    }

    /// The root of the empty tree.
    package static let empty = MerkleHash(hashing: UnsafeRawBufferPointer(start: nil, count: 0))

    /// The hash of a leaf.
    package init(leaf: [UInt8]) { self = leaf.withUnsafeBytes { MerkleHash(leaf: $0) } }

    /// The hash of a node with two children.
    package init(_ left: MerkleHash, _ right: MerkleHash) {
        self = withUnsafeTemporaryAllocation(byteCount: 1 + 2 * Self.length, alignment: 1) { message in
            message[0] = 1
            left.store(UnsafeMutableRawBufferPointer(rebasing: message[1...Self.length]))
            right.store(UnsafeMutableRawBufferPointer(rebasing: message[(1 + Self.length)...]))
            return MerkleHash(hashing: UnsafeRawBufferPointer(message))
        }
    }

    private init(hashing message: UnsafeRawBufferPointer) {
        var hash = SHA256()
        hash.update(bufferPointer: message)
        hash.finalize().withUnsafeBytes { load($0) }
    }

    /// The hash whose bytes these are; nil unless they are 32.
    package init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == Self.length else { return nil }
        let copied: Void? = bytes.withContiguousStorageIfAvailable { load(UnsafeRawBufferPointer($0)) }
        if copied == nil { Array(bytes).withUnsafeBytes { load($0) } }
    }

    /// The hash whose bytes these are; nil unless they are 32.
    package init?(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.count == Self.length else { return nil }
        load(bytes)
    }

    private mutating func load(_ bytes: UnsafeRawBufferPointer) {
        withUnsafeMutableBytes(of: &halves) { $0.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes.prefix(Self.length))) }
    }

    private func store(_ bytes: UnsafeMutableRawBufferPointer) {
        withUnsafeBytes(of: halves) { bytes.copyMemory(from: $0) }
    }

    /// The 32 bytes.
    package var bytes: [UInt8] { withUnsafeBytes(of: halves) { Array($0) } }
}

extension [UInt8] {
    /// Appends the 32 bytes of a hash.
    package mutating func append(_ hash: MerkleHash) {
        append(contentsOf: hash.bytes)
    }
}

// Everything on disk is big-endian.

extension [UInt8] {
    mutating func append<T: FixedWidthInteger>(bigEndian value: T) {
        Swift.withUnsafeBytes(of: value.bigEndian) { append(contentsOf: $0) }
    }
}

extension UnsafeRawBufferPointer {
    /// The caller has checked that the buffer reaches so far.
    func integer<T: FixedWidthInteger & BitwiseCopyable>(at offset: Int, as type: T.Type = T.self) -> T {
        T(bigEndian: loadUnaligned(fromByteOffset: offset, as: type))
    }

    func isZero(_ range: Range<Int>) -> Bool {
        var index = range.lowerBound
        while range.upperBound - index >= 8 {
            guard loadUnaligned(fromByteOffset: index, as: UInt64.self) == 0 else { return false }
            index += 8
        }
        return self[index..<range.upperBound].allSatisfy { $0 == 0 }
    }
}

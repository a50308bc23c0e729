import CustodyJournal

/// Puts right checksums over wrong bytes, so that the fuzzer gets behind them.
enum Mender {
    static func manifest(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.count >= 4 else { return bytes }
        var mended = Array(bytes.dropLast(4))
        mended.append(CRC32C.checksum(mended))
        return mended
    }

    static func keySlot(_ bytes: [UInt8]) -> [UInt8] {
        var mended = bytes
        mended.put(CRC32C.checksum(Array(bytes.dropFirst(4))), at: 0)
        return mended
    }

    /// The header's checksum, and those of every frame as far as the lengths lead.
    static func segment(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.count >= FuzzDisk.headerSize else { return bytes }
        var mended = bytes
        mended.put(CRC32C.checksum(Array(mended[..<124])), at: 124)
        let seed = CRC32C.checksum(Array(mended[44..<76]))
        var place = FuzzDisk.headerSize
        while place + 36 <= mended.count, mended[place] != 0 {
            var checksum = CRC32C(seed: seed)
            checksum.update(mended[place..<(place + 32)])
            mended.put(checksum.value, at: place + 32)
            let length = mended[(place + 4)..<(place + 8)].reduce(0) { $0 << 8 | Int($1) }
            guard length <= mended.count - place - 40 else { break }
            checksum.update(mended[(place + 36)..<(place + 36 + length)])
            mended.put(checksum.value, at: place + 36 + length)
            place += 40 + length
        }
        return mended
    }
}

extension [UInt8] {
    mutating func append(_ value: some FixedWidthInteger) { self += Swift.withUnsafeBytes(of: value.bigEndian, Array.init) }

    mutating func put(_ value: UInt32, at place: Int) {
        replaceSubrange(place..<(place + 4), with: Swift.withUnsafeBytes(of: value.bigEndian, Array.init))
    }
}

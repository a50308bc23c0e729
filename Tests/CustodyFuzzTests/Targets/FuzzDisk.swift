import CustodyFaults
import CustodyJournal

/// A journal's directory whose files come from the fuzzer, in memory.
struct FuzzDisk {
    static let directory = "/store/journal"
    static let storeID = [UInt8](repeating: 0x5a, count: 16)
    static let headerSize = 128

    let files = InMemoryFileSystem(directories: [directory])

    mutating func put(manifest: [UInt8], isMended: Bool) {
        // The name must say the generation that the content says, or nothing behind that is reached.
        let generation = manifest.count >= 36 ? manifest[28..<36].reduce(UInt64(0)) { $0 << 8 | UInt64($1) } : 1
        files.put(
            isMended ? Mender.manifest(manifest) : manifest, at: "\(Self.directory)/MANIFEST-\(Self.padded(generation))")
    }

    mutating func put(segment: [UInt8], number: UInt64, isMended: Bool) {
        files.put(isMended ? Mender.segment(segment) : segment, at: "\(Self.directory)/\(Self.padded(number)).log")
    }

    /// Takes sections of `kind u8 | length u16 | bytes`: a manifest, or a segment by its number.
    mutating func putAll(_ content: [UInt8], isMended: Bool) {
        var rest = content[...]
        while rest.count >= 3 {
            let (kind, length) = (UInt64(rest.removeFirst() % 4), Int(rest.removeFirst()) << 8 | Int(rest.removeFirst()))
            let bytes = Array(rest.prefix(length))
            rest = rest.dropFirst(length)
            if kind == 0 {
                put(manifest: bytes, isMended: isMended)
            } else {
                put(segment: bytes, number: kind, isMended: isMended)
            }
        }
    }

    // MARK: Good files

    /// One segment, nothing certified.
    static var goodManifest: [UInt8] { manifest(durable: 0, checkpoint: 0, payload: [], segments: [(1, 1, 0)]) }

    static func manifest(
        durable: UInt64, checkpoint: UInt64, payload: [UInt8], segments: [(number: UInt64, first: UInt64, end: UInt64)]
    ) -> [UInt8] {
        var bytes = Array("CUSTODYM".utf8)
        bytes.append(UInt16(1))
        bytes.append(UInt16(0))
        bytes += storeID
        bytes.append(UInt64(1))
        bytes.append(durable)
        bytes.append(UInt32(1))
        bytes.append(checkpoint)
        bytes.append(UInt32(payload.count))
        bytes.append(UInt32(segments.count))
        bytes += payload
        for segment in segments {
            bytes.append(segment.number)
            bytes.append(segment.first)
            bytes.append(segment.end)
        }
        return Mender.manifest(bytes + [0, 0, 0, 0])
    }

    /// Two commits of three bytes in each segment.
    static func goodSegment(_ number: UInt64) -> [UInt8] {
        let first = number * 2 - 1
        return Mender.segment(header(number) + frame(first, durable: first - 1) + frame(first + 1, durable: first))
    }

    static func header(_ number: UInt64) -> [UInt8] {
        var bytes = Array("CUSTODYJ".utf8)
        bytes.append(UInt16(1))
        bytes.append(UInt16(0))
        bytes += storeID
        bytes.append(number)
        bytes.append(number * 2 - 1)
        bytes += [UInt8](0..<32)
        bytes += [UInt8](repeating: 0, count: 52)
        return bytes
    }

    /// A frame without its checksums; a commit unless `type` says otherwise.
    static func frame(_ sequence: UInt64, durable: UInt64, type: UInt8 = 1, body: [UInt8] = [1, 2, 3]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(UInt32(0xc5f7_4a46))
        bytes.append(UInt32(body.count))
        bytes += [type, 0, 0, 0]
        bytes.append(UInt32(1))
        bytes.append(sequence)
        bytes.append(durable)
        return bytes + [0, 0, 0, 0] + body + [0, 0, 0, 0]
    }

    private static func padded(_ number: UInt64) -> String {
        let text = String(number)
        return String(repeating: "0", count: 20 - text.count) + text
    }
}

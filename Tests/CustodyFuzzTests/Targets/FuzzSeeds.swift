import CustodyModel

/// Inputs that are in order, for the fuzzer to begin with.
extension FuzzTarget {
    var seeds: [[UInt8]] {
        let frames =
            FuzzDisk.frame(1, durable: 0) + FuzzDisk.frame(2, durable: 1, body: [])
            + FuzzDisk.frame(2, durable: 2, type: 2, body: [])
        let checkpointed = FuzzDisk.manifest(
            durable: 4, checkpoint: 2, payload: [9, 9], segments: [(1, 1, 214), (2, 3, 214), (3, 5, 0)])
        switch self {
        case .segment: return [[1] + FuzzDisk.goodSegment(1), [0] + FuzzDisk.goodSegment(1) + [0, 0, 0, 0, 0, 0, 0, 0]]
        case .frames: return [[1] + frames, [1] + frames + [UInt8](repeating: 0, count: 60)]
        case .manifest: return [[1] + FuzzDisk.goodManifest, [1] + checkpointed, [0] + checkpointed]
        case .journal:
            let sections = [checkpointed, FuzzDisk.goodSegment(1), FuzzDisk.goodSegment(2), FuzzDisk.goodSegment(3)]
            return [
                [1] + sections.enumerated().flatMap { [UInt8($0), UInt8($1.count >> 8), UInt8($1.count & 0xff)] + $1 }
            ]
        case .keySlot:
            return [[UInt8](repeating: 0, count: 128), [0, 0, 0, 0, 1, 2] + [UInt8](repeating: 7, count: 118) + [0, 0, 0, 0]]
        case .cbor:
            let value = CBOR.map([
                "a": .array([.unsigned(1), .negative(300), .bool(true), .null, .double(1.5)]), "b": .bytes([1, 2]),
                "text": .text("ü"),
            ])
            return [value.encoded()]
        default: return (try? proofSeeds()) ?? []
        }
    }
}

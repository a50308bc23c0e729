import CustodyJournal
import CustodyModel

/// A reader of bytes that anybody may have put on the disk.
///
/// The fuzzer (`.ci/fuzz`) and the replay of its corpus share these. Each takes any bytes, must not trap, and says what broke
/// a promise.
enum FuzzTarget: String, CaseIterable, Sendable {
    /// A segment beside a good manifest.
    case segment
    /// Frames behind a good segment header.
    case frames
    /// A manifest with its checkpoint, beside good segments.
    case manifest
    /// A directory: a manifest and segments, all of them from the input.
    case journal
    /// A slot of the key file.
    case keySlot
    /// The encoding of everything that is committed.
    case cbor
    /// A text with signatures.
    case note
    /// The text of a checkpoint.
    case checkpoint
    /// Signature lines under a good checkpoint, a witness's among them.
    case cosignature
    /// A key as an auditor configures it.
    case verifierKey
    /// The path of a file of a published log.
    case tilePath
    /// The entries and the tile of a published log.
    case tiles
    /// A receipt (tlog-proof).
    case receipt
    /// An update of a checkpoint.
    case update
    /// A leaf with its control body.
    case leaf
    /// An entry with its sealed compartments.
    case compartment
    /// An exported bundle.
    case export

    /// What is wrong with how the bytes were taken, or nil. An error that is thrown for them is right.
    func complaint(about bytes: [UInt8]) -> String? {
        switch self {
        case .segment, .frames, .manifest, .journal:
            guard let mode = bytes.first else { return nil }
            let content = Array(bytes.dropFirst())
            return JournalOracle.complaint(about: disk(content, isMended: mode & 1 == 1))
        case .keySlot:
            guard bytes.count >= KeySlot.size else { return nil }
            let slot = Array(bytes.prefix(KeySlot.size))
            return [slot, Mender.keySlot(slot)].lazy.compactMap(Self.complaint(aboutSlot:)).first
        case .cbor:
            guard let value = try? CBOR(decoding: bytes) else { return nil }
            return value.encoded() == bytes ? nil : "a value has two encodings"
        default: return ProofOracle.complaint(about: bytes, as: self)
        }
    }

    private func disk(_ content: [UInt8], isMended: Bool) -> FuzzDisk {
        var disk = FuzzDisk()
        switch self {
        case .segment:
            disk.put(manifest: FuzzDisk.goodManifest, isMended: true)
            disk.put(segment: content, number: 1, isMended: isMended)
        case .frames:
            disk.put(manifest: FuzzDisk.goodManifest, isMended: true)
            disk.put(segment: FuzzDisk.header(1) + content, number: 1, isMended: isMended)
        case .manifest:
            disk.put(manifest: content, isMended: isMended)
            for number in UInt64(1)...3 { disk.put(segment: FuzzDisk.goodSegment(number), number: number, isMended: true) }
        default:
            disk.putAll(content, isMended: isMended)
        }
        return disk
    }

    private static func complaint(aboutSlot bytes: [UInt8]) -> String? {
        switch KeySlot.decode(bytes) {
        case .slot(let slot): slot.encoded() == bytes ? nil : "a slot has two encodings"
        case .empty: bytes.allSatisfy { $0 == 0 } ? nil : "a slot with content passes for empty"
        case .damaged: nil
        }
    }
}

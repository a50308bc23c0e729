package import CustodyModel
import CustodyProof

/// What an entry says about persons, as one row: apart from the leaf, because it is erased and the leaf stays.
package struct AuditParts: RowValue, Equatable {
    /// The compartments; of a pruned entry only those that an erasure took, as far as the erasure's root needs them.
    package var compartments: [AuditCompartment]
    /// The commit of a pruned entry, whose leaf does not tell it any more.
    package var prunedCommit: CommitSequence?

    package init(_ compartments: [AuditCompartment]) { self.compartments = compartments }

    /// What of an entry has to stay when it is pruned; nil when nothing has.
    func pruned(at commit: CommitSequence) -> AuditParts? {
        let erased = compartments.filter { $0.erasedBy != nil && $0.box == nil }.map {
            AuditCompartment(
                position: $0.position, keyClass: $0.keyClass, reference: .zero, month: 0, commitment: $0.commitment, box: nil,
                erasedBy: $0.erasedBy)
        }
        guard !erased.isEmpty else { return nil }
        var parts = AuditParts(erased)
        parts.prunedCommit = commit
        return parts
    }

    private enum Form: UInt8 {
        case whole = 0
        case pruned = 1
    }

    /// `form u8 || [commit u64] || n u8 || n × compartment`
    package func encodedRow() throws -> [UInt8] {
        var bytes: [UInt8] = [(prunedCommit == nil ? Form.whole : .pruned).rawValue]
        bytes.reserveCapacity(compartments.reduce(16) { $0 + 80 + ($1.box?.count ?? 0) })
        if let prunedCommit { bytes.append(bigEndian: prunedCommit.rawValue) }
        bytes.append(UInt8(clamping: compartments.count))
        for compartment in compartments { compartment.append(to: &bytes) }
        return bytes
    }

    package init(row: [UInt8]) throws {
        var reader = ByteReader(row, of: "compartments")
        guard let form = Form(rawValue: try reader.byte()) else { throw reader.failure("an unknown form") }
        if form == .pruned { prunedCommit = CommitSequence(rawValue: try reader.integer()) }
        compartments = []
        for _ in 0..<(try reader.byte()) { compartments.append(try AuditCompartment(reader: &reader)) }
        guard reader.isAtEnd else { throw reader.failure("there are bytes behind the last one") }
    }
}

extension AuditCompartment {
    private static let sealedContent: UInt8 = 1
    private static let erasedContent: UInt8 = 2

    /// `position u8 || class u8 || reference || month u32 || commitment || content u8 || [length u32 || box] || [log u8 || index u64]`
    func append(to bytes: inout [UInt8]) {
        bytes.append(position)
        bytes.append(keyClass.rawValue)
        bytes.append(bigEndian: reference.words.high)
        bytes.append(bigEndian: reference.words.low)
        bytes.append(bigEndian: month)
        bytes += commitment.array
        let content = (box == nil ? 0 : Self.sealedContent) | (erasedBy?.index == nil ? 0 : Self.erasedContent)
        bytes.append(content)
        if let box {
            bytes.append(bigEndian: UInt32(clamping: box.count))
            bytes += box.array
        }
        if let erasedBy, let index = erasedBy.index {
            bytes.append(erasedBy.log.number)
            bytes.append(bigEndian: index)
        }
    }

    init(reader: inout ByteReader) throws {
        let position = try reader.byte()
        guard let keyClass = AuditKeyClass(rawValue: try reader.byte()) else { throw reader.failure("an unknown class") }
        let (reference, month) = (try reader.handle(), try reader.integer() as UInt32)
        let commitment = Bytes(try reader.take(32))
        let content = try reader.byte()
        guard content & ~(Self.sealedContent | Self.erasedContent) == 0 else { throw reader.failure("unknown content") }
        var box: Bytes?
        if content & Self.sealedContent != 0 {
            let length: UInt32 = try reader.integer()
            box = Bytes(try reader.take(Int(length)))
        }
        var erasedBy: AuditPlace?
        if content & Self.erasedContent != 0 {
            let number = try reader.byte()
            guard let log = AuditLog.allCases.first(where: { $0.number == number }) else { throw reader.failure("no such log") }
            erasedBy = AuditPlace(log, try reader.integer())
        }
        self.init(
            position: position, keyClass: keyClass, reference: reference, month: month, commitment: commitment, box: box,
            erasedBy: erasedBy)
    }
}

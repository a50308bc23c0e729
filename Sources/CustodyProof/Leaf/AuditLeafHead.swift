package import CustodyModel

/// The fixed fields of a leaf as numbers, without what is behind them: read without an allocation, for whoever looks at every leaf.
package struct AuditLeafHead: Sendable {
    package let auditClass: AuditClass
    package let action: AuditAction
    package let decision: AuditDecision
    package let flags: AuditFlags
    package let commit: CommitSequence
    package let batch: CommitSequence
    package let time: Instant
    package let purpose: UInt32
    package let categoryBits: UInt64
    package let recordCount: UInt32
    package let role: UInt32
    package let actorReference: Handle
    package let subjectReference: Handle
    /// Whether the payload root is not zero.
    package let hasPayloadRoot: Bool

    /// Reads the head of the leaf that the range of the bytes holds.
    package init(_ bytes: [UInt8], in range: Range<Int>) throws(AuditError) {
        if let version = range.isEmpty ? nil : bytes[range.lowerBound], version != AuditLeaf.version {
            throw AuditError(.malformed, "the leaf has an unknown version; read it with a newer release")
        }
        let reader = ByteReader(bytes, in: range)
        guard range.count >= AuditLeaf.fixedLength else { throw reader.failure("the bytes end early") }
        let head = bytes.withUnsafeBytes { AuditLeafHead(UnsafeRawBufferPointer(rebasing: $0[range])) }
        guard let head else { throw reader.failure("an unknown decision", at: 4) }
        self = head
    }

    private init?(_ bytes: UnsafeRawBufferPointer) {
        func number<Integer: FixedWidthInteger & BitwiseCopyable>(at offset: Int) -> Integer {
            Integer(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Integer.self))
        }
        guard let decision = AuditDecision(rawValue: bytes[4]) else { return nil }
        self.decision = decision
        auditClass = AuditClass(rawValue: bytes[1])
        action = AuditAction(rawValue: number(at: 2))
        flags = AuditFlags(rawValue: bytes[5])
        commit = CommitSequence(rawValue: number(at: 6))
        batch = CommitSequence(rawValue: number(at: 14))
        time = Instant(milliseconds: number(at: 22))
        purpose = number(at: 30)
        categoryBits = number(at: 34)
        recordCount = number(at: 42)
        role = number(at: 46)
        actorReference = Handle(words: (number(at: 50), number(at: 58)))
        subjectReference = Handle(words: (number(at: 66), number(at: 74)))
        let root: (UInt64, UInt64, UInt64, UInt64) = (number(at: 82), number(at: 90), number(at: 98), number(at: 106))
        hasPayloadRoot = root.0 | root.1 | root.2 | root.3 != 0
    }

    /// Whether a leaf of so many bytes is well-formed and has no compartments, by the head alone; otherwise all of it has to be read.
    package func isWhole(of count: Int) -> Bool {
        count == AuditLeaf.fixedLength && flags.isDisjoint(with: [.payload, .control])
            && categoryBits & AuditCategories.listBit == 0
    }

    /// Whether it commits to no compartment and refers to nobody.
    package var namesNobody: Bool {
        !hasPayloadRoot && subjectReference == .zero && actorReference == .zero && !flags.contains(.subject)
    }
}

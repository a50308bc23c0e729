import CustodyModel
import CustodyProof
import Testing

@Suite struct AuditLeafTests {
    static func leaf() -> AuditLeaf {
        var leaf = AuditLeaf(
            .access, .read, .permit, flags: [.breakGlass], commit: CommitSequence(rawValue: 9),
            batch: CommitSequence(rawValue: 8), time: Fixture.start)
        leaf.purpose = 3
        leaf.role = .max
        leaf.recordCount = 17
        leaf.actorReference = .random(from: SystemRandomSource())
        leaf.subjectReference = .random(from: SystemRandomSource())
        leaf.payloadRoot = Bytes([UInt8](repeating: 4, count: 32))
        return leaf
    }

    static func erasure() -> AuditErasure {
        AuditErasure(
            of: [Fixture.handle(1), Fixture.handle(2)], reason: 2, requestedAt: Fixture.start,
            requestCommitment: Bytes([UInt8](repeating: 6, count: 32)))
    }

    @Test("a leaf has 114 bytes and reads back")
    func roundTrip() throws {
        let leaf = Self.leaf()
        #expect(leaf.bytes.count == 114)
        #expect(leaf.fixedBytes == leaf.bytes)
        #expect(try AuditLeaf(decoding: leaf.bytes) == leaf)
    }

    @Test("the head of a leaf says what the leaf says, and whether that is all of it")
    func head() throws {
        var leaf = Self.leaf()
        func check(isWhole: Bool, namesNobody: Bool = false) throws {
            // Within other bytes, as a bundle holds it.
            let bytes = [7, 7] + leaf.bytes + [7]
            let range = 2..<bytes.count - 1
            let head = try AuditLeafHead(bytes, in: range)
            let read = try AuditLeaf(decoding: bytes, in: range)
            #expect(read == leaf)
            #expect(head.auditClass == leaf.auditClass && head.action == leaf.action && head.decision == leaf.decision)
            #expect(head.flags == leaf.flags && head.commit == leaf.commit && head.batch == leaf.batch)
            #expect(head.time == leaf.time && head.purpose == leaf.purpose && head.role == leaf.role)
            #expect(head.recordCount == leaf.recordCount && head.actorReference == leaf.actorReference)
            #expect(head.subjectReference == leaf.subjectReference)
            #expect(head.hasPayloadRoot == (leaf.payloadRoot != AuditLeaf.noPayload))
            #expect(head.isWhole(of: range.count) == isWhole)
            #expect(head.namesNobody == namesNobody)
        }
        try check(isWhole: true)
        leaf.flags = [.payload]
        try check(isWhole: false)
        leaf.flags = []
        for place in 0..<32 {
            var root = AuditLeaf.noPayload.array
            root[place] = 1
            leaf.payloadRoot = Bytes(root)
            (leaf.actorReference, leaf.subjectReference) = (.zero, .zero)
            try check(isWhole: true)
        }
        leaf.payloadRoot = AuditLeaf.noPayload
        try check(isWhole: true, namesNobody: true)
        leaf.categories = try #require(AuditCategories([62]))
        try check(isWhole: true, namesNobody: true)
        leaf.categories = try #require(AuditCategories([63]))
        try check(isWhole: false, namesNobody: true)
        leaf.categories = .none
        leaf.control = .other(tag: 9, body: [1])
        leaf.flags = [.control]
        try check(isWhole: false, namesNobody: true)
        (leaf.control, leaf.flags) = (nil, [.subject])
        try check(isWhole: true)
        // Bytes behind a leaf that has none are no part of it.
        let head = try AuditLeafHead(leaf.bytes, in: leaf.bytes.indices)
        #expect(!head.isWhole(of: AuditLeaf.fixedLength + 1))
        for count in 0..<AuditLeaf.fixedLength {
            #expect(throws: AuditError(.malformed, "")) { try AuditLeafHead(leaf.bytes, in: 0..<count) }
        }
    }

    @Test("times before 1970 and at the ends of the range read back", arguments: [-1, .min, .max, 0])
    func extremeTimes(_ milliseconds: Int64) throws {
        var leaf = Self.leaf()
        leaf.time = Instant(milliseconds: milliseconds)
        #expect(try AuditLeaf(decoding: leaf.bytes).time == leaf.time)
    }

    @Test("63 categories are bits and further ones a list behind the leaf")
    func categories() throws {
        var leaf = Self.leaf()
        leaf.categories = try #require(AuditCategories([62, 0, 0]))
        #expect(leaf.bytes.count == 114)
        #expect(leaf.bytes[34..<42].hex == "4000000000000001")
        leaf.categories = try #require(AuditCategories([700, 63, 1]))
        #expect(leaf.bytes[34..<42].hex == "8000000000000002")
        #expect(leaf.bytes[114...].hex == "0602003f02bc")
        #expect(try AuditLeaf(decoding: leaf.bytes) == leaf)
        #expect(AuditCategories((0..<318).map { UInt16($0) }) != nil)
        #expect(AuditCategories((0..<319).map { UInt16($0) }) == nil)
    }

    @Test("an erasure stands behind the leaf, after the categories")
    func erasureBody() throws {
        var leaf = Self.leaf()
        leaf.control = .erasure(Self.erasure())
        leaf.flags.insert(.control)
        leaf.categories = try #require(AuditCategories([100]))
        let body = leaf.bytes.dropFirst(114 + 4)
        #expect(body.count == 1 + 2 + 2 * 16 + 1 + 8 + 32 + 4 + 32)
        #expect(body.prefix(3).hex == "010002")
        #expect(try AuditLeaf(decoding: leaf.bytes) == leaf)
    }

    @Test("registered names stand behind the leaf")
    func vocabularyBody() throws {
        var leaf = Self.leaf()
        leaf.control = .vocabulary([AuditRegistration(term: AuditTerm(.role, "a"), code: 1)])
        leaf.flags.insert(.control)
        #expect(leaf.bytes[114...].hex == "070000000a" + "8183" + "64726f6c65" + "6161" + "01")
        #expect(try AuditLeaf(decoding: leaf.bytes) == leaf)
        for body in ["07", "0700000001", "0700000001a0", "070000000281a0", "070000000a8183" + "64726f6c65" + "6161" + "20"] {
            let altered = leaf.bytes.prefix(114) + ([UInt8](hex: body) ?? [])
            #expect(throws: AuditError(.malformed, "")) { try AuditLeaf(decoding: Array(altered)) }
        }
    }

    @Test("a control body of a later version is kept as it is")
    func unknownBody() throws {
        var leaf = Self.leaf()
        leaf.control = .other(tag: 9, body: [1, 2, 3])
        leaf.flags.insert(.control)
        #expect(try AuditLeaf(decoding: leaf.bytes) == leaf)
    }

    @Test("a leaf of another version, with an unknown decision, too short or too long is refused")
    func refused() {
        let bytes = Self.leaf().bytes
        for count in 0..<bytes.count {
            #expect(throws: AuditError(.malformed, "")) { try AuditLeaf(decoding: Array(bytes.prefix(count))) }
        }
        #expect(throws: AuditError(.malformed, "")) { try AuditLeaf(decoding: bytes + [0]) }
        for (place, value) in [(0, 2), (4, 4)] as [(Int, UInt8)] {
            var altered = bytes
            altered[place] = value
            #expect(throws: AuditError(.malformed, "")) { try AuditLeaf(decoding: altered) }
        }
        for body in ["", "05", "0600", "0602003f003f", "06020040003f", "0602ffff003f", "06010001"] {
            var altered = bytes + ([UInt8](hex: body) ?? [])
            altered[34] = 0x80
            #expect(throws: AuditError(.malformed, "")) { try AuditLeaf(decoding: altered) }
        }
    }

    @Test("whatever bytes are read as a leaf, they are written back to the byte")
    func arbitraryBytes() throws {
        let random = SeededNumbers(seed: 5)
        var leaf = Self.leaf()
        leaf.control = .erasure(Self.erasure())
        leaf.categories = try #require(AuditCategories([100, 200]))
        var names = Self.leaf()
        names.control = .vocabulary([AuditRegistration(term: AuditTerm(.role, "a"), code: 1)])
        let seeds = [Self.leaf().bytes, leaf.bytes, names.bytes]
        var accepted = 0
        for round in 0..<20_000 {
            var bytes = round.isMultiple(of: 5) ? random.bytes(Int(random.next() % 300)) : seeds[round % 3]
            for _ in 0..<(random.next() % 4) where !bytes.isEmpty {
                bytes[Int(random.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: random.next())
            }
            if random.next() & 7 == 0 { bytes = Array(bytes.prefix(Int(random.next() % UInt64(bytes.count + 1)))) }
            guard let read = try? AuditLeaf(decoding: bytes) else { continue }
            accepted += 1
            #expect(read.bytes == bytes)
        }
        #expect(accepted > 1000)
    }

    @Test("actions have the registered codes")
    func actions() {
        #expect(AuditAction.collect.rawValue == 1)
        #expect(AuditAction.incidentAware.rawValue == 12)
        #expect(AuditAction.checkpoint.rawValue == 24)
        #expect(AuditAction.consentGiven.description == "consent.given")
        #expect(AuditAction.checkpoint.description == "checkpoint")
        #expect(AuditAction(rawValue: 0).description == "0")
        #expect(AuditAction(rawValue: 40_000).description == "40000")
    }
}

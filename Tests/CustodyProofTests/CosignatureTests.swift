import CustodyModel
import CustodyProof
import Testing

@Suite("Cosignatures of witnesses") struct CosignatureTests {
    // Seed 02 … 02, computed with Python's cryptography from the text of c2sp.org/tlog-cosignature.
    static let key = "witness.example/w1+df1c0a35+BIE5dw6ofRdfVqNUZsNMfszLjYqRtO43ol32D1uPybOU"
    static let line =
        "\u{2014} witness.example/w1 "
        + "3xwKNQAAAABkGFDLxyWT5rEQShruwQvdbMzq2p/5AV9eSkYkeK1IDq/MuZJ6jPVAVX3KTxGV6aU/QAWz77/lISg0xmHBE5+Tl6zyBw=="
    static let seconds: UInt64 = 1_679_315_147

    static func note() throws -> SignedNote {
        let note = try SignedNote(decoding: Array(SignedNoteTests.ownNote.utf8))
        return try SignedNote(decoding: note.bytes + Array((line + "\n").utf8))
    }

    @Test("one that Python made is accepted, and ours is the same statement")
    func vector() throws {
        let verifier = try CosignatureVerifier(Self.key)
        let found = try Self.note().cosignatures(by: [verifier])
        #expect(found.map(\.cosigner) == [verifier])
        #expect(found.map(\.seconds) == [Self.seconds])
        let signer = try CosignatureSigner(name: "witness.example/w1", seed: [UInt8](repeating: 2, count: 32))
        #expect(signer.verifier == verifier)
        let bare = try SignedNote(decoding: Array(SignedNoteTests.ownNote.utf8))
        let ours = try bare.adding([signer.sign(bare, seconds: 7)])
        #expect(try ours.cosignatures(by: [verifier]).map(\.seconds) == [7])
        // It stands beside the log's own signature, which holds as before.
        try ours.verify(by: [NoteVerifier(SignedNoteTests.ownKey)])
    }

    @Test("of several of one witness the latest counts, and those of others are passed over")
    func several() throws {
        let first = try CosignatureSigner(name: "w/1", seed: [UInt8](repeating: 3, count: 32))
        let other = try CosignatureSigner(name: "w/2", seed: [UInt8](repeating: 4, count: 32))
        let bare = try SignedNote(decoding: Array(SignedNoteTests.ownNote.utf8))
        let note = try bare.adding([
            first.sign(bare, seconds: 5), other.sign(bare, seconds: 6), first.sign(bare, seconds: 9),
            first.sign(bare, seconds: 8),
        ])
        #expect(try note.cosignatures(by: [first.verifier]).map(\.seconds) == [9])
        #expect(try note.cosignatures(by: [other.verifier, first.verifier]).map(\.seconds) == [9, 6])
        #expect(try bare.cosignatures(by: [first.verifier]).isEmpty)
    }

    @Test("every altered bit of a known witness's line, and every altered text under it, is found")
    func altered() throws {
        let verifier = try CosignatureVerifier(Self.key)
        let note = try Self.note()
        let good = try #require(note.signatures.last)
        for place in good.signature.indices {
            for bit in 0..<8 {
                var altered = good
                altered.signature[place] ^= 1 << UInt8(bit)
                let other = try SignedNote(decoding: Array(SignedNoteTests.ownNote.utf8)).adding([altered])
                #expect(throws: AuditError(.tampered, "")) { try other.cosignatures(by: [verifier]) }
            }
        }
        let text = note.text.replacing("\n8\n", with: "\n9\n")
        let other = try SignedNote(decoding: Array((text + "\n" + Self.line + "\n").utf8))
        #expect(throws: AuditError(.tampered, "")) { try other.cosignatures(by: [verifier]) }
        // The end of the range of times, which the format does not allow.
        var late = good
        late.signature[0] = 0x80
        let tooLate = try SignedNote(decoding: Array(SignedNoteTests.ownNote.utf8)).adding([late])
        #expect(throws: AuditError(.tampered, "")) { try tooLate.cosignatures(by: [verifier]) }
    }

    @Test("a witness's key stands for no log, and a log's key for no witness")
    func types() throws {
        #expect(throws: AuditError(.malformed, "")) { try NoteVerifier(Self.key) }
        #expect(throws: AuditError(.malformed, "")) { try CosignatureVerifier(SignedNoteTests.ownKey) }
        let note = try SignedNote(text: SignedNoteTests.ownText, line: Self.line)
        #expect(throws: AuditError(.unsigned, "")) { try note.verify(by: [NoteVerifier(SignedNoteTests.ownKey)]) }
    }

    @Test("only a checkpoint is cosigned")
    func noCheckpoint() throws {
        let signer = try CosignatureSigner(name: "w", seed: [UInt8](repeating: 3, count: 32))
        let note = try SignedNote(decoding: Array(SignedNoteTests.goNote.utf8))
        #expect(throws: AuditError(.malformed, "")) { try signer.sign(note, seconds: 1) }
        let checkpoint = try SignedNote(decoding: Array(SignedNoteTests.ownNote.utf8))
        #expect(throws: AuditError(.malformed, "")) { try signer.sign(checkpoint, seconds: .max) }
    }
}

extension SignedNote {
    fileprivate init(text: String, line: String) throws { try self.init(decoding: Array("\(text)\n\(line)\n".utf8)) }
}

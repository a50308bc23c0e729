import CustodyModel
import CustodyProof
import Testing

@Suite struct SignedNoteTests {
    // Source: golang.org/x/mod/sumdb/note, note_test.go and package documentation.
    static let goKey = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    static let goText =
        "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
    static let goNote =
        goText
        + "\n\u{2014} PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"

    // Seed 00 01 … 1f; computed with Python's cryptography.
    static let ownKey = "example.org/custody/evidence+3266532c+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4"
    static let ownText = "example.org/custody/evidence\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n"
    static let ownNote =
        ownText + "\n\u{2014} example.org/custody/evidence "
        + "MmZTLHgFTSQvTbN3Oa9tJSvVQmYGtvl2zfj+uTmIp8TYbJW/NmRYPR4SChmsmnp93oivxFO23wc0S5/cX7uhIou3XQc=\n"

    static func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    @Test("a note of Go's implementation is accepted")
    func goVector() throws {
        let verifier = try NoteVerifier(Self.goKey)
        #expect(verifier.description == Self.goKey)
        let note = try SignedNote(decoding: Self.bytes(Self.goNote))
        #expect(note.text == Self.goText)
        #expect(note.bytes == Self.bytes(Self.goNote))
        try note.verify(by: [verifier])
    }

    @Test("a checkpoint that Python signed is accepted, and our signer has the key that Python computed")
    func pythonVector() throws {
        let signer = try NoteSigner(name: "example.org/custody/evidence", seed: Array(0..<32))
        #expect(signer.verifier.description == Self.ownKey)
        let signed = try SignedCheckpoint(
            decoding: Self.bytes(Self.ownNote), origin: "example.org/custody/evidence", verifier: NoteVerifier(Self.ownKey))
        #expect(signed.checkpoint.size == 8)
        #expect(signed.checkpoint.root.hex == MerkleTreeTests.roots[8])
        #expect(signed.checkpoint.text == Self.ownText)
        // Signatures themselves are not compared: on Apple platforms they are randomised.
        let ours = try SignedCheckpoint(signing: signed.checkpoint, by: signer)
        #expect(ours.note.text == Self.ownText)
        _ = try SignedCheckpoint(decoding: ours.bytes.array, origin: "example.org/custody/evidence", verifier: signer.verifier)
    }

    @Test("a signer under another name is the one that is made with that name, and is no key of the former")
    func renamed() throws {
        let signer = try NoteSigner(name: "some.org/other", seed: Array(0..<32))
        let named = try signer.named("example.org/custody/evidence")
        #expect(named.verifier.description == Self.ownKey && named.name == "example.org/custody/evidence")
        let note = try named.sign(Self.ownText)
        try note.verify(by: [NoteVerifier(Self.ownKey)])
        #expect(throws: AuditError.self) { try note.verify(by: [signer.verifier]) }
        #expect(throws: AuditError.self) { try signer.named("a name") }
    }

    @Test("every altered bit of a signed checkpoint is found")
    func alteredBits() throws {
        let verifier = try NoteVerifier(Self.ownKey)
        let good = Self.bytes(Self.ownNote)
        for place in good.indices {
            for bit in 0..<8 {
                var altered = good
                altered[place] ^= 1 << bit
                #expect(throws: AuditError.self, "bit \(bit) of byte \(place)") {
                    try SignedCheckpoint(decoding: altered, origin: "example.org/custody/evidence", verifier: verifier)
                }
            }
        }
        for count in good.indices {
            #expect(throws: AuditError.self) {
                try SignedCheckpoint(
                    decoding: Array(good.prefix(count)), origin: "example.org/custody/evidence", verifier: verifier)
            }
        }
    }

    @Test("every altered character of a key's text is found")
    func alteredKeys() {
        for place in Self.goKey.utf8.indices {
            for bit in 0..<7 {
                var altered = Self.bytes(Self.goKey)
                altered[Self.goKey.utf8.distance(from: Self.goKey.utf8.startIndex, to: place)] ^= 1 << bit
                let text = String(decoding: altered, as: UTF8.self)
                #expect(throws: AuditError.self, "\(text)") { try NoteVerifier(text) }
            }
        }
    }

    @Test("signatures of unknown keys are passed over, and a known key's false one refuses the note")
    func severalSignatures() throws {
        let ours = try NoteSigner(name: "ours", seed: [UInt8](repeating: 1, count: 32))
        let theirs = try NoteSigner(name: "theirs", seed: [UInt8](repeating: 2, count: 32))
        let text = "hello\n\nworld\n"
        let lines = try [ours, theirs].map { signer in
            String(decoding: try signer.sign(text).bytes.dropFirst(text.utf8.count + 1), as: UTF8.self)
        }
        let note = try SignedNote(decoding: Self.bytes(text + "\n" + lines.joined()))
        #expect(note.text == text)
        #expect(note.signatures.map(\.name) == ["ours", "theirs"])
        try note.verify(by: [ours.verifier])
        try note.verify(by: [ours.verifier, theirs.verifier])
        let stranger = try NoteSigner(name: "ours", seed: [UInt8](repeating: 3, count: 32))
        #expect(throws: AuditError(.unsigned, "")) { try note.verify(by: [stranger.verifier]) }
        #expect(throws: AuditError(.unsigned, "")) { try note.verify(by: []) }
        let other = try SignedNote(decoding: Self.bytes("other\n\n" + lines.joined()))
        #expect(throws: AuditError(.tampered, "")) { try other.verify(by: [ours.verifier]) }
    }

    @Test(
        "bytes that are no note are refused",
        arguments: [
            "", "\n", "\n\n", "text\n", "text\n\n", "text\n\nno dash AAAAAAAA\n", "text\n\n\u{2014} name\n",
            "text\n\n\u{2014} name AAAA\n", "text\n\n\u{2014}  AAAAAAAA\n", "text\n\n\u{2014} na+me AAAAAAAA\n",
            "text\n\n\u{2014} name AAAAAAAA", "text\n\n\u{2014} name AAAAAAAB=\n", "text\n\n\u{2014} name AAAAAAB=\n",
            "te\u{1}xt\n\n\u{2014} name AAAAAAAA\n", "te\r\nxt\n\n\u{2014} name AAAAAAAA\n",
            "text\n\n\u{2014} name AAAAAAAA\n\u{2014} name\n", "text\n\n\u{2014} na\u{a0}me AAAAAAAA\n",
        ])
    func noNotes(_ text: String) {
        #expect(throws: AuditError(.malformed, "")) { try SignedNote(decoding: Self.bytes(text)) }
    }

    @Test("text that is not UTF-8 is refused")
    func notUTF8() {
        #expect(throws: AuditError(.malformed, "")) {
            try SignedNote(decoding: [0xff, 0x0a, 0x0a] + Self.bytes("\u{2014} name AAAAAAAA\n"))
        }
    }

    @Test(
        "texts that are no checkpoint are refused",
        arguments: [
            "", "o\n1\n", "o\n01\nROOT\n", "o\n+1\nROOT\n", "o\n-1\nROOT\n", "o\n18446744073709551616\nROOT\n", "o\n1\nROOT",
            "\n1\nROOT\n", "o\n1\nROOT\n\n", "o\n1\nAAAA\n", "o\n1\nROOT\next\n\next\n", "o\n1 \nROOT\n", "o\n\u{0661}\nROOT\n",
        ])
    func noCheckpoints(_ text: String) {
        let root = "XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg="
        let spelled = text.split(separator: "ROOT", omittingEmptySubsequences: false).joined(separator: root)
        #expect(throws: AuditError(.malformed, "")) { try Checkpoint(spelled) }
    }

    @Test("extension lines of other logs are read")
    func extensions() throws {
        let text = Self.ownText + "more\nand more\n"
        let checkpoint = try Checkpoint(text)
        #expect(checkpoint.extensions == ["more", "and more"])
        #expect(checkpoint.text == text)
    }

    @Test("a checkpoint of another log is refused, even if the same key signed it")
    func otherOrigin() throws {
        let signer = try NoteSigner(name: "k", seed: Array(0..<32))
        let signed = try SignedCheckpoint(
            signing: Checkpoint(origin: "a", size: 0, root: Bytes(MerkleTree.emptyRoot)), by: signer)
        #expect(throws: AuditError(.otherOrigin, "")) {
            try SignedCheckpoint(decoding: signed.bytes.array, origin: "b", verifier: signer.verifier)
        }
    }

    @Test("signers refuse names and keys that the format does not allow")
    func badSigners() {
        for name in ["", "a b", "a+b", "a\nb", "a\u{2003}b"] {
            #expect(throws: AuditError(.malformed, "")) { try NoteSigner(name: name, seed: Array(0..<32)) }
        }
        for count in [0, 31, 33] {
            #expect(throws: AuditError(.malformed, "")) { try NoteSigner(name: "a", seed: [UInt8](repeating: 1, count: count)) }
        }
    }
}

import CustodyModel
import CustodyProof
import Testing

@Suite("Receipts and updates") struct LogProofTests {
    static let leaves = (0..<11).map { Fixture.leaf($0) }
    static let tree = Fixture.tree(leaves)

    @Test("a receipt is the text that the format says, reads back, and proves its leaf")
    func receipt() throws {
        let signer = try Fixture.signer()
        let log = TrustedLog(signer.verifier)
        for index in UInt64(0)..<11 {
            let receipt = try Fixture.receipt(Self.leaves[Int(index)], at: index, of: Self.tree, by: [signer])
            let lines = String(decoding: receipt.bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
            #expect(lines[0] == "c2sp.org/tlog-proof@v1")
            #expect(lines[1].hasPrefix("extra "))
            #expect(lines[2] == "index \(index)")
            #expect(lines[3 + receipt.path.count].isEmpty)
            #expect(lines[4 + receipt.path.count] == Substring(Fixture.origin))
            let read = try LogProof(decoding: receipt.bytes)
            #expect(read == receipt)
            #expect(try read.verifiedLeaf(in: log) == Self.leaves[Int(index)])
            #expect(try read.verify(leafHash: Self.leaves[Int(index)].hash, in: log).checkpoint.size == 11)
        }
    }

    @Test("a proof without a leaf proves the hash that is given, and no other")
    func bare() throws {
        let signer = try Fixture.signer()
        let log = TrustedLog(signer.verifier)
        var proof = try Fixture.receipt(Self.leaves[4], at: 4, of: Self.tree, by: [signer])
        proof.extra = nil
        let read = try LogProof(decoding: proof.bytes)
        #expect(read == proof)
        #expect(try read.verify(leafHash: Self.leaves[4].hash, in: log).checkpoint.size == 11)
        #expect(throws: AuditError(.inconsistent, "")) { try read.verify(leafHash: Self.leaves[5].hash, in: log) }
        #expect(throws: AuditError(.malformed, "")) { try read.verifiedLeaf(in: log) }
    }

    @Test("every altered bit of a receipt, and every shortened one, is refused")
    func alteredBits() throws {
        let signer = try Fixture.signer()
        let log = TrustedLog(signer.verifier)
        let good = try Fixture.receipt(Self.leaves[6], at: 6, of: Self.tree, by: [signer]).bytes
        func isRefused(_ bytes: [UInt8]) -> Bool {
            do { _ = try LogProof(decoding: bytes).verifiedLeaf(in: log) } catch { return true }
            return false
        }
        #expect(!isRefused(good))
        for place in good.indices {
            for bit in 0..<8 {
                var altered = good
                altered[place] ^= 1 << UInt8(bit)
                #expect(isRefused(altered), "bit \(bit) of byte \(place)")
            }
            #expect(isRefused(Array(good.prefix(place))))
        }
    }

    @Test("an update leads from every earlier size to the newest, and from no other state")
    func update() throws {
        let signer = try Fixture.signer()
        let log = TrustedLog(signer.verifier)
        let note = try SignedCheckpoint(signing: Fixture.checkpoint(Self.tree), by: signer).note
        for size in UInt64(0)...11 {
            let held = try Checkpoint(origin: Fixture.origin, size: size, root: Bytes(#require(Self.tree.root(at: size))))
            let path = size == 0 ? [] : try #require(Self.tree.consistencyProof(first: size, second: 11)).map { Bytes($0) }
            let update = CheckpointUpdate(old: size, path: path, note: note)
            let read = try CheckpointUpdate(decoding: update.bytes)
            #expect(read == update)
            #expect(try read.verify(continuing: held, in: log).checkpoint.size == 11)
            if size == 0 { #expect(try read.verify(continuing: nil, in: log).checkpoint.size == 11) }
            if size > 0 {
                let other = try Checkpoint(origin: Fixture.origin, size: size, root: Bytes([UInt8](repeating: 1, count: 32)))
                #expect(throws: AuditError(.inconsistent, "")) { try read.verify(continuing: other, in: log) }
                #expect(throws: AuditError(.inconsistent, "")) { try read.verify(continuing: nil, in: log) }
            }
            let elsewhere = try Checkpoint(origin: "else", size: size, root: held.root)
            #expect(throws: AuditError(.otherOrigin, "")) { try read.verify(continuing: elsewhere, in: log) }
        }
        var late = CheckpointUpdate(old: 12, path: [], note: note)
        let larger = try Checkpoint(origin: Fixture.origin, size: 12, root: Bytes(Self.tree.root))
        #expect(throws: AuditError(.inconsistent, "")) { try late.checkpoint(continuing: larger) }
        late.old = 0
        late.path = [Bytes(Self.tree.root)]
        #expect(throws: AuditError(.inconsistent, "")) { try late.checkpoint(continuing: nil) }
    }

    @Test(
        "texts that are no receipt or update are refused",
        arguments: [
            "", "\n\n", "c2sp.org/tlog-proof@v1\n\nNOTE", "c2sp.org/tlog-proof@v1\nindex 01\n\nNOTE",
            "c2sp.org/tlog-proof@v1\nindex -1\n\nNOTE", "c2sp.org/tlog-proof@v1\nindex 1\nAAAA\n\nNOTE",
            "c2sp.org/tlog-proof@v1\nindex 1\nextra AAAA\n\nNOTE", "c2sp.org/tlog-proof@v1\nextra ?\nindex 1\n\nNOTE",
            "c2sp.org/tlog-proof@v2\nindex 1\n\nNOTE", "c2sp.org/tlog-proof@v1\nindex 18446744073709551616\n\nNOTE",
            "c2sp.org/tlog-proof@v1\nindex 1\n", "old 1\nAAAA\n\nNOTE", "old\n\nNOTE", "old 01\n\nNOTE", "new 1\n\nNOTE",
            "old 1\n\nno note",
        ])
    func malformed(_ text: String) {
        let bytes = Array(text.replacing("NOTE", with: SignedNoteTests.ownNote).utf8)
        #expect(throws: AuditError(.malformed, "")) { try LogProof(decoding: bytes) }
        #expect(throws: AuditError(.malformed, "")) { try CheckpointUpdate(decoding: bytes) }
    }
}

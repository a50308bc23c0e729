import CustodyModel
import CustodyProof
import Testing

@Suite("A log whose key is replaced") struct TrustedLogTests {
    /// Five leaves, the change at index 5, then three more.
    static func log(_ rotation: AuditRotation) -> (tree: MerkleTree, leaf: AuditLeaf) {
        var leaf = AuditLeaf(
            .key, .rotateKey, .none, commit: CommitSequence(rawValue: 6), batch: CommitSequence(rawValue: 6),
            time: Fixture.start)
        leaf.control = .rotation(rotation)
        leaf.flags.insert(.control)
        let leaves = (0..<5).map { Fixture.leaf($0) } + [leaf] + (6..<9).map { Fixture.leaf($0) }
        return (Fixture.tree(leaves), leaf)
    }

    static func checkpoint(_ tree: MerkleTree, at size: UInt64, by signers: NoteSigner...) throws -> SignedNote {
        let checkpoint = try Checkpoint(origin: Fixture.origin, size: size, root: Bytes(#require(tree.root(at: size))))
        return try SignedCheckpoint(signing: checkpoint, by: signers).note
    }

    @Test("the body stands in the leaf as it is described, and reads back")
    func body() throws {
        let (old, new) = (try Fixture.signer(1).verifier, try Fixture.signer(2).verifier)
        let leaf = Self.log(AuditRotation(from: old, to: new)).leaf
        let body = Array(leaf.bytes.dropFirst(114))
        let text = Array(old.description.utf8)
        #expect(body.prefix(3) == [3, 0, UInt8(text.count)])
        #expect(Array(body[3..<(3 + text.count)]) == text)
        #expect(try AuditLeaf(decoding: leaf.bytes) == leaf)
        for count in 114..<leaf.bytes.count {
            #expect(throws: AuditError(.malformed, "")) { try AuditLeaf(decoding: Array(leaf.bytes.prefix(count))) }
        }
    }

    @Test("who trusts the old key learns the new one, and each counts for its own sizes")
    func learns() throws {
        let (old, new) = (try Fixture.signer(1), try Fixture.signer(2))
        let (tree, leaf) = Self.log(AuditRotation(from: old.verifier, to: new.verifier))
        var trusted = TrustedLog(old.verifier)
        #expect(throws: AuditError(.unsigned, "")) { try trusted.checkpoint(Self.checkpoint(tree, at: 9, by: new)) }
        try trusted.learn(from: LogProof(decoding: Fixture.receipt(leaf, at: 5, of: tree, by: [old, new]).bytes))
        #expect(trusted.newest == new.verifier)
        #expect(try trusted.checkpoint(Self.checkpoint(tree, at: 9, by: new)).checkpoint.size == 9)
        #expect(try trusted.checkpoint(Self.checkpoint(tree, at: 9, by: old, new)).checkpoint.size == 9)
        #expect(try trusted.checkpoint(Self.checkpoint(tree, at: 5, by: old)).checkpoint.size == 5)
        // Who stole the old key can sign nothing that holds the change, and the new key nothing from before.
        for size in UInt64(6)...9 {
            #expect(throws: AuditError(.foreignKey, "")) { try trusted.checkpoint(Self.checkpoint(tree, at: size, by: old)) }
        }
        #expect(throws: AuditError(.foreignKey, "")) { try trusted.checkpoint(Self.checkpoint(tree, at: 5, by: new)) }
    }

    @Test("a foreign key does not slip in")
    func foreign() throws {
        let (old, new, foreign) = (try Fixture.signer(1), try Fixture.signer(2), try Fixture.signer(3))
        let (tree, leaf) = Self.log(AuditRotation(from: old.verifier, to: new.verifier))
        let (forgedTree, forgedLeaf) = Self.log(AuditRotation(from: old.verifier, to: foreign.verifier))
        let (otherTree, otherLeaf) = Self.log(AuditRotation(from: foreign.verifier, to: new.verifier))
        let same = Self.log(AuditRotation(from: old.verifier, to: old.verifier))
        let renamed = try Fixture.signer(2, name: "example.org/other")
        let (renamedTree, renamedLeaf) = Self.log(AuditRotation(from: old.verifier, to: renamed.verifier))
        let trusted = TrustedLog(old.verifier)
        func refused(_ code: AuditError.Code, _ proof: LogProof, _ what: Comment) {
            var log = trusted
            #expect(throws: AuditError(code, ""), what) { try log.learn(from: proof) }
            #expect(log == trusted, what)
        }
        refused(.foreignKey, try Fixture.receipt(leaf, at: 5, of: tree, by: [new]), "signed by the new key only")
        refused(.foreignKey, try Fixture.receipt(leaf, at: 5, of: tree, by: [old]), "signed by the old key only")
        refused(.unsigned, try Fixture.receipt(leaf, at: 5, of: tree, by: [foreign]), "signed by a stranger")
        refused(.foreignKey, try Fixture.receipt(leaf, at: 5, of: tree, by: [old, foreign]), "the stranger for the new one")
        refused(.foreignKey, try Fixture.receipt(forgedLeaf, at: 5, of: forgedTree, by: [foreign]), "a leaf of the stranger's")
        refused(.foreignKey, try Fixture.receipt(otherLeaf, at: 5, of: otherTree, by: [foreign, new]), "from another old key")
        refused(.malformed, try Fixture.receipt(same.leaf, at: 5, of: same.tree, by: [old]), "to the same key")
        refused(.malformed, try Fixture.receipt(renamedLeaf, at: 5, of: renamedTree, by: [old, renamed]), "under another name")
        refused(.malformed, try Fixture.receipt(Fixture.leaf(4), at: 4, of: tree, by: [old, new]), "of another leaf")
        // A leaf that is in no log, under a checkpoint that both keys signed of something else.
        var absent = try Fixture.receipt(leaf, at: 5, of: tree, by: [old, new])
        absent.note = try Fixture.receipt(forgedLeaf, at: 5, of: forgedTree, by: [old, new]).note
        refused(.inconsistent, absent, "of a leaf that the log does not hold")
        var elsewhere = try Fixture.receipt(leaf, at: 5, of: tree, by: [old, new])
        elsewhere.note = try SignedCheckpoint(signing: Fixture.checkpoint(tree, origin: "else"), by: [old, new]).note
        refused(.otherOrigin, elsewhere, "of another log")
        var bare = absent
        bare.extra = nil
        refused(.malformed, bare, "without a leaf")
    }

    @Test("several changes are followed in their order only")
    func chain() throws {
        let signers = try (UInt8(1)...3).map { try Fixture.signer($0) }
        func leaf(_ number: Int) -> AuditLeaf {
            var leaf = AuditLeaf(
                .key, .rotateKey, .none, commit: CommitSequence(rawValue: UInt64(number)), batch: .zero, time: Fixture.start)
            leaf.control = .rotation(AuditRotation(from: signers[number].verifier, to: signers[number + 1].verifier))
            leaf.flags.insert(.control)
            return leaf
        }
        let leaves = [Fixture.leaf(0), leaf(0), Fixture.leaf(2), leaf(1), Fixture.leaf(4)]
        let tree = Fixture.tree(leaves)
        let first = try Fixture.receipt(leaves[1], at: 1, of: tree, by: Array(signers[0...1]))
        let second = try Fixture.receipt(leaves[3], at: 3, of: tree, by: Array(signers[1...2]))
        var log = TrustedLog(signers[0].verifier)
        #expect(throws: AuditError(.foreignKey, "")) { try log.learn(from: second) }
        try log.learn(from: first)
        #expect(throws: AuditError(.foreignKey, "")) { try log.learn(from: first) }
        try log.learn(from: second)
        for (size, number) in [(1, 0), (2, 1), (3, 1), (4, 2), (5, 2)] as [(UInt64, Int)] {
            for (other, signer) in signers.enumerated() {
                let note = try Self.checkpoint(tree, at: size, by: signer)
                if other == number {
                    #expect(try log.checkpoint(note).checkpoint.size == size)
                } else {
                    #expect(throws: AuditError(.foreignKey, "")) { try log.checkpoint(note) }
                }
            }
        }
    }
}

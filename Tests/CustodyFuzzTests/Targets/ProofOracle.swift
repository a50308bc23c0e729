import CustodyAudit
import CustodyModel
import CustodyProof

/// What must hold for whatever is shown to an auditor: what is read is written back to the byte, and nothing is believed that was not
/// signed.
enum ProofOracle {
    /// A log of three entries with its signatures, for inputs to be held against.
    struct Shown {
        let leaves: [AuditLeaf]
        let log: TrustedLog
        let witness: CosignatureVerifier
        let checkpoint: SignedNote
        let cosigned: SignedNote
        let receipt: LogProof
        let update: CheckpointUpdate

        static let origin = "fuzz.example/access"

        init() throws {
            let signer = try NoteSigner(name: Self.origin, seed: [UInt8](repeating: 1, count: 32))
            let cosigner = try CosignatureSigner(name: "witness.example", seed: [UInt8](repeating: 2, count: 32))
            leaves = (0..<3).map { number in
                let commit = CommitSequence(rawValue: UInt64(number) + 1)
                var leaf = AuditLeaf(
                    .access, .read, .permit, commit: commit, batch: commit, time: Instant(milliseconds: 1_795_512_600_123))
                leaf.recordCount = UInt32(number)
                return leaf
            }
            var tree = MerkleTree()
            for leaf in leaves { tree.append(leaf.bytes) }
            let signed = try SignedCheckpoint(
                signing: Checkpoint(origin: Self.origin, size: 3, root: Bytes(tree.root)), by: signer)
            log = TrustedLog(signer.verifier)
            witness = cosigner.verifier
            checkpoint = signed.note
            cosigned = try signed.note.adding([cosigner.sign(signed.note, seconds: 1_795_512_600)])
            let path = (tree.inclusionProof(index: 1, size: 3) ?? []).map { Bytes($0) }
            receipt = LogProof(extra: Bytes(leaves[1].bytes), index: 1, path: path, note: signed.note)
            let growth = (tree.consistencyProof(first: 2, second: 3) ?? []).map { Bytes($0) }
            update = CheckpointUpdate(old: 2, path: growth, note: signed.note)
        }
    }

    static let shown = try? Shown()

    /// What is wrong, or nil.
    static func complaint(about bytes: [UInt8], as target: FuzzTarget) -> String? {
        guard let shown else { return "nothing could be signed" }
        do {
            switch target {
            case .note: return try note(bytes, shown)
            case .checkpoint:
                guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
                return try same(Array(Checkpoint(text).text.utf8), bytes)
            case .cosignature: return try cosignature(bytes, shown)
            case .verifierKey:
                guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
                if let key = try? CosignatureVerifier(text) { return same(Array(key.description.utf8), bytes) }
                return try same(Array(NoteVerifier(text).description.utf8), bytes)
            case .tilePath:
                guard let text = String(validating: bytes, as: UTF8.self), let path = TilePath(text) else { return nil }
                return same(Array(path.description.utf8), bytes)
            case .tiles: return try tiles(bytes, shown)
            case .receipt: return try receipt(bytes, shown)
            case .update:
                let update = try CheckpointUpdate(decoding: bytes)
                _ = try? update.verify(continuing: nil, in: shown.log)
                _ = try? update.checkpoint(continuing: Checkpoint(shown.checkpoint.text))
                return same(update.bytes, bytes)
            case .leaf: return try leaf(bytes)
            case .compartment: return compartment(bytes)
            case .export: return ExportOracle.complaint(about: bytes)
            default: return "no proof"
            }
        } catch is AuditError { return nil } catch { return "another error than the log's: \(error)" }
    }

    private static func same(_ written: [UInt8], _ read: [UInt8]) -> String? {
        written == read ? nil : "what was read is written otherwise"
    }

    private static func note(_ bytes: [UInt8], _ shown: Shown) throws -> String? {
        let note = try SignedNote(decoding: bytes)
        if (try? shown.log.checkpoint(note)) != nil, note.text != shown.checkpoint.text {
            return "a checkpoint is believed that nobody signed"
        }
        return same(note.bytes, bytes)
    }

    private static func cosignature(_ bytes: [UInt8], _ shown: Shown) throws -> String? {
        // A line under the good text: what is not whole is most often no note at all.
        let text = Array(shown.checkpoint.text.utf8) + [0x0a]
        let note = try SignedNote(decoding: text + bytes)
        if try note.cosignatures(by: [shown.witness]).contains(where: { $0.seconds != 1_795_512_600 }) {
            return "a witness is believed that did not sign"
        }
        return note.text == shown.checkpoint.text ? same(note.bytes, text + bytes) : nil
    }

    private static func tiles(_ bytes: [UInt8], _ shown: Shown) throws -> String? {
        let sections = sections(of: bytes)
        guard sections.count >= 2 else { return nil }
        let files = [
            "checkpoint": shown.checkpoint.bytes, "tile/entries/000.p/3": sections[0], "tile/0/000.p/3": sections[1],
        ]
        let isHeld = (try? PublishedLog.verify(shown.log) { files[$0] }) != nil
        let isGood = try sections[0] == goodBundle(shown) && sections[1] == goodTile(shown)
        guard isHeld == isGood else { return isHeld ? "a forged tile is believed" : "a good tile is refused" }
        let entries = try EntryBundle.decode(sections[0])
        for (number, entry) in entries.enumerated() where EntryBundle.entry(number, in: sections[0]) != entry {
            return "an entry is found otherwise by its number"
        }
        return same(try EntryBundle.encode(entries), sections[0])
    }

    static func goodBundle(_ shown: Shown) throws -> [UInt8] { try EntryBundle.encode(shown.leaves.map(\.bytes)) }
    static func goodTile(_ shown: Shown) -> [UInt8] { shown.leaves.flatMap { MerkleTree.leafHash($0.bytes) } }

    private static func receipt(_ bytes: [UInt8], _ shown: Shown) throws -> String? {
        let proof = try LogProof(decoding: bytes)
        if let leaf = try? proof.verifiedLeaf(in: shown.log), leaf != shown.leaves[Int(proof.index)] {
            return "a receipt is believed that the log did not give"
        }
        var log = shown.log
        if (try? log.learn(from: proof)) != nil { return "another key is believed" }
        return same(proof.bytes, bytes)
    }

    private static func leaf(_ bytes: [UInt8]) throws -> String? {
        let leaf = try AuditLeaf(decoding: bytes)
        guard try AuditLeaf.commit(of: bytes) == leaf.commit, try AuditLeaf.time(of: bytes, in: bytes.indices) == leaf.time
        else {
            return "a field is read otherwise by itself"
        }
        return same(leaf.bytes, bytes)
    }

    private static func compartment(_ bytes: [UInt8]) -> String? {
        guard let entry = try? CBOR.decode(AuditEntry.self, from: bytes), let encoded = try? CBOR.encode(entry) else {
            return nil
        }
        guard let again = try? CBOR.decode(AuditEntry.self, from: encoded), again == entry else {
            return "what was read is written otherwise"
        }
        for person in [FuzzTarget.person, FuzzTarget.stranger] {
            do {
                let said = try entry.open(as: person)
                if said != FuzzTarget.said { return "something is said that was not recorded" }
            } catch let error
                where error.code == .malformed || error.isDistrust || [.notConcerned, .erased].contains(error.code)
            {
            } catch { return "another failure than of what is stored: \(error)" }
        }
        return nil
    }

    /// Parts of an input, each behind its length in 16 bits.
    static func sections(of bytes: [UInt8]) -> [[UInt8]] {
        var (sections, rest) = ([[UInt8]](), bytes[...])
        while rest.count >= 2 {
            let length = Int(rest.removeFirst()) << 8 | Int(rest.removeFirst())
            sections.append(Array(rest.prefix(length)))
            rest = rest.dropFirst(length)
        }
        return sections
    }

    static func joined(_ sections: [[UInt8]]) -> [UInt8] {
        sections.flatMap { [UInt8($0.count >> 8 & 0xff), UInt8($0.count & 0xff)] + $0 }
    }
}

import CustodyModel
import CustodyProof
import Testing

/// Whatever bytes come, a parser answers with a typed error or with a value that is written back to the byte.
@Suite("Parsers of what others hand over") struct ParserFuzzTests {
    private static func mutated(_ seeds: [[UInt8]], _ random: SeededNumbers) -> [UInt8] {
        var bytes = random.below(16) == 0 ? random.bytes(random.below(300)) : seeds[random.below(seeds.count)]
        for _ in 0..<random.below(4) where !bytes.isEmpty {
            let place = random.below(bytes.count)
            switch random.below(6) {
            case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
            case 1: bytes[place] ^= 1 << UInt8(random.below(8))
            case 2: bytes.remove(at: place)
            case 3: bytes.insert(Array("\n +=/0Ax\u{2014}".utf8)[random.below(11)], at: place)
            case 4: bytes.removeSubrange(place..<min(bytes.count, place + random.below(40)))
            default: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + random.below(40))], at: place)
            }
        }
        return bytes
    }

    /// A quarter of what comes is not altered. `.ci/fuzz` gives the same parsers far more than this.
    private static func fuzz(
        _ seed: UInt64, _ seeds: [[UInt8]], rounds: Int = 6_000, atLeast: Int = 1000,
        _ writtenBack: ([UInt8]) throws -> [UInt8]?
    ) throws {
        let random = SeededNumbers(seed: seed)
        var accepted = 0
        for _ in 0..<rounds {
            let bytes = mutated(seeds, random)
            do {
                guard let written = try writtenBack(bytes) else { continue }
                accepted += 1
                guard written == bytes else {
                    Issue.record("read, and written otherwise: \(bytes.hex)")
                    return
                }
            } catch is AuditError {}
        }
        #expect(accepted > atLeast)
        #expect(accepted < rounds)
    }

    private static let notes = [
        SignedNoteTests.ownNote, SignedNoteTests.goNote, SignedNoteTests.ownNote + CosignatureTests.line + "\n",
    ]
    .map { Array($0.utf8) }

    @Test("signed notes") func signedNotes() throws {
        try Self.fuzz(31, Self.notes) { try SignedNote(decoding: $0).bytes }
    }

    @Test("checkpoints") func checkpoints() throws {
        let texts = [SignedNoteTests.ownText, SignedNoteTests.ownText + "more\n"].map { Array($0.utf8) }
        try Self.fuzz(32, texts) { bytes in
            guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
            return Array(try Checkpoint(text).text.utf8)
        }
    }

    @Test("verifier keys") func keys() throws {
        let texts = [SignedNoteTests.ownKey, SignedNoteTests.goKey, CosignatureTests.key].map { Array($0.utf8) }
        try Self.fuzz(33, texts) { bytes in
            guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
            do { return Array(try NoteVerifier(text).description.utf8) } catch {
                return Array(try CosignatureVerifier(text).description.utf8)
            }
        }
    }

    @Test("receipts") func receipts() throws {
        let signer = try Fixture.signer()
        var seeds: [[UInt8]] = []
        for index in [0, 6, 10] as [UInt64] {
            var receipt = try Fixture.receipt(LogProofTests.leaves[Int(index)], at: index, of: LogProofTests.tree, by: [signer])
            seeds.append(receipt.bytes)
            receipt.extra = nil
            seeds.append(receipt.bytes)
        }
        let log = TrustedLog(signer.verifier)
        try Self.fuzz(34, seeds) { bytes in
            let proof = try LogProof(decoding: bytes)
            // What it is held against must not trap either.
            _ = try? proof.verifiedLeaf(in: log)
            return proof.bytes
        }
    }

    @Test("updates of checkpoints") func updates() throws {
        let signer = try Fixture.signer()
        let note = try SignedCheckpoint(signing: Fixture.checkpoint(LogProofTests.tree), by: signer).note
        let seeds = try [UInt64(3), 8].map { size in
            let path = try #require(LogProofTests.tree.consistencyProof(first: size, second: 11))
            return CheckpointUpdate(old: size, path: path.map { Bytes($0) }, note: note).bytes
        }
        let held = try Checkpoint(origin: Fixture.origin, size: 3, root: Bytes(#require(LogProofTests.tree.root(at: 3))))
        try Self.fuzz(35, seeds) { bytes in
            let update = try CheckpointUpdate(decoding: bytes)
            _ = try? update.checkpoint(continuing: held)
            return update.bytes
        }
    }

    @Test("bundles of entries") func bundles() throws {
        let seeds = [try EntryBundle.encode([[], [1, 2, 3], Array("entry".utf8)]), [UInt8](repeating: 0, count: 64)]
        try Self.fuzz(36, seeds) { try EntryBundle.encode(EntryBundle.decode($0)) }
    }

    @Test("paths of tiles") func paths() throws {
        let seeds = ["tile/0/x001/067.p/3", "tile/entries/000", "tile/63/x999/x999/999"].map { Array($0.utf8) }
        try Self.fuzz(37, seeds) { bytes in
            guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
            return TilePath(text).map { Array($0.description.utf8) }
        }
    }

    @Test("files of a published log") func published() throws {
        let signer = try Fixture.signer()
        let good = try TileTests.publish(9, by: signer)
        let log = TrustedLog(signer.verifier)
        let random = SeededNumbers(seed: 38)
        var (held, refused) = (0, 0)
        for _ in 0..<1000 {
            var files = good
            for (path, bytes) in good where random.below(3) == 0 { files[path] = Self.mutated([bytes], random) }
            do {
                _ = try PublishedLog.verify(log) { files[$0] }
                held += 1
                #expect(files == good)
            } catch is AuditError { refused += 1 }
        }
        #expect(held > 100)
        #expect(refused > 100)
    }
}

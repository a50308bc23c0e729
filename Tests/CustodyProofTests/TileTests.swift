import CustodyModel
import CustodyProof
import Testing

@Suite("Logs as they are published in tiles") struct TileTests {
    /// The files of a log of so many entries, with its checkpoint.
    static func publish(_ size: Int, by signer: NoteSigner) throws -> [String: [UInt8]] {
        var builder = TileBuilder()
        var files: [String: [UInt8]] = [:]
        for number in 0..<size {
            for file in try builder.append(Array("entry \(number)".utf8)) { files["\(file.path)"] = file.bytes }
        }
        for file in try builder.partials() { files["\(file.path)"] = file.bytes }
        let checkpoint = try Checkpoint(origin: signer.name, size: builder.size, root: Bytes(builder.root))
        files[PublishedLog.checkpointPath] = try SignedCheckpoint(signing: checkpoint, by: signer).bytes.array
        return files
    }

    @Test("paths are those of the specification, and every tile has one")
    func paths() {
        // Source: c2sp.org/tlog-tiles.
        #expect(TilePath(level: 0, number: 1_234_067)?.description == "tile/0/x001/x234/067")
        #expect(TilePath(level: nil, number: 1_234_067, width: 8)?.description == "tile/entries/x001/x234/067.p/8")
        for level in [nil, 0, 1, 63] as [Int?] {
            for number in [0, 1, 999, 1000, 1001, 999_999, 1_000_000, .max] as [UInt64] {
                for width in [1, 255, 256] {
                    let path = TilePath(level: level, number: number, width: width)
                    #expect(path.flatMap { TilePath($0.description) } == path)
                    #expect(path != nil)
                }
            }
        }
        for text in [
            "", "tile", "tile/0", "tile/0/0", "tile/0/0000", "tile/64/000", "tile/-1/000", "tile/00/000", "tile/x/000",
            "tile/0/x000/000", "tile/0/001/000", "tile/0/x001", "tile/0/000.p/0", "tile/0/000.p/256", "tile/0/000.p/01",
            "tile/0/000.p", "tile/0/000/", "/tile/0/000", "tile/0/xx01/000", "tile/0/+01",
            "tile/0/x999/x999/x999/x999/x999/x999/999",
            "tile/entries/000.p/-1",
        ] { #expect(TilePath(text) == nil, "\(text)") }
        #expect(TilePath(level: 64, number: 0) == nil)
        #expect(TilePath(level: 0, number: 0, width: 0) == nil)
        #expect(TilePath(level: 0, number: 0, width: 257) == nil)
    }

    @Test(
        "there are the tiles that a log of that size has, and no others",
        arguments: [
            (0, []), (1, ["tile/0/000.p/1", "tile/entries/000.p/1"]), (255, ["tile/0/000.p/255", "tile/entries/000.p/255"]),
            (256, ["tile/0/000", "tile/1/000.p/1", "tile/entries/000"]),
            (257, ["tile/0/000", "tile/0/001.p/1", "tile/1/000.p/1", "tile/entries/000", "tile/entries/001.p/1"]),
        ] as [(Int, [String])])
    func names(_ size: Int, _ names: [String]) throws {
        let files = try Self.publish(size, by: Fixture.signer())
        #expect(files.keys.sorted() == (["checkpoint"] + names).sorted())
    }

    @Test("70,000 entries have 273 complete tiles, 112 hashes in a partial one, and two levels above")
    func large() throws {
        // The specification's example.
        let signer = try Fixture.signer()
        let files = try Self.publish(70_000, by: signer)
        let tiles = files.keys.filter { $0.hasPrefix("tile/0/") }
        #expect(tiles.count == 274)
        #expect(files["tile/0/273.p/112"]?.count == 112 * 32)
        #expect(files["tile/1/000"]?.count == 256 * 32)
        #expect(files["tile/1/001.p/17"]?.count == 17 * 32)
        #expect(files["tile/2/000.p/1"]?.count == 32)
        #expect(files.keys.filter { $0.hasPrefix("tile/entries/") }.count == 274)
        var seen: UInt64 = 0
        let published = try PublishedLog.verify(TrustedLog(signer.verifier), entry: { index, _ in seen = index }) { files[$0] }
        let signed = published.checkpoint
        #expect(signed.checkpoint.size == 70_000)
        #expect(seen == 69_999)
    }

    @Test("the root over the tiles is that of the tree, for every size up to 600")
    func roots() throws {
        var builder = TileBuilder()
        var tree = MerkleTree()
        for number in 0..<600 {
            #expect(builder.root == tree.root)
            _ = try builder.append(Array("entry \(number)".utf8))
            tree.append(Array("entry \(number)".utf8))
        }
    }

    @Test("every missing file, every altered byte and another checkpoint is found")
    func mutations() throws {
        let signer = try Fixture.signer()
        let log = TrustedLog(signer.verifier)
        let good = try Self.publish(259, by: signer)
        func isRefused(_ files: [String: [UInt8]]) -> Bool {
            do { _ = try PublishedLog.verify(log) { files[$0] } } catch { return true }
            return false
        }
        #expect(!isRefused(good))
        let random = SeededNumbers(seed: 21)
        for (path, bytes) in good {
            var files = good
            files[path] = nil
            #expect(isRefused(files), "\(path) is missing")
            files[path] = bytes + [0]
            #expect(isRefused(files), "\(path) is longer")
            files[path] = bytes.dropLast()
            #expect(isRefused(files), "\(path) is shorter")
            for _ in 0..<8 {
                var altered = bytes
                altered[random.below(bytes.count)] ^= 1 << UInt8(random.below(8))
                files[path] = altered
                #expect(isRefused(files), "\(path) is altered")
            }
        }
        var other = good
        other[PublishedLog.checkpointPath] = try Self.publish(258, by: signer)[PublishedLog.checkpointPath]
        #expect(isRefused(other))
        other[PublishedLog.checkpointPath] = try Self.publish(259, by: Fixture.signer(2))[PublishedLog.checkpointPath]
        #expect(isRefused(other))
    }

    @Test("bundles hold what they were given, and entries that do not fit are refused")
    func bundles() throws {
        let entries = [[], [1], [UInt8](repeating: 7, count: 65_535)] as [[UInt8]]
        #expect(try EntryBundle.decode(EntryBundle.encode(entries)) == entries)
        #expect(throws: AuditError(.malformed, "")) { try EntryBundle.encode([[UInt8](repeating: 7, count: 65_536)]) }
        for bytes in [[0], [0, 1], [0, 2, 1], [255, 255]] as [[UInt8]] {
            #expect(throws: AuditError(.malformed, "")) { try EntryBundle.decode(bytes) }
        }
        #expect(try EntryBundle.decode([UInt8](repeating: 0, count: 512)).count == 256)
        #expect(throws: AuditError(.malformed, "")) { try EntryBundle.decode([UInt8](repeating: 0, count: 514)) }
    }
}

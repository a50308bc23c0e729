import CustodyAudit
import CustodyModel
import CustodyTesting
import Foundation
import Testing

/// What the library writes is checked by a program in another language that shares nothing with it.
@Suite("A verifier in Python", .enabled(if: PythonVerifier.isThere, "python3 with the package cryptography is not there"))
struct IndependentVerifierTests {
    private static func sink(_ count: Int) async throws -> InMemoryAuditSink {
        let sink = try Fixture.sink()
        var unit = UnitOfWork()
        for number in 0..<count {
            _ = try sink.stage(
                AuditEvent(.access, .read, .permit, at: Fixture.start.adding(milliseconds: Int64(number))), in: &unit)
        }
        if count > 0 { _ = try await unit.commit() }
        _ = try await sink.checkpoint(.access, at: Fixture.start, ifDue: false)
        return sink
    }

    @Test("accepts the tiles of logs of every shape, and refuses each mutation of them")
    func tiles() async throws {
        let place = try PythonVerifier.Place()
        var (honest, mutated): ([String], [String]) = ([], [])
        var key = ""
        for size in [1, 2, 3, 255, 256, 257, 513] {
            let sink = try await Self.sink(size)
            key = try #require(try await sink.status()[.access]).verifier.description
            var files: [String: [UInt8]] = [:]
            _ = try await sink.exportTiles(of: .access) { files[$0] = $1 }
            honest.append(try place.write(files, "tiles-\(size)"))
            guard [3, 257].contains(size) else { continue }
            let random = SeededNumbers(seed: 41)
            for (number, path) in files.keys.sorted().enumerated() {
                let bytes = try #require(files[path])
                var variants = [nil, bytes + [0], Array(bytes.dropLast())]
                for _ in 0..<4 {
                    var altered = bytes
                    altered[Int(random.next() % UInt64(bytes.count))] ^= 1 << UInt8(random.next() % 8)
                    variants.append(altered)
                }
                for (variant, altered) in variants.enumerated() {
                    var other = files
                    other[path] = altered
                    mutated.append(try place.write(other, "mutated-\(size)-\(number)-\(variant)"))
                }
            }
        }
        #expect(try await PythonVerifier.refused(honest, key).isEmpty)
        #expect(try await PythonVerifier.refused(mutated, key) == Set(mutated))
        #expect(mutated.count > 50)
    }

    @Test("accepts every receipt, and refuses each altered bit of one")
    func receipts() async throws {
        let place = try PythonVerifier.Place()
        let sink = try await Self.sink(11)
        let key = try #require(try await sink.status()[.access]).verifier.description
        var (honest, mutated): ([String], [String]) = ([], [])
        for index in UInt64(0)..<11 {
            let proof = try await sink.receipt(AuditPlace(.access, index))
            honest.append(try place.write(proof.bytes, "receipt-\(index)"))
            guard index == 6 else { continue }
            for byte in proof.bytes.indices {
                var altered = proof.bytes
                altered[byte] ^= 1 << UInt8(byte % 8)
                mutated.append(try place.write(altered, "receipt-byte-\(byte)"))
            }
            for other in [0, 5, 7, 10, 11] as [UInt64] {
                var moved = proof
                moved.index = other
                mutated.append(try place.write(moved.bytes, "receipt-moved-\(other)"))
            }
        }
        #expect(try await PythonVerifier.refused(honest, key).isEmpty)
        #expect(try await PythonVerifier.refused(mutated, key) == Set(mutated))
    }

    @Test("accepts checkpoints, also with signatures of others and of a new key, and refuses each altered byte of one")
    func checkpoints() async throws {
        let place = try PythonVerifier.Place()
        let sink = try await Self.sink(5)
        let key = try #require(try await sink.status()[.access]).verifier.description
        let note = try #require(try await sink.status()[.access]?.checkpoint).note
        let witness = try CosignatureSigner(name: "witness.example", seed: [UInt8](repeating: 3, count: 32))
        var honest = [try place.write(note.bytes, "plain")]
        honest.append(try place.write(note.adding([witness.sign(note, seconds: 1)]).bytes, "cosigned"))
        _ = try await RotationTests.rotate(sink, to: 5)
        let dual = try #require(try await sink.checkpoint(.access, at: Fixture.start, ifDue: false))
        honest.append(try place.write(dual.bytes.array, "dual"))
        #expect(try await PythonVerifier.refused(honest, key).isEmpty)
        let newKey = try #require(try await sink.status()[.access]).verifier.description
        #expect(try await PythonVerifier.refused([honest[2]], newKey).isEmpty)
        #expect(try await PythonVerifier.refused([honest[0]], newKey) == [honest[0]])
        var mutated: [String] = []
        for byte in note.bytes.indices {
            var altered = note.bytes
            altered[byte] ^= 1 << UInt8(byte % 8)
            mutated.append(try place.write(altered, "byte-\(byte)"))
        }
        #expect(try await PythonVerifier.refused(mutated, key) == Set(mutated))
    }

    @Test("accepts exported bundles, whole or in part, and refuses each mutation of them, also under a forged manifest")
    func bundles() async throws {
        let place = try PythonVerifier.Place()
        let sink = try await ExportTests.filled(12)
        let key = try #require(try await sink.status()[.access]).verifier.description
        var (honest, mutated): ([String], [String]) = ([], [])
        let random = SeededNumbers(seed: 42)
        for (number, form) in ExportForm.allCases.enumerated() {
            for (part, query) in [nil, AuditQuery(decisions: [.permit])].enumerated() {
                let bundle = try await ExportTests.export(sink, form, query)
                let name = "\(number)-\(part)"
                honest.append(try place.write(bundle.files, "bundle-\(name)"))
                for file in ["access.ndjson", "access.checkpoint", "evidence.ndjson", "evidence.checkpoint"] {
                    let bytes = try #require(bundle.files[file])
                    guard !bytes.isEmpty else { continue }
                    var other = bundle.files
                    other[file]?[Int(random.next() % UInt64(bytes.count))] ^= 1
                    mutated.append(try place.write(other, "mutated-\(name)-\(file)"))
                }
                for (kind, alter) in Self.alterations.enumerated() {
                    let forged = HeldBundle()
                    forged.files = bundle.files
                    forged.replace("access.ndjson", alter(bundle.lines("access.ndjson")))
                    try forged.forgeManifest()
                    mutated.append(try place.write(forged.files, "forged-\(name)-\(kind)"))
                }
            }
        }
        #expect(try await PythonVerifier.refused(honest, key).isEmpty)
        #expect(try await PythonVerifier.refused(mutated, key) == Set(mutated))
        #expect(mutated.count > 20)
    }

    @Test("says the same as the library about bundles that were made to mislead")
    func hostileBundlesGetTheSameVerdict() async throws {
        let place = try PythonVerifier.Place()
        let sink = try await ExportTests.filled(12)
        let key = try #require(try await sink.status()[.access]).verifier.description
        let (bundle, trusted) = (try await ExportTests.export(sink), try await ExportTests.trusted(sink))
        var paths: [String] = []
        func add(_ change: (HeldBundle) throws -> Void) throws {
            let hostile = HeldBundle()
            hostile.files = bundle.files
            try change(hostile)
            #expect(!(try hostile.verify(trusted).isIntact), "the library accepts bundle \(paths.count)")
            paths.append(try place.write(hostile.files, "hostile-\(paths.count)"))
        }
        let changes: [(inout ExportManifest) -> Void] = [
            { $0.files = [] }, { $0.files.removeLast() }, { $0.files.append($0.files[0]) }, { $0.logs = [] },
            { $0.logs.append($0.logs[1]) }, { $0.logs[1].entries = "../outside/access.ndjson" },
            { $0.logs[1].checkpoint = "evidence.checkpoint" }, { $0.logs[1].count -= 1 }, { $0.logs[1].size += 1 },
            { $0.logs[1].first = $0.logs[1].size + 1 }, { $0.logs[1].root = $0.logs[0].root },
            { $0.format = "custody-log-export/2" },
        ]
        for change in changes { try add { try $0.forgeManifest(change) } }
        let manifest = String(decoding: bundle.files["manifest.json"] ?? [], as: UTF8.self)
        let texts = [
            "", "[]", "{}", "null", "7", String(repeating: "[", count: 50_000), "{\"logs\":[\"access\"]}", "\u{FFFD}",
            manifest.replacing("\"log\": \"access\"", with: "\"log\": \"../outside\""),
            manifest.replacing("\"isWhole\": true", with: "\"isWhole\": 1"),
            manifest.replacing(/"count": [0-9]+/, with: "\"count\": -1"),
        ]
        #expect(texts.suffix(3).allSatisfy { $0 != manifest })
        for text in texts { try add { $0.files["manifest.json"] = Array(text.utf8) } }
        try add { $0.files["manifest.json"] = [0xff, 0xfe, 0x00] }
        try add { $0.files["notes.txt"] = [1] }
        try add { $0.files["evidence.checkpoint"] = nil }
        let lines = bundle.lines("access.ndjson")
        let strange = [
            "[]", "null", "{}", "{\"index\":0,\"hash\":\"\"}", "{\"index\":-1,\"hash\":\"00\",\"leaf\":\"\"}", "\u{0}",
        ]
        for line in strange {
            try add {
                $0.replace("access.ndjson", [Array(line.utf8)] + lines.dropFirst())
                try $0.forgeManifest()
            }
        }
        #expect(try await PythonVerifier.refused(paths, key) == Set(paths))
        #expect(paths.count > 30)
    }

    /// What somebody may do to the lines of a bundle.
    private static var alterations: [([[UInt8]]) -> [[UInt8]]] {
        [
            { lines in
                var lines = lines
                lines.swapAt(1, 2)
                return lines
            },
            { lines in
                var lines = lines
                let text = String(decoding: lines[1], as: UTF8.self)
                lines[1] = Array(text.replacing("\"leaf\":\"0101", with: "\"leaf\":\"0102").utf8)
                return lines
            },
            { lines in
                var lines = lines
                let text = String(decoding: lines[1], as: UTF8.self)
                lines[1] = Array(text.replacing(/"commit":[0-9]+/, with: "\"commit\":1").utf8)
                return lines
            },
        ]
    }
}

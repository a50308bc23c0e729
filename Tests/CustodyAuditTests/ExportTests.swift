import CustodyAudit
import CustodyModel
import CustodyTesting
import Testing

/// A bundle in memory.
final class HeldBundle {
    var files: [String: [UInt8]] = [:]

    func write(_ name: String, _ bytes: [UInt8]) { files[name, default: []] += bytes }

    func verify(_ trusted: [TrustedLog], names: [String]? = nil) throws -> ExportReport {
        let files = files
        return try ExportBundle.verify(trusted, names: names ?? Array(files.keys)) { name, offset, limit in
            files[name].map { Array($0.dropFirst(Int(offset)).prefix(min(limit, 1000))) }
        }
    }

    var manifest: ExportManifest {
        get throws { try ExportManifest(decoding: files[ExportBundle.manifestName] ?? []) }
    }

    /// Tells the digests of the files as they are now, as whoever altered them would.
    func forgeManifest(_ change: (inout ExportManifest) -> Void = { _ in }) throws {
        var manifest = try manifest
        change(&manifest)
        manifest.files = manifest.files.map { file in
            let bytes = files[file.name] ?? []
            return ExportManifest.File(
                name: file.name, bytes: UInt64(bytes.count), sha256: ExportBundle.digest(ofManifest: bytes))
        }
        files[ExportBundle.manifestName] = manifest.bytes
    }

    func lines(_ name: String) -> [[UInt8]] { (files[name] ?? []).split(separator: 0x0a).map { Array($0) } }

    func replace(_ name: String, _ lines: [[UInt8]]) { files[name] = lines.flatMap { $0 + [0x0a] } }
}

@Suite("Exported bundles") struct ExportTests {
    static let names = ["access.checkpoint", "access.ndjson", "evidence.checkpoint", "evidence.ndjson", "manifest.json"]

    /// A log with names, several persons, an erasure and a few hundred entries.
    static func filled(_ count: Int = 40) async throws -> InMemoryAuditSink {
        let sink = try Fixture.sink()
        _ = try await Fixture.register([.purpose("care"), .category("contact"), .role("agent")], in: sink)
        for number in 0..<count {
            var event = Fixture.read(UInt64(number % 5))
            if number % 3 == 0 { event.subjects.append(Fixture.person(Fixture.identity(40))) }
            event.time = Fixture.start.adding(milliseconds: Int64(number) * 1000)
            event.purpose = number % 2 == 0 ? "care" : nil
            event.categories = ["contact"]
            event.role = "agent"
            if number % 7 == 0 { event.decision = .deny }
            _ = try await Fixture.record(event, in: sink)
        }
        try await erase(2, in: sink)
        return sink
    }

    /// Erases what the first so many entries say about a person, and signs the logs.
    private static func erase(_ count: Int, in sink: InMemoryAuditSink) async throws {
        let entries = try await sink.entries(about: Fixture.identity(1))
        var erasure = AuditEvent(.erasure, .executeErasure, at: Fixture.start)
        erasure.control = .erasure(
            AuditErasure(
                of: [Fixture.identity(1).handle], reason: 1, requestedAt: Fixture.start,
                requestCommitment: Bytes([UInt8](repeating: 7, count: 32))))
        erasure.erases = try entries.prefix(count).map { entry in
            let mine = entry.compartments.first { $0.keyClass == .subject }
            return AuditPlace(entry.log, entry.index, compartment: try #require(mine).position)
        }
        _ = try await Fixture.record(erasure, in: sink)
        for log in AuditLog.allCases { _ = try await sink.checkpoint(log, at: Fixture.start, ifDue: false) }
    }

    static func trusted(_ sink: some AuditSink) async throws -> [TrustedLog] {
        try await sink.status().values.map { TrustedLog($0.verifier) }
    }

    static func export(
        _ sink: some AuditSink, _ form: ExportForm = .ndjson, _ query: AuditQuery? = nil, opening: [AuditIdentity] = []
    ) async throws -> HeldBundle {
        let bundle = HeldBundle()
        var request = ExportRequest(form, matching: query, for: "an audit \"of\" 2026", at: Fixture.start)
        for identity in opening {
            for reference in try await sink.references(to: identity) { request.openers[reference] = identity }
        }
        let manifest = try await sink.export(request) { bundle.write($0, $1) }
        #expect(try manifest == bundle.manifest)
        #expect(manifest.digest == ExportBundle.digest(ofManifest: bundle.files[ExportBundle.manifestName] ?? []))
        return bundle
    }

    @Test("a whole log verifies in each form, and the report says what is in it", arguments: ExportForm.allCases)
    func whole(_ form: ExportForm) async throws {
        let sink = try await Self.filled()
        let bundle = try await Self.export(sink, form)
        #expect(bundle.files.keys.sorted() == Self.names)
        let report = try bundle.verify(await Self.trusted(sink))
        #expect(report.faults == [])
        #expect(report.logs.map(\.log) == [.evidence, .access])
        #expect(report.logs.allSatisfy { $0.isTrusted && $0.count == $0.size && $0.isWhole == (form == .ndjson) })
        #expect(report.areNamesProven == (form == .ndjson))
        #expect(report.purpose == "an audit \"of\" 2026")
        #expect(report.holds(.access, below: 40) == (form == .ndjson))
        #expect(!report.holds(.access, below: 41))
        // Without a key everything is checked but who signed.
        let untrusted = try bundle.verify([])
        #expect(untrusted.isIntact)
        #expect(untrusted.logs.allSatisfy { !$0.isTrusted })
        #expect(!untrusted.holds(.access, below: 1))
    }

    @Test("a part verifies with the way of each entry to the root", arguments: ExportForm.allCases)
    func part(_ form: ExportForm) async throws {
        let sink = try await Self.filled()
        let query = AuditQuery(persons: [try await sink.references(to: Fixture.identity(2))], decisions: [.permit])
        let expected = try await sink.entries(query)
        let bundle = try await Self.export(sink, form, query)
        let report = try bundle.verify(await Self.trusted(sink))
        #expect(report.faults == [])
        #expect(bundle.lines("access.ndjson").count == expected.count && expected.count > 3)
        #expect(report.logs.allSatisfy { !$0.isWhole })
        #expect(!report.holds(.access, below: 1), "a part is no ground to prune")
    }

    @Test("what may be seen is shown with what proves it, and nothing else")
    func openings() async throws {
        let sink = try await Self.filled()
        let actor = Fixture.identity(90, .actor)
        let bundle = try await Self.export(sink, opening: [actor, Fixture.identity(3)])
        #expect(try bundle.verify(await Self.trusted(sink)).faults == [])
        let text = String(decoding: bundle.files["access.ndjson"] ?? [], as: UTF8.self)
        let entries = try await sink.entries(AuditQuery(log: .access, limit: .max))
        let about3 = try await sink.entries(about: Fixture.identity(3)).count
        #expect(text.matches(of: /"capacity":"actor"/).count == entries.count)
        #expect(text.matches(of: /"capacity":"subject"/).count == about3)
        #expect(text.contains("\"content\":\"secret word\""))
        #expect(text.contains("\"state\":\"erased\",\"by\":{\"log\":\"evidence\""))
        let closed = String(decoding: try await Self.export(sink).files["access.ndjson"] ?? [], as: UTF8.self)
        #expect(!closed.contains("secret word") && !closed.contains("opening"))
        #expect(!closed.contains(actor.handle.description))
    }

    @Test("a log whose beginning was pruned is exported with the hashes that are left")
    func pruned() async throws {
        let sink = try Fixture.sink()
        for number in 0..<600 {
            var event = Fixture.read(UInt64(number % 5))
            event.time = Fixture.start.adding(milliseconds: Int64(number))
            try await Fixture.record(event, in: sink)
        }
        _ = try await sink.checkpoint(.access, at: Fixture.start, ifDue: false)
        let before = try await Self.export(sink)
        let report = try before.verify(await Self.trusted(sink))
        #expect(report.holds(.access, below: 512))
        let later = Fixture.start.adding(milliseconds: 800 * 86_400_000)
        var unit = UnitOfWork()
        _ = try sink.stage(
            pruning: PruneRequest(
                .access, below: 512, keptFor: .years(1), exportDigest: try #require(report.digest), actor: nil, at: later),
            in: &unit)
        _ = try await unit.commit()
        try await sink.removePruned(.access, at: later)
        _ = try await sink.checkpoint(.access, at: later, ifDue: false)
        let bundle = try await Self.export(sink)
        #expect(try bundle.verify(await Self.trusted(sink)).faults == [])
        #expect(bundle.lines("access.ndjson").count == 602)
        #expect(bundle.lines("access.ndjson")[0].starts(with: "{\"index\":0,\"hash\":\"".utf8))
        let events = try await Self.export(sink, .ocsf)
        #expect(try events.verify(await Self.trusted(sink)).faults == [])
        #expect(events.lines("access.ndjson").count == 90)

        // Hashes without the leaf that says why, and a leaf that was hidden behind its hash.
        let lines = bundle.lines("access.ndjson")
        for (number, code) in [(600, ExportFault.Code.prune), (550, .order)] {
            let forged = HeldBundle()
            forged.files = bundle.files
            var altered = lines
            let entry = try #require(String(decoding: lines[number], as: UTF8.self).firstMatch(of: /"hash":"([0-9a-f]+)"/))
            altered[number] = Array("{\"index\":\(number),\"hash\":\"\(entry.1)\",\"state\":\"pruned\"}".utf8)
            forged.replace("access.ndjson", altered)
            try forged.forgeManifest()
            #expect(try forged.verify(await Self.trusted(sink)).faults.contains { $0.code == code })
        }
    }

    @Test("every altered bit of every file is named", arguments: ExportForm.allCases)
    func flips(_ form: ExportForm) async throws {
        let sink = try await Self.filled(6)
        let (bundle, trusted) = (try await Self.export(sink, form), try await Self.trusted(sink))
        let random = SeededNumbers(seed: 61)
        for (name, bytes) in bundle.files.sorted(by: { $0.key < $1.key }) {
            for _ in 0..<60 {
                let other = HeldBundle()
                other.files = bundle.files
                var altered = bytes
                altered[Int(random.next() % UInt64(bytes.count))] ^= 1 << UInt8(random.next() % 8)
                other.files[name] = altered
                let report = try other.verify(trusted)
                // What is altered of the manifest and still reads, such as a letter of the purpose, is another bundle by its digest.
                let isSeen =
                    name == ExportBundle.manifestName ? try other.verify(trusted).digest != bundle.manifest.digest : false
                #expect(!report.isIntact || isSeen, "\(name)")
                #expect(report.faults.allSatisfy { Self.names.contains($0.file) })
            }
        }
    }

    @Test("a line that is altered, moved, doubled, left out or added is named with its place, also under a forged manifest")
    func forgedLines() async throws {
        let sink = try await Self.filled()
        let trusted = try await Self.trusted(sink)
        let query = AuditQuery(decisions: [.permit])
        for isWhole in [true, false] {
            let bundle = try await Self.export(sink, .ndjson, isWhole ? nil : query)
            let lines = bundle.lines("access.ndjson")
            func report(_ change: (inout [[UInt8]]) -> Void) throws -> ExportReport {
                let forged = HeldBundle()
                forged.files = bundle.files
                var altered = lines
                change(&altered)
                forged.replace("access.ndjson", altered)
                try forged.forgeManifest { manifest in
                    for place in manifest.logs.indices where manifest.logs[place].log == .access && !isWhole {
                        manifest.logs[place].count = UInt64(altered.count)
                    }
                }
                return try forged.verify(trusted)
            }
            func edit(_ line: Int, _ old: String, _ new: String) throws -> ExportReport {
                let text = String(decoding: lines[line], as: UTF8.self)
                try #require(text.contains(old), "\(text)")
                return try report { $0[line] = Array(text.replacing(old, with: new, maxReplacements: 1).utf8) }
            }
            // The words follow from the leaf: none of them can be altered.
            for (old, new) in [
                ("\"action\":\"read\"", "\"action\":\"collect\""), ("\"class\":\"access\"", "\"class\":\"change\""),
                ("\"time\":\"2026", "\"time\":\"2025"), ("\"role\":\"agent\"", "\"role\":\"chief\""),
                ("\"records\":0", "\"records\":1"), ("{\"index\"", "{\"action\":\"collect\",\"index\""),
                ("\"index\":", " \"index\":"),
            ] {
                let found = try edit(4, old, new)
                #expect(found.faults.first?.code == .line, "\(old)")
                #expect(found.faults.first?.file == "access.ndjson" && found.faults.first?.line == 5)
            }
            let commitment = try edit(4, "\"commitment\":\"", "\"commitment\":\"00")
            #expect(commitment.faults.contains { $0.code == .payload && $0.line == 5 })
            let leaf = try edit(4, "\"leaf\":\"01", "\"leaf\":\"02")
            #expect(leaf.faults.contains { $0.code == .line && $0.line == 5 })
            #expect(try report { $0.swapAt(2, 3) }.faults.contains { $0.code == .order && [3, 4].contains($0.line) })
            #expect(try report { $0.insert($0[2], at: 2) }.faults.contains { $0.code == .order && $0.line == 4 })
            #expect(try report { $0.insert(Array("{}".utf8), at: 0) }.faults.contains { $0.code == .line && $0.line == 1 })
            if isWhole {
                #expect(!(try report { $0.remove(at: 7) }.isIntact))
                #expect(!(try report { $0.removeLast() }.isIntact))
            }
        }
    }

    @Test("a forged tree needs a forged checkpoint, which the key does not vouch for")
    func resigned() async throws {
        let (sink, other) = (try await Self.filled(), try await Self.filled(30))
        let bundle = try await Self.export(other)
        let key = try NoteSigner(name: Fixture.origin, seed: [UInt8](repeating: 9, count: 32))
        for log in AuditLog.allCases {
            let checkpoint = try #require(try await other.status()[log]?.checkpoint).checkpoint
            let named = try key.named(checkpoint.origin)
            bundle.files[ExportBundle.checkpointName(of: log)] = try SignedCheckpoint(signing: checkpoint, by: named).bytes
                .array
        }
        try bundle.forgeManifest()
        #expect(try bundle.verify([]).isIntact, "without a key nobody can tell")
        let report = try bundle.verify(await Self.trusted(sink))
        #expect(report.faults.map(\.code) == [.checkpoint, .checkpoint])
    }

    @Test("names that the log did not give, missing and foreign files, and a manifest of another format are named")
    func manifests() async throws {
        let sink = try await Self.filled()
        let (bundle, trusted) = (try await Self.export(sink), try await Self.trusted(sink))
        func codes(_ change: (HeldBundle) throws -> Void) throws -> Set<ExportFault.Code> {
            let forged = HeldBundle()
            forged.files = bundle.files
            try change(forged)
            return Set(try forged.verify(trusted).faults.map(\.code))
        }
        // Nobody used the number, so that no line tells of it.
        #expect(
            try codes { try $0.forgeManifest { $0.terms.append(AuditRegistration(term: .purpose("spying"), code: 77)) } }
                == [.vocabulary])
        #expect(
            try codes { try $0.forgeManifest { $0.terms.append(AuditRegistration(term: .purpose("spying"), code: 1)) } }
                == [.manifest])
        for name in Self.names { #expect(try codes { $0.files[name] = nil }.contains(.missing), "\(name)") }
        #expect(try codes { $0.files["notes.txt"] = [1] } == [.unexpected])
        #expect(try codes { $0.files["manifest.json"]?.append(0x0a) } == [.manifest])
        #expect(try codes { try $0.forgeManifest { $0.format = "custody-log-export/2" } } == [.manifest])
        #expect(try codes { try $0.forgeManifest { $0.logs[0].entries = "../evidence.ndjson" } } == [.manifest])
        #expect(try codes { try $0.forgeManifest { $0.logs.append($0.logs[0]) } } == [.manifest])
        #expect(try codes { try $0.forgeManifest { $0.logs[1].size += 1 } } == [.manifest])
        #expect(try codes { try $0.forgeManifest { $0.logs[1].first = 8 } }.contains(.prune))
        #expect(try codes { $0.files["access.ndjson"]?.removeLast() } == [.line, .digest, .tree])
        #expect(try codes { $0.files["access.ndjson"] = [] }.contains(.order))
    }

    @Test("names are proven by a log that a trusted key signed, and by no other")
    func namesOfAnUnsignedLogAreNotProven() async throws {
        let sink = try await Self.filled()
        let (bundle, trusted) = (try await Self.export(sink), try await Self.trusted(sink))
        #expect(try bundle.verify(trusted).areNamesProven)
        let evidence = TrustedLog(try #require(try await sink.status()[.evidence]).verifier)
        for others in [[], trusted.filter { $0.origin != evidence.origin }] {
            let report = try bundle.verify(others)
            #expect(report.isIntact && !report.areNamesProven)
        }
        #expect(try bundle.verify([evidence]).areNamesProven)
    }

    @Test(
        "a part that is said to be erased and was not is told, and what nothing here vouches for is counted",
        arguments: [true, false])
    func anErasureThatNoEntryMadeIsTold(_ isWhole: Bool) async throws {
        let sink = try await Self.filled()
        let (bundle, trusted) = (
            try await Self.export(sink, .ndjson, isWhole ? nil : AuditQuery()), try await Self.trusted(sink)
        )
        #expect(try bundle.verify(trusted).unprovenErasures == nil)
        #expect(try bundle.verify([]).unprovenErasures == 2, "nobody checked who signed the erasure")
        let text = String(decoding: bundle.files["access.ndjson"] ?? [], as: UTF8.self)
        let erasure = try #require(text.firstMatch(of: /"by":\{"log":"evidence","index":([0-9]+)\}/)).1
        func report(_ old: String, _ new: String) throws -> ExportReport {
            try #require(text.contains(old))
            let forged = HeldBundle()
            forged.files = bundle.files
            forged.files["access.ndjson"] = Array(text.replacing(old, with: new, maxReplacements: 1).utf8)
            try forged.forgeManifest()
            return try forged.verify(trusted)
        }
        func erased(by index: some CustomStringConvertible) -> String {
            "\"state\":\"erased\",\"by\":{\"log\":\"evidence\",\"index\":\(index)}"
        }
        let sealed = "\"state\":\"sealed\""
        // More than the erasure took; by an entry that is none; by one that is not there; by none at all.
        #expect(try report(sealed, erased(by: erasure)).faults.map(\.code) == [.erasure])
        let other = try report(sealed, erased(by: 0))
        #expect(isWhole ? other.faults.map(\.code) == [.erasure] : other.unprovenErasures == 1)
        for new in [erased(by: 1_000_000), "\"state\":\"erased\""] {
            let unproven = try report(sealed, new)
            #expect(unproven.isIntact && unproven.unprovenErasures == 1)
        }
        // What is hidden of an erasure makes the rest of it unproven.
        let hidden = try report(erased(by: erasure), sealed)
        #expect(hidden.isIntact && hidden.unprovenErasures == 1)
    }

    @Test("an erasure that took from both logs is accounted for, whichever of them the manifest names first")
    func anErasureOfBothLogsIsAccountedFor() async throws {
        let sink = try Fixture.sink()
        for log in [.access, .evidence, .access, .evidence] as [AuditLog] {
            var event = Fixture.read(1)
            event.log = log
            _ = try await Fixture.record(event, in: sink)
        }
        try await Self.erase(4, in: sink)
        let bundle = try await Self.export(sink)
        for _ in 0..<2 {
            let report = try bundle.verify(await Self.trusted(sink))
            #expect(report.isIntact && report.unprovenErasures == nil, "\(report.faults)")
            try bundle.forgeManifest { $0.logs.reverse() }
        }
    }

    @Test("faults are counted when there are more than are kept, and memory does not grow with them")
    func manyFaults() async throws {
        let sink = try await Self.filled(300)
        let bundle = try await Self.export(sink)
        bundle.replace("access.ndjson", bundle.lines("access.ndjson").map { $0 + [0x20] })
        let report = try bundle.verify(await Self.trusted(sink))
        #expect(report.faultCount >= 300)
        #expect(report.faults.count == ExportReport.faultLimit)
    }

    @Test("an unsigned log is not exported, and a log that is not what was signed never is")
    func refused() async throws {
        let empty = try Fixture.sink()
        await #expect(throws: AuditError(.noSuchEntry, "")) { _ = try await Self.export(empty) }
        let sink = try await Self.filled()
        struct Full: Error {}
        await #expect(throws: Full.self) {
            _ = try await sink.export(ExportRequest(.ndjson, for: "a test", at: Fixture.start)) { _, _ in throw Full() }
        }
    }
}

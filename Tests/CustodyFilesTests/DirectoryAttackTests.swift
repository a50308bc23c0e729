import Crypto
import CustodyCore
import CustodyJournal
import CustodyKeys
import CustodyModel
import CustodyTesting
import Foundation
import Testing

@testable import CustodyAudit
@testable import CustodyFiles

/// What can be done to a store by who has its disk, done to real files, with an anchor in another directory at hand.
@Suite("Attacks on the files of a store") struct DirectoryAttackTests {
    private static let log = AuditLog.evidence
    private static let now = Instant(milliseconds: 1_795_512_600_123)

    /// A store at several moments of its life: each is a directory with everything that was there then.
    private final class Scene {
        let place = FileManager.default.temporaryDirectory.appending(path: "custody-attack-\(UUID().uuidString)")
        let provider = LocalKeyProvider.ephemeral()
        let trusted: TrustedLog
        private(set) var person: AuditPerson
        private(set) var moments: [String: URL] = [:]

        var store: String { place.appending(path: "store").path }
        var anchor: FileAnchor { FileAnchor(at: place.appending(path: "anchor").path) }
        var signed: URL { place.appending(path: "store/audit/\(log.rawValue).checkpoint") }

        /// Empty, then of 3 entries which were anchored, of 6, of 10 which were anchored, and of 12.
        init() async throws {
            try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
            person = AuditPerson(
                handle: Handle.random(from: SystemRandomSource()), key: SymmetricKey(size: .bits256), keyClass: .subject,
                payload: .text("something"))
            // Without checkpoints of the store the journal holds everything.
            let backends = try await FileBackend.create(
                at: place.appending(path: "store").path, controller: "acme", keys: provider, random: SystemRandomSource(),
                files: PosixFileSystem(), options: FileOptions(checkpointBytes: .max))
            trusted = TrustedLog(try #require(try await backends.audit.status()[log]).verifier)
            try await backends.close()
            try keep("empty")
            for (name, count, isAnchored) in [("early", 3, true), ("middle", 3, false), ("late", 4, true), ("last", 2, false)] {
                try await record(count, isAnchored: isAnchored)
                try keep(name)
            }
        }

        deinit { try? FileManager.default.removeItem(at: place) }

        private func keep(_ name: String) throws {
            let copy = place.appending(path: name)
            try FileManager.default.copyItem(atPath: store, toPath: copy.path)
            moments[name] = copy
        }

        /// Puts the store back as it was at that moment.
        func putBack(_ name: String) throws {
            try FileManager.default.removeItem(atPath: store)
            try FileManager.default.copyItem(atPath: #require(moments[name]).path, toPath: store)
        }

        func open(_ options: FileOptions = FileOptions(checkpointBytes: .max)) async throws -> Backends {
            try await FileBackend.open(
                at: store, keys: provider, random: SystemRandomSource(), files: PosixFileSystem(), options: options)
        }

        func record(_ count: Int, _ action: AuditAction = .consentGiven, isAnchored: Bool = false) async throws {
            let backends = try await open()
            for _ in 0..<count {
                var unit = UnitOfWork()
                var event = AuditEvent(.consent, action, at: now)
                event.subjects = [person]
                _ = try backends.audit.stage(event, in: &unit)
                _ = try await unit.commit()
            }
            if isAnchored { _ = try await backends.audit.anchor(log, in: anchor, at: now) }
            _ = try await backends.audit.checkpoint(log, at: now, ifDue: false)
            try await backends.close()
        }

        /// Removes the first 256 entries, which were kept for their time by then, and says so.
        func prune(isAnchored: Bool) async throws {
            let time = now.adding(milliseconds: 366 * 86_400_000)
            // The checkpoint of the store is what takes the entries out of the journal.
            let backends = try await open(FileOptions())
            if isAnchored { _ = try await backends.audit.anchor(log, in: anchor, at: time) }
            var unit = UnitOfWork()
            let digest = Bytes([UInt8](repeating: 7, count: 32))
            _ = try backends.audit.stage(
                pruning: PruneRequest(log, below: 256, keptFor: .months(12), exportDigest: digest, actor: nil, at: time),
                in: &unit)
            _ = try await unit.commit()
            if isAnchored { _ = try await backends.audit.anchor(log, in: anchor, at: time) }
            try await backends.audit.removePruned(log, at: time)
            _ = try await backends.audit.checkpoint(log, at: time, ifDue: false)
            try await backends.close()
        }

        /// What an inspection of the directory finds wrong with the log, with the anchor at hand and without.
        func findings(isAnchored: Bool = true) async throws -> [AuditFinding] {
            let held = isAnchored ? [try await AnchoredLog(log, trusted: trusted, in: anchor)] : []
            let inspection = try await StoreInspection.inspect(at: store, keys: provider, against: held)
            return try #require(inspection.audit, "the log could not be looked at: \(inspection.findings)").findings
        }

        func codes(isAnchored: Bool = true) async throws -> [AuditFinding.Code] {
            try await findings(isAnchored: isAnchored).map(\.code)
        }

        /// Writes the journal anew with other bodies.
        func rewrite(_ change: (inout [CommitBody]) throws -> Void) async throws {
            let backends = try await open()
            let store = backends.store.bytes
            try await backends.close()
            let wal = place.appending(path: "store/wal").path
            var bodies: [CommitBody] = []
            let old = try Journal.open(
                directory: wal, fileSystem: PosixFileSystem(), storeID: store, mode: .readOnly,
                salt: { SystemRandomSource().bytes(32) },
                replay: { bodies.append(try CBOR.decode(CommitBody.self, from: $0.body)) })
            try await old.close()
            try change(&bodies)
            try FileManager.default.removeItem(atPath: wal)
            let new = try Journal.open(
                directory: wal, fileSystem: PosixFileSystem(), storeID: store, mode: .readWrite,
                salt: { SystemRandomSource().bytes(32) }, replay: { _ in })
            for (number, body) in bodies.enumerated() {
                try await withCheckedThrowingContinuation { (waiter: CheckedContinuation<Void, any Error>) in
                    new.enqueue(JournalEntry(sequence: UInt64(number + 1), body: body.encoded())) {
                        waiter.resume(with: $0.mapError { $0 as any Error })
                    }
                }
            }
            try await new.close()
        }
    }

    @Test("nothing is found in what nobody touched, and what is not anchored yet is told")
    func honest() async throws {
        let scene = try await Scene()
        #expect(try await scene.findings() == [])
        let held = try await AnchoredLog(Self.log, trusted: scene.trusted, in: scene.anchor)
        let report = try await StoreInspection.inspect(at: scene.store, keys: scene.provider, against: [held])
        let log = try #require(report.audit?.logs[Self.log])
        #expect((log.size, log.anchoredSize, log.unanchoredTail) == (12, 10, 2))
        // Writing the journal anew is no attack as long as it says the same.
        try await scene.rewrite { _ in }
        #expect(try await scene.findings() == [])
    }

    @Test("the tail is cut off: named, and the store does not open")
    func truncated() async throws {
        let scene = try await Scene()
        let own = try Data(contentsOf: scene.signed)
        try scene.putBack("middle")
        try own.write(to: scene.signed)
        let found = try await scene.findings()
        #expect(Set(found.map(\.code)) == [.rollback, .truncated])
        #expect(found.first { $0.code == .truncated }?.place == AuditPlace(Self.log, 6))
        // What the store signed itself was left in place, so that this shows without an anchor too.
        #expect(try await scene.codes(isAnchored: false) == [.rollback])
        await #expect(throws: (any Error).self) { try await scene.open().close() }
    }

    @Test("a shorter valid log is put in its place: named, and only with the anchor")
    func shorter() async throws {
        let scene = try await Scene()
        try scene.putBack("empty")
        try await scene.record(5, .consentRefused)
        #expect(try await scene.codes() == [.replaced])
        #expect(try await scene.findings(isAnchored: false) == [], "whole in itself, so that nobody could tell")
    }

    @Test("the log is forked: named with the place after which it began, and only with the anchor")
    func forked() async throws {
        let scene = try await Scene()
        try scene.putBack("middle")
        try await scene.record(9, .consentRefused)
        let found = try await scene.findings()
        #expect(found.map(\.code) == [.forked])
        #expect(found.first?.place == AuditPlace(Self.log, 3))
        #expect(try await scene.findings(isAnchored: false) == [], "whole in itself, so that nobody could tell")
    }

    @Test("an older directory is put back: named, and only with the anchor")
    func older() async throws {
        let scene = try await Scene()
        for (name, size) in [("early", 3), ("middle", 6)] as [(String, UInt64)] {
            try scene.putBack(name)
            let found = try await scene.findings()
            #expect(found.map(\.code) == [.olderState])
            #expect(found.first?.place == AuditPlace(Self.log, size))
            #expect(try await scene.findings(isAnchored: false) == [], "whole in itself, so that nobody could tell")
        }
        // What came after the newest anchored checkpoint can be taken away unseen: that is the unanchored tail.
        try scene.putBack("late")
        #expect(try await scene.findings() == [])
    }

    @Test("payloads are swapped between entries: both named, with an anchor or without")
    func swapped() async throws {
        let scene = try await Scene()
        try await scene.rewrite { bodies in
            func place(_ index: Int) throws -> (body: Int, part: Int) {
                var left = index
                for (number, body) in bodies.enumerated() {
                    for (part, change) in body.parts.enumerated() where change.store == StoreTag.audit.rawValue {
                        if left == 0 { return (number, part) }
                        left -= 1
                    }
                }
                throw BrokenPromise("there is no such change")
            }
            let (first, second) = (try place(2), try place(7))
            var left = try CBOR.decode(AuditChange.self, from: bodies[first.body].parts[first.part].change.array)
            var right = try CBOR.decode(AuditChange.self, from: bodies[second.body].parts[second.part].change.array)
            (left.compartments, right.compartments) = (right.compartments, left.compartments)
            bodies[first.body].parts[first.part].change = Bytes(left.encoded())
            bodies[second.body].parts[second.part].change = Bytes(right.encoded())
        }
        for isAnchored in [true, false] {
            let found = try await scene.findings(isAnchored: isAnchored)
            #expect(found.map(\.code) == [.payload, .payload])
            #expect(found.map(\.place) == [AuditPlace(Self.log, 2), AuditPlace(Self.log, 7)])
        }
    }

    @Test("another past is written and pruned away: the prune is named, and only with the anchor")
    func forgedPrune() async throws {
        let honest = try await Scene()
        try await honest.record(288)
        try await honest.prune(isAnchored: true)
        #expect(try await honest.findings() == [], "a prune is no attack as long as it hides nothing")

        let scene = try await Scene()
        try scene.putBack("empty")
        try await scene.record(300, .consentRefused)
        try await scene.prune(isAnchored: false)
        let found = try await scene.findings()
        #expect(found.map(\.code) == [.forgedPrune])
        #expect(found.first?.place == AuditPlace(Self.log, 300))
        #expect(try await scene.findings(isAnchored: false) == [], "whole in itself, so that nobody could tell")
    }

    @Test("the newest checkpoint is signed again with another key: named, and nobody who configured the key believes it")
    func resigned() async throws {
        let scene = try await Scene()
        let own = try scene.trusted.checkpoint(decoding: Array(Data(contentsOf: scene.signed))).checkpoint
        let other = try NoteSigner(name: own.origin, seed: [UInt8](repeating: 9, count: 32))
        let forged = try SignedCheckpoint(signing: own, by: [other])
        try Data(forged.bytes.array).write(to: scene.signed)
        for isAnchored in [true, false] { #expect(try await scene.codes(isAnchored: isAnchored) == [.checkpoint]) }
        #expect(throws: AuditError.self) { try scene.trusted.checkpoint(decoding: forged.bytes.array) }
    }
}

public import CustodyAudit
import CustodyModel

/// What every `AnchorSink` promises. Each promise is checked on an anchor that holds nothing.
public enum AnchorSinkContract {
    /// The promises. A minor version may add some.
    public static let promises: [ContractPromise<any AnchorSink>] = [
        ContractPromise("of a log of which nothing was published nothing is held") { anchor in
            let origin = try await Bench().grow(by: 1).checkpoint.origin
            try expect(try await anchor.held(origin: origin), is: [], "what is held")
        },
        ContractPromise("every checkpoint that was published is held as it was signed, the smallest first") { anchor in
            let bench = try Bench()
            let published = try await bench.publish([2, 7, 2], in: anchor)
            // Of 2, 9 and 11 leaves: by their digits, the last would come first.
            let held = try await anchor.held(origin: bench.origin)
            try expect(held.map(\.text), is: published.map(\.text), "the checkpoints")
            for (note, signed) in zip(held, published) {
                // A witness may have added some.
                try expect(signed.signatures.allSatisfy { note.signatures.contains($0) }, "a signature of the log is gone")
            }
        },
        ContractPromise("what does not continue the newest checkpoint is refused, and nothing of it is held") { anchor in
            let (bench, other) = (try Bench(), try Bench(seed: 2))
            let published = try await bench.publish([2, 7], in: anchor)
            let fork = try await other.grow(by: 9).note
            _ = try await other.grow(by: 2)
            let wrong: [(what: String, update: CheckpointUpdate)] = [
                ("from an earlier size", try await bench.sink.update(.access, from: 2)),
                ("from nothing", try await bench.sink.update(.access, from: 0)),
                ("to a smaller size", CheckpointUpdate(old: 9, path: [], note: published[0])),
                ("to another log of the same size", CheckpointUpdate(old: 9, path: [], note: fork)),
                ("to another log that is larger", try await other.sink.update(.access, from: 9)),
            ]
            for (what, update) in wrong {
                try await AuditSinkContract.expectAuditError(.inconsistent, what) { _ = try await anchor.publish(update) }
            }
            try expect(
                try await anchor.held(origin: bench.origin).map(\.text), is: published.map(\.text), "what is held afterwards")
        },
        ContractPromise("what is no checkpoint is refused") { anchor in
            let note = try await Bench().grow(by: 1).note
            let signatures = note.bytes.dropFirst(note.text.utf8.count + 1)
            let other = try SignedNote(decoding: Array("no checkpoint\n\n".utf8) + signatures)
            try await AuditSinkContract.expectAuditError(.malformed, "a note that is no checkpoint") {
                _ = try await anchor.publish(CheckpointUpdate(old: 0, path: [], note: other))
            }
        },
        ContractPromise("logs are held apart, each by its origin") { anchor in
            let (one, other) = (try Bench(), try Bench("example.org/another"))
            let first = try await one.publish([2, 1], in: anchor)
            let second = try await other.publish([1], in: anchor)
            try expect(try await anchor.held(origin: one.origin).map(\.text), is: first.map(\.text), "what is held of one")
            try expect(try await anchor.held(origin: other.origin).map(\.text), is: second.map(\.text), "and of the other")
        },
        ContractPromise("publishing the newest checkpoint again changes nothing") { anchor in
            let bench = try Bench()
            let published = try await bench.publish([2, 1], in: anchor)
            _ = try await anchor.publish(CheckpointUpdate(old: 3, path: [], note: published[1]))
            try expect(try await anchor.held(origin: bench.origin).map(\.text), is: published.map(\.text), "what is held")
        },
        ContractPromise("of many who publish over one checkpoint one is taken, and the others are told") { anchor in
            let bench = try Bench()
            let first = try await bench.publish([2], in: anchor)
            let next = try await bench.grow(by: 1).note
            let update = try await bench.sink.update(.access, from: 2)
            let taken = try await winners(among: 8, lost: { (error: AuditError) in error.code == .inconsistent }) { _ in
                _ = try await anchor.publish(update)
            }
            try expect(taken.count, is: 1, "how many were taken")
            try expect(try await anchor.held(origin: bench.origin).map(\.text), is: [first[0].text, next.text], "what is held")
        },
    ]

    /// A log that is to be anchored.
    private struct Bench: Sendable {
        let sink: InMemoryAuditSink
        /// What the log of accesses is called to the world.
        let origin: String

        /// Two logs of one name and of different seeds have no leaf in common.
        init(_ name: String = "example.org/contract", seed: UInt64 = 1) throws {
            sink = try InMemoryAuditSink(
                origin: name, signer: try NoteSigner(name: name, seed: Array(0..<32)), checkpoints: InMemoryCheckpointStore(),
                random: SeededRandomSource(seed: seed), committingTo: MemoryCoordinator())
            origin = AuditLog.access.origin(in: name)
        }

        /// Records so many entries and signs the log.
        func grow(by count: Int) async throws -> SignedCheckpoint {
            for _ in 0..<count { _ = try await AuditSinkContract.record(AuditSinkContract.Cast.read(), in: sink) }
            guard let signed = try await sink.checkpoint(.access, at: AuditSinkContract.Cast.start, ifDue: false) else {
                throw BrokenPromise("the log of the check itself was not signed")
            }
            return signed
        }

        /// Grows by so many entries at a time and publishes each checkpoint.
        func publish(_ counts: [Int], in anchor: any AnchorSink) async throws -> [SignedNote] {
            var (notes, size): ([SignedNote], UInt64) = ([], 0)
            for count in counts {
                let signed = try await grow(by: count)
                _ = try await anchor.publish(try await sink.update(.access, from: size))
                notes.append(signed.note)
                size = signed.checkpoint.size
            }
            return notes
        }
    }
}

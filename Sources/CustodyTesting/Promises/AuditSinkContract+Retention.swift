import CustodyAudit
import CustodyModel

extension AuditSinkContract {
    private static let kept = RetentionClass.Period.months(12)
    private static let digest = Bytes([UInt8](repeating: 7, count: 32))
    /// Just over 12 months after the first events.
    private static let due = Cast.start.adding(milliseconds: 366 * 86_400_000)
    private static let soon = Cast.start.adding(milliseconds: 300 * 86_400_000)

    /// Records so many reads, a millisecond apart.
    private static func fill(_ sink: any AuditSink, _ count: Int, _ make: (Instant) -> AuditEvent) async throws {
        var unit = UnitOfWork()
        for number in 0..<count { _ = try sink.stage(make(Cast.start.adding(milliseconds: Int64(number))), in: &unit) }
        _ = try await unit.commit()
    }

    private static func prune(
        _ log: AuditLog, below index: UInt64, at time: Instant, in sink: any AuditSink
    ) async throws -> AuditReceipt {
        var unit = UnitOfWork()
        let staged = try sink.stage(
            pruning: PruneRequest(
                log, below: index, keptFor: kept, exportDigest: digest,
                actor: Cast.person(Cast.actor, .map(["id": .text("agent-7")])), at: time), in: &unit)
        let receipt = try await receipt(of: staged, unit)
        let recorded = try await status(of: log, in: sink)
        try expect(recorded.prunedBelow, is: index, "up to where a prune is recorded")
        try expect(recorded.first < index, "what was pruned is gone before it is said that it goes")
        try await sink.removePruned(log, at: time)
        return receipt
    }

    /// How a log loses what was kept as long as it had to be.
    static let retention: [ContractPromise<any AuditSink>] = [
        ContractPromise("a log is pruned only of what was kept long enough, in steps, and as far as nothing holds it") { sink in
            try await fill(sink, 300) { Cast.read(at: $0) }
            let tenth = Cast.start.adding(milliseconds: 260)
            for (time, since, expected) in [
                (soon, nil, 0), (due, nil, 256), (due, Cast.start, 0), (due, tenth, 256),
                (due, Cast.start.adding(milliseconds: 255), 0),
            ] as [(Instant, Instant?, UInt64)] {
                let found = try await sink.prunable(.access, keptFor: kept, since: since, at: time)
                try expect(found, is: expected, "what may be pruned at \(time)")
            }
            try expect(try await sink.prunable(.evidence, keptFor: kept, since: nil, at: due), is: 0, "of an empty log")
            try await expectAuditError(.notDue, "entries of less than a year") {
                _ = try await prune(.access, below: 256, at: soon, in: sink)
            }
            for index in [0, 1, 255, 300, 512] as [UInt64] {
                try await expectAuditError(.invalidEvent, "below \(index)") {
                    _ = try await prune(.access, below: index, at: due, in: sink)
                }
            }
            var event = AuditEvent(.prune, .pruneLog, at: due)
            event.control = .prune(
                AuditPrune(
                    below: 256, root: digest, oldest: Cast.start, newest: Cast.start, retention: kept, exportDigest: digest))
            let forged = event
            for event in [forged, AuditEvent(.prune, .pruneLog, at: due)] {
                try await expectAuditError(.invalidEvent, "a prune that is recorded like any event") {
                    _ = try await record(event, in: sink)
                }
            }
            try expect(try await status(of: .access, in: sink).size, is: 300, "entries")
        },
        ContractPromise("what was pruned is gone, and every proof and checkpoint of before still holds") { sink in
            try await fill(sink, 300) { Cast.read(at: $0) }
            let consent = try await record(Cast.consent(), in: sink)
            guard let signed = try await sink.checkpoint(.access, at: Cast.start, ifDue: false) else {
                throw BrokenPromise("the log was not signed")
            }
            let before = try await sink.entries(AuditQuery(log: .access, limit: 300))
            let pruned = try await prune(.access, below: 256, at: due, in: sink)
            try expect(pruned.place, is: AuditPlace(.access, 300), "where the log says that it was pruned")

            let status = try await status(of: .access, in: sink)
            try expect(status.first, is: 256, "the first entry that is there")
            try expect(status.size, is: 302, "entries, pruned ones included, and what says that they are pruned and gone")
            try expect(status.prunedBelow, is: 256, "up to where a prune is recorded")
            let after = try await sink.entries(AuditQuery(log: .access))
            try expect(after.first?.index, is: 256, "the first entry that is answered")
            try expect(after.dropLast(2).map(\.leafBytes), is: before.dropFirst(256).map(\.leafBytes), "the other entries")
            let about = try await sink.entries(about: Cast.subject).filter { $0.log == .access }
            try expect(about.first?.index, is: 256, "the first entry about the subject")
            try expect(about.count, is: 44, "entries about the subject")
            try expect(try await sink.entry(of: consent).place, is: consent.place, "the consent in the other log")

            for index in [0, 5, 255, 256, 299] as [UInt64] {
                let proof = try await sink.inclusionProof(.access, index: index, size: status.size)
                try expect(
                    proof.verifies(leafHash: before[Int(index)].leafHash, root: status.root), "entry \(index) is not proven")
            }
            let hashes = try await sink.leafHashes(.access, from: 0, limit: 300)
            try expect(hashes, is: before.map(\.leafHash), "hashes of the leaves")
            let page = try await sink.leaves(.access, from: 0, limit: .max)
            try expect(page.first, is: 256, "the first leaf that is there")
            try expect(page.leaves, is: after.map(\.leafBytes), "the leaves by themselves")
            let part = try await sink.leaves(.access, from: 258, limit: 3)
            try expect(part.leaves, is: Array(page.leaves[2..<5]), "some of the leaves")
            let growth = try await sink.consistencyProof(.access, from: 300, to: status.size)
            try expect(
                growth.verifies(firstRoot: signed.checkpoint.root, secondRoot: status.root), "the growth is not proven")
            try await expectAuditError(.noSuchEntry, "an entry that was pruned") {
                _ = try await sink.receipt(AuditPlace(.access, 5))
            }
            let report = try await sink.verify()
            try expect(report.findings, is: [], "findings")
            try expect(report.logs[.access]?.prunedTo, is: 256, "what verification says was pruned")
            try await expectAuditError(.invalidEvent, "pruning the same once more") {
                _ = try await prune(.access, below: 256, at: due, in: sink)
            }
        },
        ContractPromise("an erasure of a person takes everything about them in both logs, and nothing follows it") { sink in
            for _ in 0..<3 { _ = try await record(Cast.read(), in: sink) }
            var both = Cast.read("of two", at: Cast.nextMonth)
            both.subjects.append(Cast.person(Cast.other, .text("the other one")))
            _ = try await record(both, in: sink)
            _ = try await record(Cast.consent(), in: sink)
            var late = UnitOfWork()
            _ = try sink.stage(Cast.read("late"), in: &late)

            var event = AuditEvent(.erasure, .executeErasure, at: Cast.nextMonth)
            event.control = .erasure(
                AuditErasure(
                    of: [Cast.subject.handle], reason: 1, requestedAt: Cast.start,
                    requestCommitment: Bytes([UInt8](repeating: 5, count: 32))))
            event.erasesAllAbout = [Cast.subject]
            let erased = try await record(event, in: sink)
            guard case .erasure(let control) = try await sink.entry(of: erased).leaf().control else {
                throw BrokenPromise("the leaf is no erasure")
            }
            try expect(control.erasedCount, is: 5, "how many compartments the leaf accounts for")
            for entry in try await sink.entries(about: Cast.subject) {
                try await expectAuditError(.erased, "opening what was erased") { _ = try entry.open(as: Cast.subject) }
            }
            let other = try await sink.entries(about: Cast.other)
            try expect(try other.map { try $0.open(as: Cast.other) }, is: [.text("the other one")], "the other person's part")
            do {
                _ = try await late.commit()
                throw BrokenPromise("what was staged before the erasure was recorded after it")
            } catch let error as AuditError { try expect(error.code, is: .subjectErased, "why nothing follows") }
            let report = try await sink.verify()
            try expect(report.findings, is: [], "findings")
            try expect(report.logs.values.reduce(0) { $0 + $1.erasedCompartments }, is: 5, "erased compartments")
        },
        ContractPromise("leaves that govern the log itself outlast their pruning") { sink in
            try await register([.purpose("care")], in: sink)
            let request = Bytes([UInt8](repeating: 5, count: 32))
            let read = try await record(Cast.read(), in: sink)
            var event = AuditEvent(.erasure, .erasureDone, at: Cast.start)
            event.control = .erasure(
                AuditErasure(of: [Cast.subject.handle], reason: 1, requestedAt: Cast.start, requestCommitment: request))
            event.erases = [AuditPlace(.access, read.index, compartment: 0)]
            let erased = try await record(event, in: sink)
            try await fill(sink, 254) { Cast.consent(at: $0) }
            try await fill(sink, 255) { Cast.read(at: $0) }
            for log in AuditLog.allCases { _ = try await prune(log, below: 256, at: due, in: sink) }
            _ = try await sink.checkpoint(.evidence, at: due, ifDue: false)
            let left = try await sink.entries(AuditQuery(log: .evidence))
            try expect(left.map(\.index), is: [0, erased.index, 256, 257], "the entries that are there")
            let leaf = try await sink.entry(of: erased).leaf()
            guard case .erasure(let control) = leaf.control else { throw BrokenPromise("the erasure is gone") }
            try expect(control.erasedCount, is: 1, "what the erasure says")
            let log = TrustedLog(try await status(of: .evidence, in: sink).verifier)
            try expect(
                try await sink.receipt(erased.place).verifiedLeaf(in: log).auditClass, is: .erasure, "a receipt of the erasure")
            // What it took was pruned too, and it is still accounted for.
            let report = try await sink.verify()
            try expect(report.findings, is: [], "findings")
            try expect(report.logs[.access]?.erasedCompartments, is: 1, "compartments that were erased")
        },
    ]
}

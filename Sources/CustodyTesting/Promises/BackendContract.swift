import CustodyAudit
import CustodyConsent
import CustodyCore
import CustodyData
import CustodyIncidents
import CustodyModel

/// What the stores of one backend promise together: one unit of work over all of them, in one order, by one coordinator.
///
/// What a single store promises is in the contract of its protocol.
public enum BackendContract {
    /// The promises that a backend of those capabilities must keep, each on a fresh store.
    public static func promises(for capabilities: BackendCapabilities = []) -> [ContractPromise<BackendFixture>] {
        let reopening = reopeningPromises + forgettingPromises
        return commitPromises + racingPromises + failingPromises + valuePromises
            + (capabilities.contains(.survivesReopening) ? reopening : [])
            + (capabilities.contains(.survivesCrash) ? reopening.map(afterCrash) : [])
            + (capabilities.contains(.severalProcesses) ? processPromises + authorityPromises + besidePromises : [])
    }

    /// The same of a store that nobody ended.
    private static func afterCrash(_ promise: ContractPromise<BackendFixture>) -> ContractPromise<BackendFixture> {
        ContractPromise("\(promise), also when nobody ended the store") { fixture in
            try await promise.verify { fixture.crashing }
        }
    }

    private static let commitPromises: [ContractPromise<BackendFixture>] = [
        ContractPromise("the changes of one unit commit together in every store, or not at all") { fixture in
            let backends = try await fixture.make()
            try await expectNothing(backends) {
                try await commitEverything(1, to: backends, spoiling: .require(SubjectToken(.zero), head: .zero))
            }
            let sequence = try await commitEverything(1, to: backends).sequence
            try await expectEverything(1, in: backends, at: sequence)
        },
        ContractPromise("commits are numbered one after another, and what is refused uses no number") { fixture in
            let backends = try await fixture.make()
            let first = try await put(1, in: backends).sequence
            try await refuseSecond(1, in: backends)
            try expect(try await put(2, in: backends).sequence, is: first.next, "the commit after a refused one")
            try expect(backends.coordinator.lastSequence, is: first.next, "the newest commit")
        },
        ContractPromise("a unit that is delivered twice commits once") { fixture in
            let backends = try await fixture.make()
            let idempotency = Idempotency(key: handle(1), request: handle(2))
            try expect(try backends.coordinator.sequence(of: idempotency), is: nil, "a key that was not used")
            let first = try await put(1, in: backends, idempotency)
            let second = try await put(1, in: backends, idempotency)
            try expect(second.isDuplicate && !first.isDuplicate, "the second delivery is not told from the first")
            try expect(second.sequence, is: first.sequence, "the commit of both")
            try expect(backends.coordinator.lastSequence, is: first.sequence, "the newest commit")
            try expect(try backends.coordinator.sequence(of: idempotency), is: first.sequence, "the commit of the key")
            try await expectError("one key for another request", where: { $0 == CommitError.reused }) {
                _ = try await put(2, in: backends, Idempotency(key: handle(1), request: handle(3)))
            }
        },
        ContractPromise("of many units that write over one version, one commits") { fixture in
            let backends = try await fixture.make()
            let outcomes = try await race(8) { _ in try await putIfFree(1, in: backends) }
            try expect(outcomes.compactMap(\.self).count, is: 1, "units that committed")
            try expect(try await backends.data.counts().records, is: 1, "records")
        },
        ContractPromise("units of many tasks all commit, each at a place of its own, and the log has their order") { fixture in
            let backends = try await fixture.make()
            let before = backends.coordinator.lastSequence
            let places = try await race(16) { try await put($0, in: backends).sequence }
            try expect(
                places.compactMap(\.self).sorted(), is: (1...16).map { CommitSequence(rawValue: before.rawValue + $0) },
                "the places of the commits")
            try expect(try await backends.data.counts().records, is: 16, "records")
            let commits = try await backends.audit.entries(AuditQuery(log: .access)).map { try $0.leaf().commit }
            try expect(commits, is: places.compactMap(\.self).sorted(), "the commits of the log's entries")
        },
        ContractPromise("whoever waits for a commit is woken by one") { fixture in
            let backends = try await fixture.make()
            let last = backends.coordinator.lastSequence
            async let wasWoken = backends.coordinator.committed(after: last)
            _ = try await put(1, in: backends)
            try expect(try await wasWoken, "nobody was woken")
            try expect(try await backends.coordinator.committed(after: last), "what was committed before is not told")
        },
        ContractPromise("names that look like a part of a question are found as they are, and alter nothing") { fixture in
            let backends = try await fixture.make()
            for (number, name) in hostileNames.enumerated() {
                _ = try await put(number + 1, in: backends, for: Purpose(rawValue: name), naming: RecordName(rawValue: name))
            }
            for (number, name) in hostileNames.enumerated() {
                let id = DataStoreContract.id(number + 1)
                let record = try await backends.data.record(id)
                try expect(
                    record?.name.rawValue.utf8.elementsEqual(name.utf8) ?? false, "the name of record \(number) is another")
                let held = try await backends.data.records(RecordQuery(.heldFor(Purpose(rawValue: name)), limit: 100))
                try expect(held.records.map(\.id), is: [id], "records held for the purpose of record \(number)")
            }
            try expect(try await backends.data.counts().records, is: hostileNames.count, "records")
        },
    ]

    private static let reopeningPromises: [ContractPromise<BackendFixture>] = [
        ContractPromise("what was acknowledged is there after reopening, in every store") { fixture in
            var backends = try await fixture.make()
            var sequences: [CommitSequence] = []
            for number in 1...3 { sequences.append(try await commitEverything(number, to: backends).sequence) }
            backends = try await fixture.reopened(backends)
            for number in 1...3 { try await expectEverything(number, in: backends, at: sequences[number - 1]) }
            try expect(backends.coordinator.lastSequence, is: sequences[2], "the newest commit")
        },
        ContractPromise("a unit that is delivered again after reopening commits once") { fixture in
            var backends = try await fixture.make()
            let idempotency = Idempotency(key: handle(1), request: handle(2))
            let first = try await put(1, in: backends, idempotency)
            backends = try await fixture.reopened(backends)
            let second = try await put(1, in: backends, idempotency)
            try expect(second.isDuplicate, "the second delivery is not told from the first")
            try expect(second.sequence, is: first.sequence, "the commit of both")
        },
        ContractPromise("each opening in which something is committed has a life of its own") { fixture in
            var backends = try await fixture.make()
            var lives: Set<UInt32> = [backends.life]
            for number in 1...3 {
                _ = try await put(number, in: backends)
                backends = try await fixture.reopened(backends)
                try expect(lives.insert(backends.life).inserted, "two openings have the life \(backends.life)")
            }
            try expect(!lives.contains(0), "an opening has the life 0, which is not told from 1")
        },
        ContractPromise("the log goes on where it was, and what was signed before still verifies") { fixture in
            var backends = try await fixture.make()
            let receipt = try await AuditSinkContract.record(AuditSinkContract.Cast.read(), in: backends.audit)
            _ = try await backends.audit.checkpoint(.access, at: AuditSinkContract.Cast.start, ifDue: false)
            backends = try await fixture.reopened(backends)
            let next = try await AuditSinkContract.record(AuditSinkContract.Cast.read(), in: backends.audit)
            try expect(next.index, is: receipt.index + 1, "the next entry's place")
            try expect(next.commit, is: receipt.commit.next, "the next entry's commit")
            let report = try await backends.audit.verify()
            try expect(report.isIntact, "the log does not verify: \(report.findings)")
            try expect(report.logs[.access]?.signedSize, is: receipt.index + 1, "what is signed")
        },
    ]

    private static let processPromises: [ContractPromise<BackendFixture>] = [
        ContractPromise("what one process committed another reads at once") { fixture in
            let here = try await fixture.make()
            let there = try await fixture.beside(here)
            let first = try await commitEverything(1, to: here).sequence
            try await expectEverything(1, in: there, at: first)
            let second = try await commitEverything(2, to: there).sequence
            try expect(second, is: first.next, "the commit of the other process")
            try await expectEverything(2, in: here, at: second)
        },
        ContractPromise("of two processes that write over one version, one commits") { fixture in
            let here = try await fixture.make()
            let there = try await fixture.beside(here)
            let outcomes = try await race(8) { try await putIfFree(1, in: $0.isMultiple(of: 2) ? here : there) }
            try expect(outcomes.compactMap(\.self).count, is: 1, "units that committed")
        },
        ContractPromise("two processes write one log, without a gap, and it verifies") { fixture in
            let here = try await fixture.make()
            let there = try await fixture.beside(here)
            _ = try await race(16) { try await put($0, in: $0.isMultiple(of: 2) ? here : there).sequence }
            for backends in [here, there] {
                let places = try await backends.audit.entries(AuditQuery(log: .access)).map(\.index)
                try expect(places, is: Array(0..<16), "the places of the entries")
                let report = try await backends.audit.verify()
                try expect(report.isIntact, "the log does not verify: \(report.findings)")
            }
        },
    ]

    /// What no name is in practice, and what every store must bear all the same.
    static let hostileNames = [
        "'; DROP TABLE record; --", "\" OR 1=1 --", "a\0b", "a\0c", "%", "_", "?1", ":name", "\\'", "e\u{301}", "x\u{202e}y",
        "\u{1F469}\u{200D}\u{1F52C}", "NULL", "/etc/passwd", "",
    ]
}

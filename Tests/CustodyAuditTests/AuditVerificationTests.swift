import CustodyModel
import CustodyTesting
import Testing

@testable import CustodyAudit

@Suite struct AuditVerificationTests {
    typealias Written = (bytes: [UInt8], sequence: CommitSequence)

    /// The report on a history in which one change was replaced.
    private func report(
        altering number: Int, opening identities: [AuditIdentity] = [], _ change: (inout AuditChange) throws -> Void
    ) async throws -> AuditReport {
        var (_, changes) = try await InMemoryAuditSinkTests.history()
        var altered = try CBOR.decode(AuditChange.self, from: changes[number].bytes)
        try change(&altered)
        changes[number].bytes = try CBOR.encode(altered)
        return try await InMemoryAuditSinkTests.replay(changes).verify(opening: identities)
    }

    @Test("an untouched history is intact")
    func intact() async throws {
        let report = try await report(altering: 3) { _ in }
        #expect(report.isIntact)
        #expect(report.logs[.access]?.erasedCompartments == 2)
    }

    @Test("content that vanished without an erasure is found")
    func missing() async throws {
        let report = try await report(altering: 3) { $0.compartments[0].box = nil }
        #expect(report.findings.map(\.code) == [.erasure])
        #expect(report.findings.map(\.place) == [AuditPlace(.access, 2, compartment: 0)])
    }

    @Test("content that vanished cannot be passed off as erased by an earlier or later erasure")
    func passedOff() async throws {
        let erasure = AuditPlace(.evidence, 1)
        let claimed = try await report(altering: 3) {
            $0.compartments[0].box = nil
            $0.compartments[0].erasedBy = erasure
        }
        #expect(claimed.findings.map(\.place) == [erasure])
        let extended = try await report(altering: 7) { $0.erases?.append(AuditPlace(.access, 3, compartment: 0)) }
        #expect(extended.findings.map(\.place) == [erasure])
        let elsewhere = try await report(altering: 3) {
            $0.compartments[0].box = nil
            $0.compartments[0].erasedBy = AuditPlace(.evidence, 0)
        }
        #expect(elsewhere.findings.map(\.place) == [AuditPlace(.access, 2, compartment: 0)])
    }

    @Test("an erasure that was undone is found")
    func undone() async throws {
        let report = try await report(altering: 7) { $0.erases = nil }
        #expect(report.findings.map(\.code) == [.erasure])
    }

    @Test("compartments that were dropped, swapped or taken from another entry are found")
    func compartments() async throws {
        for alteration in [
            { $0.compartments.removeLast() }, { $0.compartments.swapAt(0, 1) },
            { $0.compartments[0].commitment = $0.compartments[1].commitment }, { $0.compartments[0].reference = .zero },
            { $0.compartments[1].month += 1 },
        ] as [(inout AuditChange) -> Void] {
            let report = try await report(altering: 2, alteration)
            #expect(report.findings.map(\.code) == [.payload])
            #expect(report.findings.map(\.place) == [AuditPlace(.access, 1)])
        }
    }

    @Test("content that its key no longer opens is found when the key is given")
    func unopenable() async throws {
        let alteration: (inout AuditChange) -> Void = { $0.compartments[0].box?.array[20] ^= 1 }
        #expect(try await report(altering: 2, alteration).isIntact)
        let report = try await report(altering: 2, opening: [Fixture.identity(2)], alteration)
        #expect(report.findings.map(\.code) == [.content])
        #expect(report.findings.map(\.place) == [AuditPlace(.access, 1, compartment: 0)])
    }

    @Test("a leaf with a batch of the future is out of order")
    func order() async throws {
        let report = try await report(altering: 2) { change in
            var leaf = try AuditLeaf(decoding: change.leafBytes.array)
            leaf.batch = CommitSequence(rawValue: 99)
            change.leafBytes = Bytes(leaf.bytes)
        }
        #expect(report.findings.map(\.code) == [.order])
    }

    @Test("an event cannot name a later commit as its beginning")
    func futureBatch() async throws {
        let sink = try Fixture.sink()
        var event = Fixture.read(1)
        event.batch = CommitSequence(rawValue: 2)
        let early = event
        await #expect(throws: AuditError(.invalidEvent, "", at: AuditPlace(.access))) {
            try await Fixture.record(early, in: sink)
        }
        #expect(try await sink.entries(AuditQuery()).isEmpty)
    }

    @Test("commits at the end of the range are looked for without a trap")
    func lastCommit() async throws {
        let (sink, _) = try await InMemoryAuditSinkTests.history()
        #expect(try await sink.entries(AuditQuery(commit: CommitSequence(rawValue: .max))).isEmpty)
        #expect(try await sink.entries(AuditQuery(commit: .zero)).isEmpty)
        #expect(try await sink.entries(AuditQuery(limit: -1)).isEmpty)
    }

    @Test("people print as redacted, alone and within an event")
    func redaction() {
        let event = Fixture.read(1)
        var text = "\(event.subjects[0]) \(event.subjects[0].identity) \(event)"
        dump(event, to: &text)
        #expect(text.contains("redacted"))
        #expect(!text.contains("secret word"))
        #expect(!text.contains(Fixture.identity(1).handle.description))
    }

    @Test("a report and a receipt survive being encoded")
    func coding() async throws {
        let (sink, _) = try await InMemoryAuditSinkTests.history()
        let report = try await sink.verify()
        #expect(try CBOR.decode(AuditReport.self, from: CBOR.encode(report)) == report)
        let receipt = try #require(try await Fixture.record(Fixture.read(3), in: sink))
        #expect(try CBOR.decode(AuditReceipt.self, from: CBOR.encode(receipt)) == receipt)
        let entry = try await sink.entry(of: receipt)
        #expect(try CBOR.decode(AuditEntry.self, from: CBOR.encode(entry)) == entry)
    }
}

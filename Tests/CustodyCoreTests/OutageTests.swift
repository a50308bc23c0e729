import CustodyAccess
import CustodyAudit
import CustodyFaults
import CustodyGovernance
import CustodyKeys
import CustodyModel
import CustodyTesting
import Synchronization
import Testing

@testable import CustodyCore

@Suite("While the log takes nothing")
struct OutageTests {
    /// What a host brings to wait with: it counts, moves the clock on, and has the log come back after so many times.
    private final class Waiting: Sendable {
        let pauses = Mutex(0)
        let coordinator = FaultyCoordinator()
        let clock: ManualClock

        init(_ clock: ManualClock) { self.clock = clock }

        func outage(_ limit: Duration, backAfter count: Int = .max) -> LogOutage {
            .block(upTo: limit) { [self] pause in
                clock.advance(milliseconds: Int64(pause.components.attoseconds / 1_000_000_000_000_000))
                if pauses.withLock({ pauses in
                    pauses += 1
                    return pauses
                }) == count {
                    coordinator.recover()
                }
            }
        }

        var count: Int { pauses.withLock { $0 } }
    }

    private func open(_ bed: Bed, _ waiting: Waiting, _ outage: LogOutage) async throws -> Custodian {
        let backends = try await Backends.inMemory(controller: "acme", coordinator: waiting.coordinator)
        let custodian = try await Custodian.open(
            backends, governance: try Bed.governance(), outage: outage, clock: bed.clock)
        try await custodian.collect(
            Customer(email: "ada@example.org"), about: "c-1042", for: [.customerCare], from: .subject, by: bed.importer)
        return custodian
    }

    private func read(_ custodian: Custodian, _ bed: Bed) async throws -> String {
        try await custodian.disclose(SupportView.self, about: "c-1042", for: .customerCare, to: bed.agent).value.email
    }

    private func gaps(_ custodian: Custodian) async throws -> [AuditReport.Gap] {
        let report = try await custodian.verify().audit
        try expect(report.findings, is: [], "findings")
        return report.logs.values.flatMap(\.gaps)
    }

    @Test("What was not recorded is told by the log itself, in the commit that it takes next")
    func gap() async throws {
        let bed = Bed(.memory)
        let waiting = Waiting(bed.clock)
        let custodian = try await open(bed, waiting, .failClosed)
        let began = bed.clock.now()
        waiting.coordinator.fail()
        for _ in 0..<3 {
            _ = try await thrown(.notRecorded) { _ = try await read(custodian, bed) }
            bed.clock.advance(milliseconds: 1000)
        }
        // A refusal that could not be recorded is missing too.
        _ = try await thrown(.notRecorded) {
            _ = try await custodian.disclose(SupportView.self, about: "c-1042", for: .payment, to: bed.who("nobody"))
        }
        let expected = AuditGap(dropped: 4, from: began, to: began.adding(milliseconds: 3000))
        #expect(custodian.unrecorded == expected)
        #expect(waiting.count == 0, "fail closed does not wait")
        waiting.coordinator.recover()
        #expect(try await read(custodian, bed) == "ada@example.org")
        #expect(custodian.unrecorded == nil)
        let told = try await gaps(custodian)
        #expect(told.map { AuditGap(dropped: $0.dropped, from: $0.from, to: $0.to) } == [expected])
        // One commit has both, and nothing more comes of it.
        let line = try #require(try await custodian.log(by: nil).first { $0.action == .loseEvents })
        #expect(line.recordCount == 4)
        #expect(try await custodian.log(by: nil).contains { $0.commit == line.commit && $0.action == .read })
        #expect(try await read(custodian, bed) == "ada@example.org")
        #expect(try await gaps(custodian).count == 1)
    }

    @Test("A gap is among the findings of whoever asks next, in the report too, and of nobody after", arguments: [false, true])
    func finding(inReport: Bool) async throws {
        let bed = Bed(.memory)
        let waiting = Waiting(bed.clock)
        let custodian = try await open(bed, waiting, .failClosed)
        func gaps() async throws -> [Finding] {
            let findings =
                inReport ? try await custodian.complianceReport(by: nil).findings : try await custodian.findings(by: nil)
            return findings.filter { $0.kind == .logGap }
        }
        #expect(try await gaps().isEmpty)
        waiting.coordinator.fail()
        for _ in 0..<2 { _ = try await thrown(.notRecorded) { _ = try await read(custodian, bed) } }
        waiting.coordinator.recover()
        #expect(try await gaps() == [Finding(.logGap, .log("all"), "2")])
        #expect(custodian.unrecorded == nil, "the record that it was asked told the gap")
        #expect(try await gaps().isEmpty)
    }

    @Test("What is refused for another reason leaves no gap, and neither does what is in doubt or repeated")
    func noGap() async throws {
        let bed = Bed(.memory)
        let waiting = Waiting(bed.clock)
        let custodian = try await open(bed, waiting, waiting.outage(.seconds(1)))
        _ = try await thrown(.denied) {
            _ = try await custodian.disclose(SupportView.self, about: "c-1042", for: .payment, to: bed.who("nobody"))
        }
        waiting.coordinator.fail(with: CommitError(.commitUnknown, "no answer"))
        let doubt = try await thrown(.inDoubt) { _ = try await read(custodian, bed) }
        #expect(doubt.message.contains("whether") && !doubt.message.contains("was not done"), "nobody knows that")
        #expect(custodian.unrecorded == nil)
        #expect(waiting.count == 0, "what may be durable is not done again")
        waiting.coordinator.recover()
        #expect(try await gaps(custodian).isEmpty)
    }

    @Test("Blocking waits until the log is back, and then it is as if nothing had been")
    func comesBack() async throws {
        let bed = Bed(.memory)
        let waiting = Waiting(bed.clock)
        let custodian = try await open(bed, waiting, waiting.outage(.seconds(2), backAfter: 7))
        waiting.coordinator.fail()
        #expect(try await read(custodian, bed) == "ada@example.org")
        #expect(waiting.count == 7)
        #expect(try await gaps(custodian).isEmpty)
    }

    @Test("Blocking ends after its time, fails closed and leaves a gap", arguments: [0, 250, 2000])
    func timesOut(_ milliseconds: Int64) async throws {
        let bed = Bed(.memory)
        let waiting = Waiting(bed.clock)
        let custodian = try await open(bed, waiting, waiting.outage(.milliseconds(milliseconds)))
        waiting.coordinator.fail()
        let began = bed.clock.now()
        let error = try await thrown(.notRecorded) { _ = try await read(custodian, bed) }
        #expect(!error.description.contains("ada@"))
        #expect(bed.clock.now() == began.adding(milliseconds: milliseconds))
        #expect(custodian.unrecorded?.dropped == 1)
        waiting.coordinator.recover()
        _ = try await read(custodian, bed)
        #expect(try await gaps(custodian).map(\.dropped) == [1])
    }

    @Test("Who is cancelled while waiting is told so, and nothing was done")
    func cancelled() async throws {
        let bed = Bed(.memory)
        let waiting = Waiting(bed.clock)
        let custodian = try await open(bed, waiting, .block(upTo: .seconds(9)) { _ in throw CancellationError() })
        waiting.coordinator.fail()
        await #expect(throws: CancellationError.self) { _ = try await read(custodian, bed) }
        waiting.coordinator.recover()
        #expect(try await custodian.log(by: nil).count { $0.action == .read } == 0)
    }

    @Test("A gap that cannot be is refused: one that ends after now, or begins before the log did", arguments: Backing.allCases)
    func impossibleGap(_ backing: Backing) async throws {
        let bed = Bed(backing)
        let custodian = try await bed.withCustomer()
        let oldest = try #require(try await custodian.log(by: nil).map(\.time).min())
        bed.clock.advance(hours: 2)
        let now = bed.clock.now()
        for (from, to) in [
            (now, now.adding(milliseconds: 1)), (oldest, Instant(milliseconds: .max)),
            (oldest.adding(milliseconds: -1), now), (Instant(milliseconds: .min), now), (Instant(milliseconds: 0), oldest),
        ] {
            _ = try await thrown(.invalidInput) {
                try await custodian.recordGap(AuditGap(dropped: 1, from: from, to: to), by: nil)
            }
        }
        #expect(try await gaps(custodian).isEmpty)
        try await custodian.recordGap(AuditGap(dropped: 1, from: oldest, to: now), by: nil)
        #expect(try await gaps(custodian).map(\.dropped) == [1])
        try await custodian.close()
    }

    @Test("A store of files that has to be opened anew is told what it missed by who saw it")
    func files() async throws {
        let bed = Bed(.files)
        let custodian = try await bed.withCustomer()
        bed.files.arm(FaultPlan([.init(.write, .from(1), pathSuffix: ".log", .error(28))]))
        for _ in 0..<3 {
            await #expect(throws: CustodianError.self) { _ = try await read(custodian, bed) }
        }
        let missed = try #require(custodian.unrecorded)
        try? await custodian.close()
        bed.files.disarm()
        let reopened = try await bed.open()
        #expect(try await gaps(reopened).isEmpty)
        let receipt = try await reopened.recordGap(missed, by: bed.who("officer-1"))
        #expect(try await gaps(reopened).map(\.dropped) == [missed.dropped])
        #expect(try await gaps(reopened).map(\.entry) == [receipt.index])
        for gap in [
            AuditGap(dropped: 0, from: missed.from, to: missed.to),
            AuditGap(dropped: 1, from: missed.to, to: .init(milliseconds: 0)),
        ] {
            _ = try await thrown(.invalidInput) { try await reopened.recordGap(gap, by: nil) }
        }
        try await reopened.close()
    }
}

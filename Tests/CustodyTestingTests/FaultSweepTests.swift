import CustodyAudit
import CustodyCore
import CustodyKeys
import CustodyModel
import CustodyTesting
import Testing

@Suite("A custodian over stores that fail")
struct FaultSweepTests {
    /// Acts after whose first commit the person is protected, whatever fails later.
    private static let severalCommits: Set<Act> = [.erase]

    @Test(
        "answers with its own error, and what it was asked is wholly done or not at all, whichever call fails",
        arguments: Act.allCases, StoreFault.Moment.allCases)
    func sweep(_ act: Act, _ moment: StoreFault.Moment) async throws {
        let dry = try await FaultBed()
        let before = try await dry.content()
        dry.faults.forgetCalls()
        try await act.perform(in: dry)
        let calls = dry.faults.calls
        let after = try await dry.content()
        #expect(!calls.isEmpty)

        var refusals = 0
        for place in 1...calls.count {
            let bed = try await FaultBed()
            bed.faults.fail(nil, .nth(place), moment)
            var code: CustodianError.Code?
            do { try await act.perform(in: bed) } catch let error as CustodianError { code = error.code } catch {
                Issue.record("\(act), call \(place) (\(calls[place - 1])): \(error)")
            }
            bed.faults.recover()
            #expect(try await bed.custodian.verify().isIntact, "\(act), call \(place) (\(calls[place - 1]))")
            guard code != nil else { continue }
            refusals += 1
            let content = try await bed.content()
            if Self.severalCommits.contains(act) {
                try await Self.finish(bed, act)
                #expect(try await bed.content() == after, "\(act), call \(place) (\(calls[place - 1]))")
            } else if moment == .before {
                #expect(content == before, "\(act), call \(place) (\(calls[place - 1]))")
            } else {
                #expect(content == before || content == after, "\(act), call \(place) (\(calls[place - 1]))")
            }
        }
        #expect(refusals > 0, "nothing was ever refused")
    }

    @Test(
        "tells damage from a backend that cannot be reached",
        arguments: [
            (AuditError(.tampered, "another leaf"), CustodianError.Code.integrity),
            (AuditError(.rolledBack, "a shorter log"), .integrity), (AuditError(.sealing, "no entropy"), .notRecorded),
        ])
    func damage(_ error: AuditError, _ code: CustodianError.Code) async throws {
        for (call, act) in [(StoreCall.Audit.entries, Act.readLog), (StoreCall.Audit.verify, Act.verify)] {
            let bed = try await FaultBed()
            bed.faults.fail(call, with: error)
            try await expectError("\(act)", where: { (found: CustodianError) in found.code == code }) {
                try await act.perform(in: bed)
            }
        }
    }

    /// Does the act again, as a caller does who was told that it failed.
    private static func finish(_ bed: FaultBed, _ act: Act) async throws {
        do { try await act.perform(in: bed) } catch let error as CustodianError {
            // Its keys were destroyed already; opening the store again finishes the rest.
            guard error.code == .erased else { throw error }
        }
        _ = try await Custodian.open(bed.plain, governance: nil, clock: bed.clock)
    }
}

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
            // The will of a person who withdrew is respected from now on: what a marketer gets is another matter.
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

    /// Does the act again, as a caller does who was told that it failed.
    private static func finish(_ bed: FaultBed, _ act: Act) async throws {
        do { try await act.perform(in: bed) } catch let error as CustodianError {
            // Its keys were destroyed already; opening the store again finishes the rest.
            guard error.code == .erased else { throw error }
        }
        _ = try await Custodian.open(bed.plain, governance: nil, clock: bed.clock)
    }
}

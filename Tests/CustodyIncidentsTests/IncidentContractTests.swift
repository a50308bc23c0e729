import CustodyIncidents
import CustodyModel
import CustodyTesting
import Testing

@Suite struct IncidentContractTests {
    @Test("The in-memory tracker keeps the contract", arguments: IncidentTrackerContract.promises)
    func inMemory(_ promise: ContractPromise<any IncidentTracker>) async throws {
        try await promise.verify { InMemoryIncidentTracker(committingTo: MemoryCoordinator()) }
    }

    @Test("A broken tracker is caught", arguments: BrokenTracker.Fault.allCases)
    func broken(_ fault: BrokenTracker.Fault) async throws {
        var broken: [String] = []
        for promise in IncidentTrackerContract.promises {
            do { try await promise.verify { BrokenTracker(fault: fault) } } catch { broken.append(promise.description) }
        }
        #expect(!broken.isEmpty, "no promise noticed '\(fault)'")
    }
}

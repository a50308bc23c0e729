import CustodyConsent
import CustodyModel
import CustodyTesting
import Testing

@Suite("The sample ledger, from Swift Testing")
struct HostLedgerTests {
    @Test("keeps the contract", arguments: ConsentLedgerContract.promises)
    func keeps(_ promise: ContractPromise<any ConsentLedger>) async throws {
        try await promise.verify { HostLedger(committingTo: MemoryCoordinator()) }
    }
}

import CustodyConsent
import CustodyModel
import CustodyTesting
import Testing

@Suite struct ConsentContractTests {
    @Test("The in-memory ledger keeps the contract", arguments: ConsentLedgerContract.promises)
    func inMemory(_ promise: ContractPromise<any ConsentLedger>) async throws {
        try await promise.verify { InMemoryConsentLedger(committingTo: MemoryCoordinator()) }
    }

    @Test(
        "A ledger that answers status and standing from its history keeps the contract",
        arguments: ConsentLedgerContract.promises)
    func derived(_ promise: ContractPromise<any ConsentLedger>) async throws {
        try await promise.verify { DerivingLedger() }
    }

    @Test("A broken ledger is caught", arguments: BrokenLedger.Fault.allCases)
    func broken(_ fault: BrokenLedger.Fault) async throws {
        var broken: [String] = []
        for promise in ConsentLedgerContract.promises {
            do { try await promise.verify { BrokenLedger(fault: fault) } } catch { broken.append(promise.description) }
        }
        #expect(!broken.isEmpty, "no promise noticed '\(fault)'")
    }
}

/// Writes only what the protocol demands.
private struct DerivingLedger: ConsentLedger {
    let inner = InMemoryConsentLedger(committingTo: MemoryCoordinator())

    func stage(_ change: ConsentChange, in unit: inout UnitOfWork) { inner.stage(change, in: &unit) }
    func history(of subject: SubjectToken) async throws -> [ConsentEntry] { try await inner.history(of: subject) }
    func notice(_ hash: NoticeHash) async throws -> Notice? { try await inner.notice(hash) }
    func noticeBook() async throws -> NoticeBook { try await inner.noticeBook() }
    func consents(_ query: ConsentQuery) async throws -> ConsentPage { try await inner.consents(query) }
    func subjects(after: SubjectToken?, limit: Int) async throws -> [SubjectToken] {
        try await inner.subjects(after: after, limit: limit)
    }
}

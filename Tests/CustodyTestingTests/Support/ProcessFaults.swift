import CustodyConsent
import CustodyModel
import Synchronization

/// Gives each opening of a store a life of its own.
final class Lives: Sendable {
    private let last = Mutex<UInt32>(1)

    func another() -> UInt32 {
        last.withLock { last in
            last += 1
            return last
        }
    }
}

/// A ledger that counts what its own process changed, and takes a count that did not move for a proof that nothing did.
struct OwnCountLedger: ConsentLedger {
    let base: any ConsentLedger

    func changeCount() async throws -> UInt64? { 0 }

    func stage(_ change: ConsentChange, in unit: inout UnitOfWork) throws {
        if case .requireAll(_, let seen) = change, seen != nil { return try base.stage(.requireAll([]), in: &unit) }
        try base.stage(change, in: &unit)
    }

    func history(of subject: SubjectToken) async throws -> [ConsentEntry] { try await base.history(of: subject) }
    func notice(_ hash: NoticeHash) async throws -> Notice? { try await base.notice(hash) }
    func noticeBook() async throws -> NoticeBook { try await base.noticeBook() }
    func consents(_ query: ConsentQuery) async throws -> ConsentPage { try await base.consents(query) }
    func subjects(after: SubjectToken?, limit: Int) async throws -> [SubjectToken] {
        try await base.subjects(after: after, limit: limit)
    }
}

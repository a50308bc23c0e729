import CustodyModel
import Synchronization

/// What persons have forbidden in this process, from the moment of their call: also while it cannot be written.
///
/// An entry goes only when the ledger carries it durably. It is checked again with the commit, so that a disclosure that
/// began before the call does not slip through after it.
final class Protections: Sendable {
    /// What a person can forbid without anybody's leave.
    enum Will: Hashable, Sendable {
        case consentWithdrawn, objected, restricted
    }

    /// Whom and what an act protects; the person is known by blind index, since there may be no token yet.
    struct Entry: Hashable, Sendable {
        var subject: BlindIndex
        var will: Will
        /// Nil when it covers every purpose.
        var purpose: Purpose?
    }

    private let entries = Mutex<[Entry: Int]>([:])

    /// Begins to protect.
    func insert(_ entry: Entry) { entries.withLock { $0[entry, default: 0] += 1 } }

    /// Ends the protection here, because the ledger has it. Entries of earlier calls that failed end with it.
    func remove(_ entry: Entry) { entries.withLock { $0[entry] = nil } }

    /// What the person has forbidden about the purpose.
    func will(of subject: BlindIndex, _ purpose: Purpose?) -> Set<Will> {
        entries.withLock { entries in
            guard !entries.isEmpty else { return [] }
            return Set(
                entries.keys.lazy.filter { entry in
                    guard entry.subject == subject else { return false }
                    guard let forbidden = entry.purpose, let purpose else { return true }
                    return purpose.isWithin(forbidden)
                }.map(\.will))
        }
    }
}

import Crypto
import CustodyModel
import Synchronization

/// What sealing derives from persons' keys for a month, kept for those who are in most events: who acts, and the controller.
///
/// A subject's is never kept: when their key is destroyed, nothing that opens their compartments may be left anywhere.
package final class DerivedKeys: Sendable {
    /// How many are kept at most.
    static let limit = 256

    struct Derived: Sendable {
        var reference: Handle
        var sealing: SymmetricKey
    }

    let scheme: AuditScheme
    private let kept = Mutex(Kept())

    private struct Kept {
        /// Of one month only: with the next month all of them go.
        var month: UInt32 = 0
        var derived: [Handle: (key: SymmetricKey, derived: Derived)] = [:]
    }

    package init(_ scheme: AuditScheme) { self.scheme = scheme }

    /// How many are kept.
    var count: Int { kept.withLock { $0.derived.count } }

    /// What belongs to the person in a month (`yyyymm`).
    func derived(for person: AuditPerson, in month: UInt32) -> Derived {
        guard person.keyClass != .subject else { return derive(person.key, month) }
        let known = kept.withLock { $0.month == month ? $0.derived[person.handle] : nil }
        // A key may have been replaced.
        if let known, known.key == person.key { return known.derived }
        let derived = derive(person.key, month)
        kept.withLock { kept in
            if kept.month != month || kept.derived.count >= Self.limit { kept = Kept(month: month) }
            kept.derived[person.handle] = (person.key, derived)
        }
        return derived
    }

    private func derive(_ key: SymmetricKey, _ month: UInt32) -> Derived {
        Derived(reference: scheme.reference(to: key, in: month), sealing: scheme.sealingKey(from: key, in: month))
    }
}

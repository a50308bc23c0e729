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

    /// Whom and what an act protects; the person is known by blind index, since there may be no token yet, or by the token that the act
    /// named them by.
    struct Entry: Hashable, Sendable {
        var subject: BlindIndex
        /// Which kind of identifier the person is known by.
        var field = IdentifierField.subject
        var will: Will
        /// Nil when it covers every purpose.
        var purpose: Purpose?
        /// Whether it is an opt-out, which a later consent ends: that one is on record does not put an objection there.
        var isOptOut = false

        /// Whether the two forbid the same, whoever is meant.
        fileprivate func forbidsTheSame(as other: Entry) -> Bool {
            will == other.will && purpose == other.purpose && isOptOut == other.isOptOut
        }
    }

    /// One call of a person, in the order in which the calls began.
    struct Call: Sendable {
        var entry: Entry
        fileprivate var number: UInt64
    }

    private struct State {
        var calls: [BlindIndex: [Entry: [UInt64: Bool]]] = [:]
        var next: UInt64 = 0
    }

    /// By person and entry the calls that are not on record, and whether each is over.
    private let state = Mutex(State())

    /// Begins to protect.
    func begin(_ entry: Entry) -> Call {
        state.withLock { state in
            defer { state.next += 1 }
            state.calls[entry.subject, default: [:]][entry, default: [:]][state.next] = false
            return Call(entry: entry, number: state.next)
        }
    }

    /// Ends the protection here, because the ledger has it. Earlier calls that failed end with it, also by another name of the
    /// person: what is on record was wanted after them. A call that is still under way ends by itself.
    ///
    /// - Parameter names: by which the person may have been named too.
    func end(_ call: Call, alsoNamed names: Set<BlindIndex> = []) {
        change(call.entry) { $0[call.number] = nil }
        for name in names.union([call.entry.subject]) {
            for entry in entries(of: name) where entry.forbidsTheSame(as: call.entry) {
                change(entry) { calls in calls = calls.filter { number, isOver in !isOver || number > call.number } }
            }
        }
    }

    /// The call could not be written: it goes on protecting.
    func keep(_ call: Call) { change(call.entry) { $0[call.number] = true } }

    private func change(_ entry: Entry, _ body: (inout [UInt64: Bool]) -> Void) {
        state.withLock { state in
            let subject = entry.subject
            var calls = state.calls[subject]?[entry] ?? [:]
            body(&calls)
            state.calls[subject, default: [:]][entry] = calls.isEmpty ? nil : calls
            if state.calls[subject]?.isEmpty == true { state.calls[subject] = nil }
        }
    }

    /// Whether somebody, by another name, forbade the same as one of the calls, and it is not on record yet.
    func areMore(than calls: [Call]) -> Bool {
        all.contains { entry in
            calls.contains { $0.entry.subject != entry.subject && entry.forbidsTheSame(as: $0.entry) }
        }
    }

    /// Everything that anybody has forbidden and that is not on record yet.
    var all: Set<Entry> { state.withLock { state in state.calls.values.reduce(into: []) { $0.formUnion($1.keys) } } }

    /// Everything that the person has forbidden and that is not on record yet.
    func entries(of subject: BlindIndex) -> Set<Entry> {
        state.withLock { state in state.calls[subject].map { Set($0.keys) } ?? [] }
    }
}

extension Set<Protections.Entry> {
    /// What is forbidden about the purpose.
    func will(about purpose: Purpose) -> Set<Protections.Will> {
        Set<Protections.Will>(
            lazy.filter { entry in entry.purpose.map { purpose.isWithin($0) } ?? true }.map(\.will))
    }
}

import CustodyModel
import CustodyProof

/// What an erasure takes from the logs: settled when it is staged, because its leaf counts it, and still all of it when it commits.
struct ErasureScope: Sendable {
    /// Whose every compartment goes. Nothing more is recorded about them.
    let identities: [AuditIdentity]
    /// How long the logs were when it was settled.
    private let sizes: [AuditLog: UInt64]

    /// What destroys content, or removes it, does not overlap with its like.
    static let erasing = ConflictKey(.audit, Array("erasure".utf8))

    /// Settles what an erasure takes, and writes it into the event; nil when the event takes nothing.
    init?(of event: inout AuditEvent, in sink: InMemoryAuditSink) throws {
        guard case .erasure(let erasure) = event.control else { return nil }
        let (identities, named) = (event.erasesAllAbout, event.erases)
        let (places, completed, sizes) = try sink.read { state in
            let places = Set(named).union(try state.places(about: identities)).sorted()
            let sizes = Dictionary(uniqueKeysWithValues: AuditLog.allCases.map { ($0, state[$0].tree.size) })
            return (places, try state.completed(erasure, erasing: places), sizes)
        }
        (event.erases, event.control) = (places, .erasure(completed))
        guard !identities.isEmpty || !places.isEmpty else { return nil }
        (self.identities, self.sizes) = (identities, sizes)
    }

    /// Whom nothing follows about.
    var handles: [Handle] { identities.map(\.handle) }

    /// What an event about persons must not overlap with: an erasure of one of them.
    static func reads(of event: AuditEvent) -> Set<ConflictKey> {
        event.subjects.isEmpty ? [] : Set(event.subjects.map { ConflictKey(.audit, of: $0.handle) })
    }

    /// An erasure meets its like, and whatever is being recorded about the same persons: that would be missing from its count.
    var writes: Set<ConflictKey> { Set(handles.map { ConflictKey(.audit, of: $0) }).union([Self.erasing]) }

    /// Throws when something about the persons came or went since the scope was settled.
    func requireUnchanged(_ event: AuditEvent, in state: borrowing AuditState) throws {
        let changed = AuditError(.changedMeanwhile, "the log changed what it says about the person; begin again")
        for (log, size) in sizes where try !state.places(about: identities, in: log, from: size).isEmpty { throw changed }
        do { try state.validate(event) } catch let error as AuditError
            where !identities.isEmpty && [.noSuchEntry, .erased].contains(error.code)
        { throw changed }
    }
}

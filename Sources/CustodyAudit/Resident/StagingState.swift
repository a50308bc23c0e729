import CustodyModel

/// What staging an event needs of the log's state.
struct StagingState: Sendable {
    /// The state's vocabulary.
    var registered = AuditVocabulary()
    /// Those and the names that staged units are about to register. A number is set aside when it is staged, so that no
    /// two units of any order give it to two names; one that is never committed stays unused until reopening.
    var reserved = AuditVocabulary()
    /// Whom an erasure took since the log was opened: what was staged about them before must not follow.
    var erased: Set<Handle> = []
    /// Why the state can be trusted no more.
    var failure: (any Error)?

    /// Sets numbers aside for those of the names that have none.
    mutating func reserve(_ terms: [AuditTerm]) throws(AuditError) -> [AuditRegistration] {
        try reserved.reserve(terms, beside: registered)
    }

    /// The numbers of an event's names.
    func codes(of event: AuditEvent) throws -> AuditSealer.Codes {
        if let failure { throw failure }
        return try AuditSealer.Codes(of: event, in: registered)
    }

    /// Throws when nothing can be recorded, or nothing more about somebody whom the event concerns.
    func requireRecordable(_ event: AuditEvent) throws {
        if let failure { throw failure }
        guard !erased.isEmpty, event.subjects.contains(where: { erased.contains($0.handle) }) else { return }
        throw AuditError(.subjectErased, "the person was erased meanwhile; nothing more is recorded about them")
    }
}

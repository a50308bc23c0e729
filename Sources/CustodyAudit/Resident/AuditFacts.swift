package import CustodyModel
package import CustodyProof

/// What the rules of recording ask of what the logs hold.
package protocol AuditFacts {
    /// What the numbers in leaves mean.
    func names() throws -> AuditVocabulary
    /// What an entry says about one person; nil when there is no such place.
    func compartment(at place: AuditPlace) throws -> (commit: CommitSequence, compartment: AuditCompartment)?
}

extension AuditFacts {
    /// Throws when the numbers that the event gives are taken or the compartments that it erases are gone.
    package func validate(_ event: AuditEvent) throws {
        if case .vocabulary(let registrations) = event.control {
            let names = try names()
            for registration in registrations where !names.admits(registration) {
                throw AuditError(
                    .vocabularyConflict, "the number of \(registration.term) was given away meanwhile; register it again")
            }
        }
        for place in event.erases {
            guard let found = try compartment(at: place) else {
                throw AuditError(.noSuchEntry, "there is no such compartment to erase", at: place)
            }
            guard found.compartment.box != nil else {
                throw AuditError(.erased, "the compartment was erased before; leave it out", at: place)
            }
        }
    }

    /// The erasure with what the log knows about it.
    package func completed(_ erasure: AuditErasure, erasing places: [AuditPlace]) throws -> AuditErasure {
        var dropped: [AuditPlace: (commit: CommitSequence, commitment: Bytes)] = [:]
        for place in places {
            guard let found = try compartment(at: place) else { continue }
            dropped[place] = (found.commit, found.compartment.commitment)
        }
        var completed = erasure
        completed.erasedCount = UInt32(clamping: dropped.count)
        completed.erasedRoot = AuditScheme.erasedRoot(dropped)
        return completed
    }
}

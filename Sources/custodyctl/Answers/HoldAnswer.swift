import Custody

/// Legal holds, one or many.
struct HoldAnswer: Answer {
    var done: String
    var holds: [LegalHold]
    var completed: ErasureCertificate?
    /// Those of whoever was merged with the person.
    var completedForMerged: [ErasureCertificate]?
    var log: LogErasure?
    var logForMerged: [LogErasure]?
    var awaitingPlan: [SubjectToken]?

    init(done: String, holds: [LegalHold]) {
        self.done = done
        self.holds = holds
    }

    /// What releasing one did.
    init(_ released: HoldRelease) {
        self.init(done: "released", holds: [released.hold])
        completed = released.completed
        completedForMerged = released.completedForMerged.isEmpty ? nil : released.completedForMerged
        log = released.log
        logForMerged = released.logForMerged
        awaitingPlan = released.awaitingPlan
    }

    var lines: [String] {
        var lines = holds.map { hold in
            let records = hold.records.isEmpty ? "everything" : hold.records.map(\.rawValue).joined(separator: ", ")
            return "\(done) \(hold.id): \(records) of \(hold.subject), for \(hold.ground), since \(hold.placedAt) by "
                + "\(Printable.text(hold.placedBy.rawValue)): \(Printable.text(hold.reference))"
        }
        if holds.isEmpty { lines.append("there are no holds") }
        if let completed {
            lines.append(
                "the erasure that it suspended is complete: \(completed.statement.destroyed.count) keys were destroyed")
        }
        for certificate in completedForMerged ?? [] {
            lines.append(
                "and of \(certificate.statement.subject), who is the same person: `erase certificate --digest "
                    + "\(certificate.statement.plan.hex)` writes its certificate")
        }
        for subject in awaitingPlan ?? [] {
            lines.append("the erasure of \(subject) waits for a new plan and approval: data was collected since the former one")
        }
        for part in [log].compactMap(\.self) + (logForMerged ?? []) {
            lines.append("what the log still said about \(part.subject) went: \(part.scope.count) parts")
        }
        return lines
    }
}

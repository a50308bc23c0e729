import Custody

/// Legal holds, one or many.
struct HoldAnswer: Answer {
    var done: String
    var holds: [LegalHold]
    var completed: ErasureCertificate?
    var log: LogErasure?
    var awaitingPlan: [SubjectToken]?

    init(
        done: String, holds: [LegalHold], completed: ErasureCertificate? = nil, log: LogErasure? = nil,
        awaitingPlan: [SubjectToken]? = nil
    ) {
        self.done = done
        self.holds = holds
        self.completed = completed
        self.log = log
        self.awaitingPlan = awaitingPlan
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
        for subject in awaitingPlan ?? [] {
            lines.append("the erasure of \(subject) waits for a new plan and approval: data was collected since the former one")
        }
        if let log { lines.append("what the log still said about \(log.subject) went: \(log.scope.count) parts") }
        return lines
    }
}

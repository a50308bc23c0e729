import CustodyAccess
import CustodyAudit
public import CustodyGovernance
public import CustodyModel
import Synchronization

/// What the registers say about training, and when it was read.
struct KnownTraining: Sendable {
    var book: TrainingBook
    var readAt: Instant

    /// For so long it counts without another look. Another process may have recorded something meanwhile.
    static let milliseconds: Int64 = 60_000
}

extension Custodian {
    /// How everybody stands with the courses that their roles ask of them. That it was read is recorded first: it names the staff.
    ///
    /// - Parameter reader: who reads; nil when the operator of the store does, which the log says.
    /// - Throws: ``CustodianError`` with `denied` unless the policy permits the reader `Action.reviewAccess`, `notRecorded`.
    public func trainingStandings(by reader: Principal?) async throws -> [TrainingBook.Standing] {
        _ = try await recordReading(
            .access, .read, by: reader, about: nil, needing: .reviewAccess, ["form": .text("standings of training")])
        return try await trainingBook(at: clock.now(), anew: true).standings(of: accessReview, at: clock.now())
    }

    /// The facts with what the registers say about training. Of a course that they describe, only they speak.
    func withTraining(_ facts: AccessFacts, of principal: PrincipalID, at now: Instant) async -> AccessFacts {
        var facts = facts
        do {
            let book = try await trainingBook(at: now)
            guard !book.isEmpty else { return facts }
            let ends = book.expiries(of: principal, at: now)
            for course in book.described { facts.trainings[course] = ends[course] }
        } catch {
            // What cannot be read is unknown, and unknown is not yes.
            facts.trainings = [:]
        }
        return facts
    }

    private func trainingBook(at now: Instant, anew isAsked: Bool = false) async throws -> TrainingBook {
        if !isAsked, let known = training.withLock({ $0 }), known.readAt <= now,
            now < known.readAt.adding(milliseconds: KnownTraining.milliseconds)
        {
            return known.book
        }
        let count = trainingChanges.withLock { $0 }
        let book = TrainingBook(
            courses: try await entries().map(\.entry), assignments: try await entries().map(\.entry),
            completions: try await entries().map(\.entry))
        // What was recorded while it was read may be missing in it.
        if trainingChanges.withLock({ $0 }) == count { training.withLock { $0 = KnownTraining(book: book, readAt: now) } }
        return book
    }

    /// Something was recorded in a register: what is known about training may be another.
    func noteRecorded(in register: RegisterName) {
        guard [Course.register, TrainingAssignment.register, TrainingCompletion.register].contains(register) else { return }
        trainingChanges.withLock { $0 += 1 }
        training.withLock { $0 = nil }
    }
}

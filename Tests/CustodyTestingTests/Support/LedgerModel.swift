import CustodyConsent
import CustodyModel
import CustodyTesting

/// What a ``ConsentLedger`` does with one person.
struct LedgerModel: SequentialModel {
    enum Operation: Hashable, Sendable {
        /// Adds an event, which its number tells from others.
        case append(Int, subject: Int)
        /// Adds an event unless another one than the last that was seen stands at the end; nil stands for none.
        case decide(Int, subject: Int, seen: Int?)
        case forget(subject: Int)
        case read(subject: Int)
    }

    enum Answer: Hashable, Sendable {
        case done, refused
        case events([Int])
    }

    private var events: [Int] = []

    static func key(of operation: Operation) -> Int {
        switch operation {
        case .append(_, let subject), .decide(_, let subject, _), .forget(let subject), .read(let subject): subject
        }
    }

    mutating func apply(_ operation: Operation) -> Answer {
        switch operation {
        case .read: return .events(events)
        case .append(let event, _): events.append(event)
        case .decide(let event, _, let seen):
            guard events.last == seen else { return .refused }
            events.append(event)
        case .forget: events = []
        }
        return .done
    }
}

extension LedgerModel.Operation {
    /// Does it on a ledger, and says what came back and what the ledger says about its place.
    ///
    /// `head` is the commit of the event that was seen last.
    func perform(
        on ledger: any ConsentLedger, head: CommitSequence?
    ) async throws -> (LedgerModel.Answer, CommitOutcome<LedgerModel.Answer>?) {
        var unit = UnitOfWork()
        switch self {
        case .read(let subject):
            let entries = try await ledger.history(of: Self.token(subject))
            let answer = LedgerModel.Answer.events(entries.map { Self.number(of: $0.event) })
            return (answer, entries.last.map { .readLastChanged(at: $0.sequence, answer) })
        case .append(let event, let subject): try ledger.stage(.append(Self.event(event, subject)), in: &unit)
        case .decide(let event, let subject, _):
            try ledger.stage(.require(Self.token(subject), head: head), in: &unit)
            try ledger.stage(.append(Self.event(event, subject)), in: &unit)
        case .forget(let subject): try ledger.stage(.forget(Self.token(subject)), in: &unit)
        }
        do {
            let sequence = try await unit.commit().sequence
            return (.done, .committed(sequence, .done))
        } catch let error as ConsentError where error.code == .headMoved { return (.refused, .refused) }
    }

    static func token(_ subject: Int) -> SubjectToken {
        SubjectToken(Handle([UInt8](repeating: 3, count: 15) + [UInt8(truncatingIfNeeded: subject)]) ?? .zero)
    }

    static func number(of event: ConsentEvent) -> Int { Int(event.recordedAt.milliseconds) }

    private static func event(_ number: Int, _ subject: Int) -> ConsentEvent {
        ConsentEvent(.objected, by: token(subject), for: .directMarketing, recordedAt: Instant(milliseconds: Int64(number)))
    }
}

import CustodyAudit
import CustodyData
public import CustodyModel

extension Custodian {
    /// Every value whose time is over at an instant, why, and what keeps it: what a sweep would remove then, and what it would leave on
    /// which ground. The one that is due longest first. Listing what is held about people is recorded first.
    ///
    /// - Parameters:
    ///   - instant: nil for now.
    ///   - reader: who reads; nil when the operator of the store does, which the log says.
    /// - Throws: ``CustodianError`` with `denied` unless the policy permits the reader `Action.planErasure`, `notRecorded`.
    public func retentionDue(at instant: Instant? = nil, by reader: Principal?) async throws -> [RetentionItem] {
        _ = try await recordReading(
            .access, .readLog, by: reader, about: nil, needing: .planErasure, ["form": .text("values past their time")])
        let now = instant ?? clock.now()
        return try await facing {
            let rules = try await retentionRules()
            var items: [RetentionItem] = []
            try await forEachPerson { items += try await dueItems(of: $0, rules, at: now) }
            return items.sorted {
                ($0.dueAt, $0.record.handle, $0.field) < ($1.dueAt, $1.record.handle, $1.field)
            }
        }
    }

    /// The schedules with all their versions.
    func retentionRules() async throws -> RetentionRules {
        RetentionRules(governance, try await everyEntry(of: RetentionSchedule.self))
    }

    /// Everybody whose data may be held, each token once. A page of them at a time is in memory.
    func forEachPerson(_ body: (SubjectToken) async throws -> Void) async throws {
        var place: UInt64?
        repeat {
            let page = try await backends.data.identifiers(after: place, limit: 256)
            for subject in page.people { try await body(subject) }
            place = page.next
        } while place != nil
    }

    /// What is due of one person.
    func dueItems(of subject: SubjectToken, _ rules: RetentionRules, at now: Instant) async throws -> [RetentionItem] {
        let ended = try await endedValues(of: subject, rules, at: now)
        guard !ended.isEmpty else { return [] }
        let standing = try await standing(of: subject, try await merged(subject))
        let matters = try await openMatters(about: subject)
        let binding = BindingReasons(
            ground: .noLongerNecessary, standing: standing, holds: try await legalHolds(on: subject),
            matters: matters + Self.restriction(standing, under: .noLongerNecessary), at: now)
        return ended.map { value in
            let kept = keepReason(value.record, value.name, value.value, binding)
            return RetentionItem(
                subject: subject, record: value.record.id, name: value.record.name, field: value.name, dueAt: value.since,
                cause: value.end.cause, treatment: value.end.treatment,
                keptBy: kept.map { RetentionItem.Keeping(reason: $0.reason, ground: $0.ground) })
        }
    }

    private struct EndedValue {
        var record: StoredRecord
        var name: FieldName
        var value: StoredField
        var end: RetentionRules.End
        var since: Instant
    }

    private func endedValues(
        of subject: SubjectToken, _ rules: RetentionRules, at now: Instant
    ) async throws -> [EndedValue] {
        let records = try await backends.data.records(of: subject, name: nil)
        guard !records.isEmpty else { return [] }
        let moments = rules.needsMoments ? try await moments(of: subject) : nil
        return records.flatMap { record in
            record.fields.compactMap { name, value -> EndedValue? in
                let end = rules.end(of: name, value, in: record, moments)
                guard let since = end.at, since <= now else { return nil }
                return EndedValue(record: record, name: name, value: value, end: end, since: since)
            }
        }
    }
}

extension IdentifierPage {
    /// The tokens of those who are no principals, each once, in their order.
    var people: [SubjectToken] {
        Set(identifiers.filter { $0.note?.field != .principal }.map(\.handle)).sorted().map { SubjectToken($0) }
    }
}

import CustodyModel

/// What starts the time of a schedule.
public enum RetentionTrigger: String, Hashable, Sendable, Codable, CaseIterable {
    /// The record was collected.
    case collection
    /// The calendar year in which it was collected has ended.
    case yearEnd
    /// The person did something last. See ``Custodian/note(_:about:at:by:)``.
    case lastActivity
    /// The contract with the person has ended; while none has, no time runs.
    case contractEnd

    /// When a period that it starts is over; nil while none runs.
    func end(after period: RetentionClass.Period, collectedAt: Instant, _ moments: SubjectMoments?) -> Instant? {
        let start: Instant
        switch self {
        case .collection, .yearEnd: start = collectedAt
        case .lastActivity: start = max(collectedAt, moments?.lastActivity ?? collectedAt)
        case .contractEnd:
            guard let ended = moments?.contractEnd else { return nil }
            start = max(collectedAt, ended)
        }
        return RetentionClass(name: rawValue, period: period, after: self == .yearEnd ? .yearEnd : .collection)
            .end(collectedAt: start)
    }
}

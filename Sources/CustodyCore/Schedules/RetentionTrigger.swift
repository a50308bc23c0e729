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
        let moment: Instant?
        switch self {
        case .collection, .yearEnd: moment = nil
        case .lastActivity: moment = moments?.lastActivity
        case .contractEnd:
            guard let ended = moments?.contractEnd else { return nil }
            moment = ended
        }
        let own = RetentionClass(name: rawValue, period: period, after: self == .yearEnd ? .yearEnd : .collection)
            .end(collectedAt: collectedAt)
        guard let own, let moment else { return own }
        // A moment is the end of its day. Counted from the day itself, through the whole of the last one: from the day after, a period
        // that ends in a shorter month would lose that day.
        let day = CivilDate(utc: moment.adding(milliseconds: -1))
        return max(own, SubjectMoments.end(of: day.adding(period)))
    }
}

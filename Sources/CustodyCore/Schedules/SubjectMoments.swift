import CustodyData
import CustodyKeys
import CustodyModel

/// What is remembered of such moments: the last of each kind, as the end of its day.
struct SubjectMoments: Codable, Hashable, Sendable {
    var subject: SubjectToken
    var lastActivity: Instant?
    /// When the last contract began that has not ended.
    var contractSince: Instant?
    /// When the last contract ended; nil while one runs, and when there never was one.
    var contractEnd: Instant?

    static let kept = OwnRecord<Self>("custody.moments", field: "moments")
    static func id(_ subject: SubjectToken) -> RecordID { RecordID(of: "custody/moments/v1", subject.bytes) }

    /// The end of a day.
    static func end(of day: CivilDate) -> Instant { Instant(milliseconds: (day.daysSince1970 + 1) * 86_400_000) }

    /// With a moment taken in; nil when that changes nothing. The day of each decides, and never which was entered last: what is entered
    /// late of an earlier contract neither ends one that runs nor lets one run that has ended. Of one day the later entry counts.
    func taking(_ moment: LifeMoment, at time: Instant) -> SubjectMoments? {
        var moments = self
        // To the day, since the hour is nobody's business; to its end, so that no time is over before a law says so.
        let day = Self.end(of: CivilDate(utc: time))
        switch moment {
        case .activity: moments.lastActivity = max(lastActivity ?? day, day)
        case .contractBegan where day >= contractEnd ?? day:
            (moments.contractSince, moments.contractEnd) = (max(contractSince ?? day, day), nil)
        case .contractEnded where day >= contractSince ?? day:
            (moments.contractSince, moments.contractEnd) = (nil, max(contractEnd ?? day, day))
        case .contractBegan, .contractEnded: break
        }
        return moments == self ? nil : moments
    }

    /// Those of two tokens of one person: a contract that runs with one of them runs.
    func merged(with other: SubjectMoments) -> SubjectMoments {
        var moments = self
        moments.lastActivity = [lastActivity, other.lastActivity].compactMap(\.self).max()
        moments.contractSince = contractSince ?? other.contractSince
        moments.contractEnd =
            moments.contractSince == nil ? [contractEnd, other.contractEnd].compactMap(\.self).max() : nil
        return moments
    }
}

extension SubjectMoments: OwnContent {}

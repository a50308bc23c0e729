public import CustodyModel

/// For how many days a backup of the keys may be used.
///
/// An erased person's keys stand in every backup of the keys that was made before; only with the last of them is nothing left. A short
/// time is a promise to the people, a long one a convenience in an emergency.
public struct KeyBackupPeriod: Hashable, Sendable, Codable {
    /// The number of days.
    public var days: Int

    /// So many days.
    public init(days: Int) { self.days = days }

    /// 30 days.
    public static let standard = KeyBackupPeriod(days: 30)

    /// Longer than this nobody keeps them by mistake.
    static let maximum = 366

    /// When a backup from then can be used no more.
    public func end(from instant: Instant) -> Instant {
        instant.adding(milliseconds: Int64(min(max(days, 0), Self.maximum)) * 86_400_000)
    }

    /// What is wrong with it, in words.
    var faults: [String] {
        (1...Self.maximum).contains(days) ? [] : ["backups of the keys are kept for \(days) days; give 1 to \(Self.maximum)"]
    }
}

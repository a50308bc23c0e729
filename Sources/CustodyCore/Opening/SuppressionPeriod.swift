import CustodyModel

/// For how long an erased identifier is remembered as erased, so that an import does not bring the person back unnoticed.
///
/// What is remembered is a keyed digest, which is personal data too: a host that is sure when the last import is past gives a number of
/// days.
public struct SuppressionPeriod: Hashable, Sendable, Codable {
    /// The number of days; nil for as long as the store lives, 0 for not at all.
    public var days: Int?

    /// So many days.
    public init(days: Int?) { self.days = days }

    /// For as long as the store lives.
    public static let unlimited = SuppressionPeriod(days: nil)

    /// Not at all: the store answers that it does not know an erased identifier.
    public static let off = SuppressionPeriod(days: 0)

    /// Longer than this is for good.
    static let maximum = 36_600

    /// Whether an erased identifier is remembered.
    var isOff: Bool { days == 0 }

    /// Until when an identifier is remembered that is erased then.
    func end(from instant: Instant) -> Instant? {
        days.map { instant.adding(milliseconds: Int64(min(max($0, 0), Self.maximum)) * 86_400_000) }
    }

    /// What is wrong with it, in words.
    var faults: [String] {
        guard let days, !(0...Self.maximum).contains(days) else { return [] }
        return ["erased identifiers are remembered for \(days) days; give 0 to \(Self.maximum), or none for good"]
    }
}

public import CustodyModel

/// How long a law wants the register of breaches to keep what is in it. A law that is not among them names no time, as far as it is known
/// here; and none is known to name one that must not be gone beyond.
public struct RegisterRetention: Hashable, Sendable {
    /// The law.
    public var regime: RegimeID
    /// How long at least.
    public var atLeast: RetentionClass.Period
    /// Since when, in words. All of it comes before an incident is closed.
    public var since: String
    /// Where it stands and how well it was checked.
    public var source: LegalSource

    /// Whether what is kept for so many days may be gone before the law lets it. The period is taken where it is longest, over two leap days.
    public func isLonger(thanDays days: Int64) -> Bool {
        let start = CivilDate(daysSince1970: 19_723)  // 2024-01-01
        return start.adding(atLeast).daysSince1970 - start.daysSince1970 > days
    }

    private init(
        _ regime: RegimeID, _ atLeast: RetentionClass.Period, since: String, by reference: String,
        _ verification: LegalSource.Verification
    ) {
        self.regime = regime
        self.atLeast = atLeast
        self.since = since
        source = LegalSource(reference, text: "", verification: verification)
    }

    /// What is known. As of 2026-11-23; what was not verified asks for nothing by itself.
    public static let table: [RegisterRetention] = [
        RegisterRetention("ca-pipeda", .months(24), since: "the determination", by: "SOR/2018-64", .severalSecondary),
        RegisterRetention("ca-qc", .years(5), since: "the awareness", by: "CQLR A-2.1 r.3.1", .severalSecondary),
        RegisterRetention("ch-fadp", .years(2), since: "the notification", by: "DPO Art. 15(4)", .unverified),
        RegisterRetention("br-lgpd", .years(5), since: "the record", by: "Res. CD/ANPD 15/2024", .unverified),
        RegisterRetention("us-hipaa", .years(6), since: "the record", by: "45 CFR 164.316, 164.530(j)", .unverified),
    ]
}

public import CustodyModel

/// The ages from which people consent alone, by country. A row that was not verified is not taken at its word: a country of the
/// Union then has the sixteen years of the regulation itself, which no law may go beyond, and any other has no answer.
public struct ConsentAgeTable: Hashable, Sendable {
    /// The rows. Where several hold on a day, the last one counts.
    public var rows: [ConsentAge]

    /// A table of these rows.
    public init(_ rows: [ConsentAge]) { self.rows = rows }

    /// The table with rows of the host, which count before those that are there.
    public func adding(_ more: [ConsentAge]) -> ConsentAgeTable { ConsentAgeTable(rows + more) }

    /// The row of a country on a day.
    public func row(of country: String, on day: CivilDate) -> ConsentAge? {
        rows.last { $0.country == country && $0.holds(on: day) }
    }

    /// From how many years on a person consents alone; nil where nobody has said so, and a human has to.
    public func age(in country: String, at day: CivilDate) -> Int? {
        if let row = row(of: country, on: day), row.source.verification.isEnough { return row.years }
        return Self.union.contains(country) ? Self.regulationAge : nil
    }

    /// The age of GDPR Art. 8(1), where a state has not lowered it.
    public static let regulationAge = 16

    /// Where the regulation holds: the Union, Iceland, Liechtenstein and Norway.
    public static let union = EconomicArea.countries
}

extension ConsentAgeTable {
    // Transcribed as the laws on breaches are. Checked 2026-11-23; what was seen in accounts of the law and not in its own text has the
    // mark of secondary sources.

    /// The table that ships with the library.
    public static let standard = ConsentAgeTable([
        ConsentAge("AT", 14, .severalSecondary), ConsentAge("BE", 13, .severalSecondary), ConsentAge("BG", 14, .unverified),
        ConsentAge("HR", 16, .unverified), ConsentAge("CY", 14, .unverified), ConsentAge("CZ", 15, .severalSecondary),
        ConsentAge(
            "DK", 13, .severalSecondary, remark: "Until the end of 2023.", validTo: CivilDate(year: 2023, month: 12, day: 31)),
        ConsentAge(
            "DK", 15, .severalSecondary, remark: "Most tables still say 13.", validFrom: CivilDate(year: 2024, month: 1, day: 1)
        ),
        ConsentAge("EE", 13, .unverified), ConsentAge("FI", 13, .severalSecondary),
        ConsentAge("FR", 15, .severalSecondary, remark: "Below 15 the child and a parent agree together."),
        ConsentAge("DE", 16, .severalSecondary, remark: "No lower age is set."), ConsentAge("GR", 15, .unverified),
        ConsentAge("HU", 16, .severalSecondary, remark: "No lower age is set."), ConsentAge("IE", 16, .severalSecondary),
        ConsentAge("IT", 14, .severalSecondary), ConsentAge("LV", 13, .unverified), ConsentAge("LT", 14, .unverified),
        ConsentAge("LU", 16, .unverified), ConsentAge("MT", 13, .unverified), ConsentAge("NL", 16, .severalSecondary),
        ConsentAge("PL", 16, .unverified), ConsentAge("PT", 13, .unverified), ConsentAge("RO", 16, .unverified),
        ConsentAge("SK", 16, .severalSecondary), ConsentAge("SI", 15, .unverified),
        ConsentAge("ES", 14, .severalSecondary, remark: "A bill would raise it to 16."),
        ConsentAge("SE", 13, .severalSecondary),
        ConsentAge("IS", 13, .unverified), ConsentAge("LI", 16, .unverified),
        ConsentAge("NO", 13, .unverified, remark: "15 is proposed."),
        ConsentAge("GB", 13, .unverified, by: "DPA 2018 s.9"),
        ConsentAge("CH", nil, .oneSecondary, by: "FADP", remark: "No age: whoever can judge consents."),
        ConsentAge("US", 13, .severalSecondary, by: "16 CFR 312", remark: "Below 13 a parent consents."),
        ConsentAge("IN", 18, .oneSecondary, by: "DPDP Act s.9", remark: "Verifiable consent of a parent below 18."),
        ConsentAge(
            "BR", 12, .oneSecondary, by: "LGPD Art. 14", remark: "A parent below 12; the best interest of whoever is below 18."
        ),
        ConsentAge("KR", 14, .oneSecondary, by: "PIPA Art. 22-2"),
        ConsentAge("CN", 14, .oneSecondary, by: "PIPL Art. 31", remark: "Below 14 the data is sensitive too."),
    ])
}

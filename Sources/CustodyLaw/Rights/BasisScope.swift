public import CustodyModel

/// Where and since when a basis makes processing lawful, and for whom. Bases that are not in ``table`` are not judged.
public struct BasisScope: Hashable, Sendable {
    /// The basis.
    public var basis: LawfulBasis
    /// The only country whose law has it, as an ISO 3166-1 code of two letters; nil for one that every country has where the GDPR, or its
    /// British form, is law.
    public var country: String?
    /// The first day on which it holds; nil where it has held as long as the law.
    public var validFrom: CivilDate?
    /// The last day on which it holds; nil while it holds.
    public var validTo: CivilDate?
    /// Whether public authorities cannot rest the performance of their tasks on it.
    public var isClosedToAuthorities: Bool
    /// Whether no decision with legal or similar effects may be left to a machine alone on it, entirely or partly.
    public var forbidsAutomatedDecisions: Bool
    /// Where it stands and how well it was checked.
    public var source: LegalSource

    /// Whether it is in force on a day.
    public func holds(on day: CivilDate) -> Bool { validFrom.map { $0 <= day } ?? true && validTo.map { day <= $0 } ?? true }

    /// The scope of a basis; nil for one that the table says nothing about.
    public static func of(_ basis: LawfulBasis) -> BasisScope? { table.first { $0.basis == basis } }

    /// What is known. Checked 2026-11-27: the wording of s.70(2) to (4) and Sch. 4 of the Act, and of the regulations that brought them into
    /// force (SI 2026/82), was read in copies. That Art. 22B(4) means this basis was read in one account, and is conservative.
    public static let table: [BasisScope] = [
        BasisScope(
            basis: .legitimateInterests, country: nil, validFrom: nil, validTo: nil, isClosedToAuthorities: true,
            forbidsAutomatedDecisions: false,
            source: LegalSource(
                "GDPR Art. 6(1), second subparagraph", text: "Regulation (EU) 2016/679", verification: .primary)),
        BasisScope(
            basis: .recognisedInterests, country: "GB", validFrom: CivilDate(year: 2026, month: 2, day: 5), validTo: nil,
            isClosedToAuthorities: true, forbidsAutomatedDecisions: true,
            source: LegalSource(
                "UK GDPR Art. 6(1)(ea), (5), 22B(4), Annex 1",
                text: "Data (Use and Access) Act 2025, s.70, s.80, Sch. 4; SI 2026/82", verification: .primary)),
    ]
}

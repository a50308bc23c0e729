/// The condition that processing on ``LawfulBasis/recognisedInterests`` meets. The list is closed: what meets none of them needs another
/// basis. Nothing is weighed against the person's interests, but the processing has to be necessary for it. Source: UK GDPR Annex 1, inserted
/// by the Data (Use and Access) Act 2025, Sch. 4, in force since 2026-02-05. Checked 2026-11-27.
public enum RecognisedInterest: String, Hashable, Sendable, Codable, CaseIterable {
    /// Giving data to a body that asked for them and says that it needs them for its public task, or for another one that a law sets. It is
    /// about giving alone.
    case disclosureForPublicTask
    /// National security, public security and defence.
    case publicSecurity
    /// Responding to an emergency, as the Civil Contingencies Act 2004, Part 2, has it.
    case emergency
    /// Detecting, investigating or preventing crime, or apprehending or prosecuting offenders.
    case crime
    /// Safeguarding a vulnerable individual: a child, or an adult at risk.
    case safeguarding

    /// Where it stands.
    public var reference: String {
        let paragraph =
            switch self {
            case .disclosureForPublicTask: 1
            case .publicSecurity: 2
            case .emergency: 3
            case .crime: 5
            case .safeguarding: 6
            }
        return "UK GDPR Annex 1 para. \(paragraph)"
    }
}

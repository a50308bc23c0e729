/// The countries to which data may go without a tool of GDPR Chapter V: the Member States of the Union, Iceland, Liechtenstein, Norway.
public enum EconomicArea {
    /// ISO 3166-1 codes of two letters. Checked 2026-11-23.
    public static let countries: Set<String> = [
        "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IS", "IT", "LI", "LT", "LU",
        "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK",
    ]
}

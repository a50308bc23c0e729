/// Why a person need not be told (GDPR Art. 13(4), 14(5)). There are no others.
public enum InformationExemption: String, Hashable, Sendable, Codable, CaseIterable {
    /// The person knows it already.
    case alreadyInformed
    /// It is impossible or out of proportion; it is published instead.
    case disproportionate
    /// A law lays down that the data is obtained, and protects the person.
    case laidDownByLaw
    /// The data is under a professional secret.
    case secrecy

    /// Where it stands; nil when the article does not have it.
    public func reference(in article: InformationItem.Article) -> String? {
        switch (self, article) {
        case (.alreadyInformed, .fromPerson): "GDPR Art. 13(4)"
        case (.alreadyInformed, .fromOthers): "GDPR Art. 14(5)(a)"
        case (.disproportionate, .fromOthers): "GDPR Art. 14(5)(b)"
        case (.laidDownByLaw, .fromOthers): "GDPR Art. 14(5)(c)"
        case (.secrecy, .fromOthers): "GDPR Art. 14(5)(d)"
        default: nil
        }
    }
}

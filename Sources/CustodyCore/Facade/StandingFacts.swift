import CustodyAccess
import CustodyModel

/// What a person wants and the law grants, as the policy asks about it, and for how long that is so.
struct StandingFacts: Sendable {
    /// As the policy asks about it. Many people share them, whenever the consent of each runs out.
    var asked: SubjectFacts
    /// When the consent that counts runs out; nil when it has no end, and when none counts.
    var consentEnd: Instant?
    /// Whether the purpose needs consent, so that all that is permitted for it rests on one.
    var needsConsent: Bool

    /// What is known about consent to the purpose.
    var consent: SubjectFacts.ConsentFact { asked.consent }
}

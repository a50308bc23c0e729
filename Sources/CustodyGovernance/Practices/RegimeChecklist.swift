public import CustodyLaw
import CustodyModel

/// What a law asks of a host beside the duties after a breach, and what shows that it is done.
public struct RegimeChecklist: Hashable, Sendable {
    /// The law.
    public var regime: RegimeID
    /// What it asks.
    public var items: [Item]

    /// One thing that a law asks.
    public struct Item: Hashable, Sendable {
        /// The practice.
        public var practice: Practice
        /// Where the law asks for it.
        public var reference: String
        /// What shows that it is done.
        public var evidence: PracticeEvidence
        /// What speaks against it.
        public var open: [Finding]
    }

    /// The list of a law: the articles of the GDPR and of the law that follows it, or what is known to be the same elsewhere.
    public init(_ regime: RegimeID, findings: [Finding]) {
        self.regime = regime
        let isGDPR = ["eu-gdpr", "uk-gdpr"].contains(regime)
        items = Practice.all.compactMap { practice in
            let reference =
                isGDPR
                ? "Art. " + practice.articles.joined(separator: ", ")
                : practice.equivalents.first { $0.regime == regime }?.reference
            guard let reference, let evidence = PracticeEvidence.all.first(where: { $0.practice == practice.id }) else {
                return nil
            }
            return Item(practice: practice, reference: reference, evidence: evidence, open: evidence.open(in: findings))
        }
    }
}

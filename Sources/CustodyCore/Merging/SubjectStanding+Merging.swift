import CustodyConsent
import CustodyModel

extension SubjectStanding {
    /// The standing of a person of whom others turned out to be the same: an objection or a restriction of any of them counts, and of
    /// decisions on a purpose the narrower, unless one was taken after they were known to be one.
    func merged(with others: [SubjectStanding], since merge: CommitSequence) -> SubjectStanding {
        var merged = self
        for other in others {
            // What is written about a purpose would answer for those below it, and they are looked at in no order.
            let former = merged
            for purpose in Set(former.consents.keys).union(other.consents.keys) {
                let (own, theirs) = (former.status(for: purpose), other.status(for: purpose))
                merged.consents[purpose] = own.narrower(theirs, since: merge)
            }
            for purpose in Set(former.objectionMarks.keys).union(other.objectionMarks.keys) {
                merged.objectionMarks[purpose] = former.hasObjection(to: purpose) || other.hasObjection(to: purpose)
            }
            merged.restricted = former.restricted || other.restricted
        }
        return merged
    }
}

extension ConsentStatus {
    /// What two decisions of one person come to: the one that counts; of two consents what both leave.
    func narrower(_ other: ConsentStatus, since merge: CommitSequence) -> ConsentStatus {
        let counts = yields(to: other, since: merge) ? other : self
        guard state == .given, other.state == .given, (counts.sequence ?? .zero) <= merge else { return counts }
        var both = counts
        both.explicit = explicit && other.explicit
        both.validUntil = [validUntil, other.validUntil].compactMap(\.self).min()
        both.categories = categories.map { own in own.filter { other.covers($0) } } ?? other.categories
        if let own = categories, let theirs = other.categories {
            // Each may name a branch of what the other names.
            both.categories = Set(own.filter { other.covers($0) } + theirs.filter { covers($0) }).sorted()
        }
        return both
    }

    /// Whether of two decisions of one person the other is the one that counts.
    func yields(to other: ConsentStatus, since merge: CommitSequence) -> Bool {
        let isOlder = (sequence ?? .zero) < (other.sequence ?? .zero)
        // Who was never asked, or did not answer, said neither yes nor no: asking again ends nothing, however late it is.
        guard !isOpen, !other.isOpen else { return isOpen && other.isOpen ? isOlder : isOpen }
        // Who decides once it is known that they are one decides for both.
        let newest = max(sequence ?? .zero, other.sequence ?? .zero)
        return newest > merge || (state == .given && other.state == .given) ? isOlder : state == .given
    }

    private var isOpen: Bool { state == .notAsked || state == .requested }
}

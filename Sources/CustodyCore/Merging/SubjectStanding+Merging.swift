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
    /// Which of two decisions of one person counts.
    func narrower(_ other: ConsentStatus, since merge: CommitSequence) -> ConsentStatus {
        let newer = (self.sequence ?? .zero) >= (other.sequence ?? .zero) ? self : other
        // Who was never asked, or did not answer, said neither yes nor no: asking again ends nothing, however late it is.
        switch (isOpen, other.isOpen) {
        case (true, true): return newer
        case (false, true): return self
        case (true, false): return other
        case (false, false): break
        }
        // Who decides once it is known that they are one decides for both.
        if (newer.sequence ?? .zero) > merge { return newer }
        guard state == .given, other.state == .given else { return state == .given ? other : self }
        var both = newer
        both.explicit = explicit && other.explicit
        both.validUntil = [validUntil, other.validUntil].compactMap(\.self).min()
        both.categories = categories.map { own in own.filter { other.covers($0) } } ?? other.categories
        if let own = categories, let theirs = other.categories {
            // Each may name a branch of what the other names.
            both.categories = Set(own.filter { other.covers($0) } + theirs.filter { covers($0) }).sorted()
        }
        return both
    }

    private var isOpen: Bool { state == .notAsked || state == .requested }
}

import CustodyAccess
public import CustodyModel

extension RegisterBook {
    /// The versions of a document that are known, each as it was recorded last, in the order in which they come into force.
    func versions(of id: DocumentID) -> [GovernedDocument] {
        let recorded = (earlierDocuments + documents).filter { $0.id == id }
        var last: [String: Int] = [:]
        for (place, document) in recorded.enumerated() { last[document.version] = place }
        return last.values.sorted { (recorded[$0].inForceFrom, $0) < (recorded[$1].inForceFrom, $1) }.map { recorded[$0] }
    }

    /// The version of each document that is in force. One that is yet to come replaces nothing.
    public func documentsInForce(at now: Instant) -> [GovernedDocument] {
        documents.compactMap { document in versions(of: document.id).last { $0.inForceFrom <= now } }
    }

    /// Who has to acknowledge the version and did not.
    ///
    /// An acknowledgement counts from the last version on that changed something that matters. Where none such is known, as of a
    /// document whose earlier versions were never recorded, one of a version that is not known counts too.
    public func unread(_ document: GovernedDocument, in live: LiveGovernance, at now: Instant) -> [PrincipalID] {
        let asked = Set(document.acknowledgedBy.flatMap { live.review.authorisedPrincipals(of: $0, at: now) })
        let (same, known) = (sameInSubstance(as: document), Set(versions(of: document.id).map(\.version)))
        let counting = Set(same.map(\.version))
        let isBegun = same.first?.isMaterial ?? true
        let read = acknowledgements.filter {
            $0.document == document.id && $0.at <= now
                && (counting.contains($0.version) || !isBegun && !known.contains($0.version))
        }
        return asked.subtracting(read.map(\.principal)).sorted()
    }

    /// By when the version has to be acknowledged: what mends a word gives nobody another month to read what changed before.
    func acknowledgeBy(_ document: GovernedDocument) -> Instant {
        guard let begun = sameInSubstance(as: document).first, begun.isMaterial else { return document.acknowledgeBy }
        return min(begun.acknowledgeBy, document.acknowledgeBy)
    }

    /// The version and those before it that say the same, from the last one on that changed something that matters.
    private func sameInSubstance(as document: GovernedDocument) -> [GovernedDocument] {
        var same = [document]
        for earlier in versions(of: document.id).prefix(while: { $0.version != document.version }).reversed() {
            guard let first = same.first, !first.isMaterial else { break }
            same.insert(earlier, at: 0)
        }
        return same
    }
}

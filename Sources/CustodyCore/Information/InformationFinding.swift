public import CustodyConsent
public import CustodyGovernance
public import CustodyLaw
public import CustodyModel

/// Something that people are not told.
public enum InformationFinding: Hashable, Sendable, CustomStringConvertible {
    /// No notice in force says anything about data from there.
    case noNotice(InformationItem.Article)
    /// A notice in force lacks an item that the law asks.
    case itemMissing(InformationItem, in: NoticeHash, reference: String)
    /// No notice in force names a purpose for which data is held.
    case purposeMissing(Purpose)
    /// No notice in force names the kind of data of a field.
    case fieldMissing(RecordName, FieldName, DataCategory)
    /// No notice in force names somebody who was given data.
    case recipientMissing(RecipientID)

    /// What is wrong.
    public var description: String {
        switch self {
        case .noNotice(let article):
            "no notice in force is about data \(article == .fromPerson ? "from the person" : "from others")"
        case .itemMissing(let item, let notice, let reference):
            "notice \(notice) does not tell '\(item.rawValue)' (\(reference))"
        case .purposeMissing(let purpose): "no notice in force names the purpose '\(purpose)'"
        case .fieldMissing(let record, let field, let category):
            "no notice in force names the kind of data of '\(record).\(field)' (\(category))"
        case .recipientMissing(let recipient): "no notice in force names the recipient '\(recipient)'"
        }
    }

    /// Compares notices with what is done.
    ///
    /// - Parameters:
    ///   - notices: what the notices in force say.
    ///   - recipients: who was given data.
    ///   - articles: from whom data is collected.
    static func all(
        _ notices: [NoticeContent], _ governance: Governance, given recipients: [DataRecipient],
        from articles: [InformationItem.Article] = [.fromPerson]
    ) -> [InformationFinding] {
        var findings = articles.filter { article in !notices.contains { $0.article == article } }.map(Self.noNotice)
        let isTransferred = recipients.contains { !EconomicArea.countries.contains($0.country) }
        for notice in notices {
            let bases = notice.purposes.compactMap { governance.declaration(of: $0) }
            var needs: Set<InformationItem.Need> = []
            if notice.hasOfficer { needs.insert(.officer) }
            if notice.decidesAutomatically { needs.insert(.automatedDecisions) }
            if bases.contains(where: { $0.basis == .legitimateInterests }) { needs.insert(.legitimateInterests) }
            if bases.contains(where: { $0.basis == .recognisedInterests }) { needs.insert(.recognisedInterest) }
            if bases.contains(where: \.needsConsent) { needs.insert(.consent) }
            if !recipients.isEmpty { needs.insert(.recipients) }
            if isTransferred { needs.insert(.transfers) }
            findings += InformationItem.items(of: notice.article, where: needs).filter { !notice.items.contains($0) }
                .map { .itemMissing($0, in: notice.notice, reference: $0.reference(in: notice.article) ?? "") }
        }
        let fields = governance.records.flatMap { record in record.fields.map { (record.name, $0) } }
        let purposes = Set(fields.flatMap { $0.1.purposes })
        findings += purposes.filter { purpose in
            !notices.contains { $0.purposes.contains { purpose.isWithin($0) } }
        }.sorted().map(Self.purposeMissing)
        findings += fields.filter { _, field in
            !notices.contains { $0.categories.contains { field.category.isWithin($0) } }
        }.map { .fieldMissing($0, $1.name, $1.category) }
        let named = Set(notices.flatMap(\.recipients))
        findings += Set(recipients.map(\.id)).subtracting(named).sorted().map(Self.recipientMissing)
        return findings
    }
}

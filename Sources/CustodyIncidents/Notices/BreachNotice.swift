import CustodyLaw
import CustodyModel

/// A notice as it is being written: what its law wants it to tell, and the texts so far. It holds open text; what is kept of it is
/// sealed, see ``SentNotice``.
public struct BreachNotice: Hashable, Sendable, CustomStringConvertible {
    /// Which of several notices of one breach it is (GDPR Art. 33(4)).
    public enum Phase: String, Hashable, Sendable, Codable, CaseIterable {
        /// The first: what is known already.
        case initial
        /// More, without undue further delay.
        case supplement
        /// All of it.
        case final
    }

    /// What it must tell.
    public var form: NoticeForm
    /// Which of several notices it is.
    public var phase: Phase
    /// What it tells.
    public var texts: [NoticeItem: String]
    /// Whether it comes too late and must say why.
    public var isLate: Bool

    /// A notice from its parts.
    public init(_ form: NoticeForm, phase: Phase = .initial, texts: [NoticeItem: String] = [:], isLate: Bool = false) {
        self.form = form
        self.phase = phase
        self.texts = texts
        self.isLate = isLate
    }

    /// A notice of an incident, with the times and counts that are on record. Nothing is made up: what nobody knows is missing.
    ///
    /// - Parameter isLate: whether it comes too late.
    public init(_ form: NoticeForm, of incident: Incident, phase: Phase = .initial, isLate: Bool = false) {
        self.init(form, phase: phase, isLate: isLate)
        if !incident.facts.people.isUnknown { texts[.people] = incident.facts.people.description }
        if !incident.records.isUnknown { texts[.records] = incident.records.description }
        if !incident.facts.dataKinds.isEmpty {
            texts[.dataKinds] = incident.facts.dataKinds.map(\.rawValue).sorted().joined(separator: ", ")
        }
        texts[.occurred] = incident.occurred?.description
        texts[.aware] = incident.awareness?.at.description
        texts[.suspectedMalice] = incident.facts.isMalicious?.description
    }

    /// What it must tell, in order; a late one also why.
    public var required: [NoticeItem] {
        isLate && !form.items.contains(.reasonsForDelay) ? form.items + [.reasonsForDelay] : form.items
    }

    /// What it must tell and does not, in order. The first of several may lack something, where the law takes several, and says so; the
    /// last may not.
    public var missing: [NoticeItem] { required.filter { !tells($0) } }

    /// Whether it may be sent: it tells everything, or the law takes more of them, it is not the last and tells at least something. A
    /// delay is never left unexplained.
    public var isReady: Bool {
        guard form.isPhased, phase != .final else { return missing.isEmpty }
        return missing.count < required.count && !missing.contains(.reasonsForDelay)
    }

    /// What it tells beyond what it must, in the order of the form; then what the form does not know, by name.
    var furtherItems: [NoticeItem] {
        let known = Set(required + form.further)
        return form.further.filter(tells) + texts.keys.filter { !known.contains($0) && tells($0) && isWritten($0) }.sorted()
    }

    /// What came from the record by itself stands only where the form asks for it.
    private func isWritten(_ item: NoticeItem) -> Bool {
        ![.people, .records, .dataKinds, .occurred, .aware, .suspectedMalice].contains(item)
    }

    private func tells(_ item: NoticeItem) -> Bool { texts[item]?.isSaid == true }

    /// Never the content.
    public var description: String { "‹notice, \(form.reference), \(phase.rawValue)›" }
}

import CustodyAudit
import CustodyKeys
import CustodyModel
import CustodyMonitor

/// Turns entries of the log into events for the rules.
///
/// An actor stands there by the principal's handle, which stays the same; an actor that nobody can name, by the reference of the month. A
/// subject stands by the reference of the month: rules remember people for a day, and so the feed needs nobody's key.
struct MonitorFeed {
    /// What the monitoring itself writes: it feeds no rule.
    static let ownActions: Set<AuditAction> = [.raiseAlert, .acknowledgeAlert, .suppressAlerts, .changeMonitoring]

    private let custodian: Custodian
    private let settings: MonitorSettings
    private var vocabulary = AuditVocabulary()
    private var special: Set<UInt16> = []
    private var auditors: Set<UInt32> = []
    private var identities: [AuditReference: AuditIdentity] = [:]
    private var unnamed: Set<AuditReference> = []
    private var related: [Handle: Set<Handle>] = [:]
    /// The principals that can be named, by their handles.
    private(set) var names: [Handle: PrincipalID] = [:]
    /// Which role has which number.
    var roles: [RoleID: UInt32] {
        Dictionary(vocabulary.names(.role).map { (RoleID(rawValue: $1), $0) }) { first, _ in first }
    }

    init(_ custodian: Custodian, _ settings: MonitorSettings) {
        self.custodian = custodian
        self.settings = settings
    }

    /// Learns who there is and what the numbers mean. Call it before entries are read.
    mutating func refresh() async throws {
        vocabulary = try await custodian.backends.audit.vocabulary()
        special = Set(
            vocabulary.names(.category).filter { DataCategory(rawValue: $1).isSpecial }.keys.compactMap { UInt16(exactly: $0) })
        auditors = Set(settings.auditors.compactMap { vocabulary.code(of: .role($0)) })
        let status = try await custodian.backends.audit.status()
        (identities, unnamed, related) = ([:], [], [:])
        for principal in try await custodian.everyPrincipal() {
            guard let identity = try await custodian.identity(of: principal) else { continue }
            names[identity.handle] = principal
            for reference in status.values.flatMap({ $0.references(to: identity.key) }) { identities[reference] = identity }
        }
        for (principal, subjects) in settings.links {
            guard let identity = try await custodian.identity(of: principal) else { continue }
            for subject in subjects {
                guard case .known(let token) = try await custodian.resolve(subject) else { continue }
                for person in try await custodian.subjects(token) {
                    let references = status.values.flatMap { $0.references(to: person.key) }
                    related[identity.handle, default: []].formUnion(references.map(\.handle))
                }
            }
        }
    }

    /// The event of an entry; nil for what the monitoring wrote itself.
    mutating func event(of entry: AuditEntry) async throws -> MonitorEvent? {
        let leaf = try entry.leaf()
        guard !Self.ownActions.contains(leaf.action) else { return nil }
        if !vocabulary.names(all: leaf) { try await refresh() }
        var event = MonitorEvent(Self.kind(of: leaf), at: leaf.time, commit: leaf.commit)
        event.isDenied = leaf.decision == .deny || leaf.decision == .error
        event.action = leaf.action.rawValue
        event.role = leaf.role
        event.purpose = leaf.purpose
        event.recordCount = leaf.recordCount
        for code in leaf.categories.codes { event.categories |= 1 << UInt64(min(code, 63)) }
        event.marks = marks(of: leaf, entry)
        event.subjects = entry.compartments.filter { $0.keyClass == .subject }.map(\.reference)
        try await name(&event, leaf, entry)
        if let known = related[event.actor], event.subjects.contains(where: known.contains) { event.marks.insert(.related) }
        return event
    }

    private mutating func name(_ event: inout MonitorEvent, _ leaf: AuditLeaf, _ entry: AuditEntry) async throws {
        guard let actor = entry.compartments.first(where: { $0.keyClass == .actor }) else {
            event.actor = leaf.actorReference
            return
        }
        let reference = AuditReference(actor.reference, month: actor.month)
        if identities[reference] == nil, !unnamed.contains(reference) {
            // A principal may have come since, or the month be a new one.
            let known = unnamed
            try await refresh()
            unnamed = identities[reference] == nil ? known.union([reference]) : known
        }
        guard let identity = identities[reference] else {
            event.actor = reference.handle
            return
        }
        event.actor = identity.handle
        event.source = Self.source(in: try opened(entry, as: identity))
    }

    private func marks(of leaf: AuditLeaf, _ entry: AuditEntry) -> MonitorEvent.Marks {
        var marks: MonitorEvent.Marks = []
        if leaf.flags.contains(.breakGlass) { marks.insert(.breakGlass) }
        if leaf.flags.contains(.clockSuspect) { marks.insert(.clockSuspect) }
        if leaf.categories.codes.contains(where: special.contains) { marks.insert(.special) }
        // Auditors who never acted have no number yet.
        if leaf.action == .readLog, !settings.auditors.isEmpty, leaf.role != 0, !auditors.contains(leaf.role) {
            marks.insert(.foreignReader)
        }
        // Only of a refusal does the reason matter.
        if leaf.decision == .deny, case .map(let parts)? = try? opened(entry, as: custodian.systemIdentity),
            parts["code"] == .text(CustodianError.Code.unknownSubject.rawValue)
        {
            marks.insert(.notFound)
        }
        return marks
    }

    /// What an entry says; nil when that was erased or there is nothing.
    private func opened(_ entry: AuditEntry, as identity: AuditIdentity) throws -> CBOR? {
        do { return try entry.open(as: identity) } catch {
            guard [.erased, .notConcerned].contains(error.code) else { throw error }
            return nil
        }
    }

    /// The place from which an actor acted: by what and how they were authenticated, as a number.
    private static func source(in said: CBOR?) -> UInt32 {
        guard case .map(let parts)? = said, case .text(let authority)? = parts["by"], case .text(let method)? = parts["method"]
        else { return 0 }
        // FNV-1a; 0 stands for unknown.
        return max(1, (authority + "\0" + method).utf8.reduce(0x811c_9dc5) { ($0 ^ UInt32($1)) &* 0x0100_0193 })
    }

    private static func kind(of leaf: AuditLeaf) -> MonitorEvent.Kind {
        switch leaf.action {
        case .read: return .read
        // Data that goes to somebody outside is handed out, whatever class its entry is of.
        case .share: return .export
        case .collect, .correct, .linkSubjects, .splitSubject: return .change
        case .executeErasure: return .erase
        // An emergency is opened with its reason, or not at all.
        case .changeAccess where leaf.flags.contains(.breakGlass): return .justification
        case .changeAccess, .enrollPrincipal: return .permission
        case .adoptPolicy: return .policy
        case .loseEvents: return .gap
        default: break
        }
        if leaf.auditClass == .export { return .export }
        return leaf.action == .readLog ? .logRead : .other
    }
}

import CustodyModel

/// An entry of the log as an event of the Open Cybersecurity Schema Framework, for tools that collect such events.
///
/// Who acted stands in it by the log's reference, which changes every month, unless the entry is exported with the name. What the
/// schema has no place for stands in `unmapped`: the entry itself, with what leads it to the root.
struct OCSFEvent {
    private let entry: ExportedEntry
    private let names: AuditVocabulary
    private let log: AuditLog
    private let origin: String

    init(_ entry: ExportedEntry, _ names: AuditVocabulary, _ log: AuditLog, origin: String) {
        (self.entry, self.names, self.log, self.origin) = (entry, names, log, origin)
    }

    /// The class and the activity of an action.
    private enum Mapping {
        /// Something was done to personal data.
        case datastore(Int64)
        /// The library was asked for something.
        case api(Int64)
        /// Something that governs was changed.
        case entity(Int64, String)
        /// An incident: activity and status.
        case incident(Int64, status: Int64)

        var uids: (uid: Int64, activity: Int64) {
            switch self {
            case .datastore(let activity): (6005, activity)
            case .api(let activity): (6003, activity)
            case .entity(let activity, _): (3004, activity)
            case .incident(let activity, _): (2005, activity)
            }
        }
    }

    private static let other: Int64 = 99

    /// What the action of a leaf is to the schema. A refusal stands in the class of access whatever was refused, and is a call of the
    /// library that failed.
    private static func mapping(_ leaf: AuditLeaf) -> Mapping {
        switch leaf.action {
        case .read, .disclosureAborted: .datastore(1)
        case _ where leaf.auditClass == .access && leaf.action != .readLog: .api(other)
        case .collect: .datastore(6)
        case .correct: .datastore(2)
        case .executeErasure, .erasureDone: .datastore(7)
        case .readLog, .revealActors, .exportPerson: .api(2)
        case .consentGiven, .consentRequested, .consentLinked, .consentImported, .noticeRecorded, .registerVocabulary: .api(1)
        case .consentRefused, .consentWithdrawn, .consentRenewed, .consentEnded, .consentInvalidated, .consentSignal,
            .objection, .objectionLifted, .restriction:
            .api(3)
        case .pruneLog: .api(4)
        case .adoptPolicy: .entity(3, "policy")
        case .changeAccess: .entity(3, "access")
        case .enrollPrincipal: .entity(6, "principal")
        case .rotateKey: .entity(3, "signing key of the log")
        case .openIncident: .incident(1, status: 1)
        case .incidentAware, .updateIncident: .incident(2, status: 2)
        case .closeIncident: .incident(3, status: 5)
        default: .api(other)
        }
    }

    /// The event; the entry in words where it was pruned and tells nothing more.
    var json: JSONValue {
        guard let leaf = entry.leaf else { return entry.json(names) }
        let mapping = Self.mapping(leaf)
        let (uid, activity) = mapping.uids
        let isFailure = leaf.decision == .deny || leaf.decision == .error
        var (statusID, status): (Int64, JSONValue?) = isFailure ? (2, .text("Failure")) : (1, .text("Success"))
        var finding: JSONValue?
        if case .incident(_, let incidentStatus) = mapping {
            (statusID, status) = (incidentStatus, nil)
            finding = .array([.record(["uid": .text(place), "title": .text(leaf.action.description)])])
        }
        let operation = JSONValue.text(leaf.action.description)
        var (api, database, managed): (JSONValue?, JSONValue?, JSONValue?)
        switch mapping {
        case .api: api = .record(["operation": operation])
        case .datastore: database = .record(["name": .text(origin), "type_id": .integer(Self.other)])
        case .entity(_, let name): managed = .record(["name": .text(name)])
        case .incident: break
        }
        let isFinding = finding != nil
        let service: JSONValue? = isFinding ? nil : .record(["svc_name": .text("custody")])
        let assignee: JSONValue? =
            isFinding ? .record(["uid": .text(Self.reference(leaf.actorReference) ?? "operator")]) : nil
        let fingerprint = JSONValue.record([
            "algorithm": .text("SHA-256"), "algorithm_id": .integer(3), "value": .hex(entry.hash),
        ])
        let attestation = JSONValue.record(["fingerprint": fingerprint, "chain_uid": .text(origin)])
        let members: KeyValuePairs<String, JSONValue?> = [
            "class_uid": .integer(uid), "category_uid": .integer(uid / 1000), "activity_id": .integer(activity),
            "activity_name": activity == Self.other ? operation : nil, "type_uid": .integer(uid * 100 + activity),
            "time": .integer(leaf.time.milliseconds), "severity_id": .integer(Self.severity(leaf)),
            "status_id": .integer(statusID), "status": status, "message": operation, "metadata": metadata,
            "actor": isFinding ? nil : actor(leaf), "src_endpoint": service, "api": api, "database": database,
            "entity": managed, "finding_info_list": finding, "assignee": assignee,
            "attestation_list": .array([attestation]), "unmapped": .record(["entry": entry.json(names)]),
        ]
        return .record(members)
    }

    private var place: String { "\(origin)[\(entry.index)]" }

    private var metadata: JSONValue {
        .record([
            "product": .record(["name": .text("Custody"), "vendor_name": .text("Custody")]),
            "version": .text(OCSFSchema.version), "profiles": .array([.text("record_integrity")]), "log_name": .text(origin),
            "uid": .text(place),
        ])
    }

    /// Who acted, by reference and role; the store's own part where nobody did.
    private func actor(_ leaf: AuditLeaf) -> JSONValue {
        let role: JSONValue? = names.role(of: leaf).map { .array([.record(["name": .text($0.rawValue)])]) }
        let name: JSONValue? = openedName.map { .text($0) }
        let user: JSONValue? = Self.reference(leaf.actorReference).map {
            .record(["uid": .text($0), "name": name, "groups": role])
        }
        return .record(["user": user, "app_name": .text("custody")])
    }

    /// The name of who acted, where the export opens it.
    private var openedName: String? {
        for compartment in entry.compartments {
            guard case .opened(let opening) = compartment.state, opening.keyClass == .actor,
                case .map(let parts)? = try? CBOR(decoding: opening.payload.array), case .text(let name)? = parts["id"]
            else { continue }
            return name
        }
        return nil
    }

    private static func reference(_ handle: Handle) -> String? { handle == .zero ? nil : handle.description }

    private static func severity(_ leaf: AuditLeaf) -> Int64 {
        if leaf.flags.contains(.breakGlass) || leaf.auditClass == .gap { return 4 }
        if leaf.auditClass == .incident { return 3 }
        return leaf.decision == .deny || leaf.decision == .error ? 2 : 1
    }
}

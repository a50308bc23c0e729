package import CustodyModel

extension OCSFSchema {
    /// Which object an attribute holds, of those that an export uses.
    private static let kinds = [
        "actor": "actor", "user": "user", "assignee": "user", "api": "api", "metadata": "metadata", "product": "product",
        "src_endpoint": "network_endpoint", "database": "database", "table": "table", "entity": "managed_entity",
        "finding_info": "finding_info", "finding_info_list": "finding_info", "attestation_list": "attestation",
        "fingerprint": "fingerprint",
    ]

    /// What an event lacks of what the schema demands; nothing when it lacks nothing.
    package static func faults(in event: JSONValue) -> [String] {
        guard let uid = event.number("class_uid"), let demanded = classes.first(where: { $0.uid == uid }) else {
            return ["the event is of no class of the table"]
        }
        var faults = missing(demanded.required, oneOf: demanded.oneOf, in: event, "the event")
        if event.number("category_uid") != demanded.category { faults.append("the category is not that of the class") }
        guard let activity = event.number("activity_id"), demanded.activities[activity] != nil else {
            return faults + ["the class has no such activity"]
        }
        if event.number("type_uid") != uid * 100 + activity { faults.append("the type is not that of class and activity") }
        guard let severity = event.number("severity_id"), severities[severity] != nil else {
            return faults + ["there is no such severity"]
        }
        return faults + objectFaults(in: event)
    }

    private static func objectFaults(in value: JSONValue) -> [String] {
        switch value {
        case .array(let values): values.flatMap { objectFaults(in: $0) }
        case .object(let members):
            members.flatMap { member -> [String] in
                // What stands there is not the schema's.
                guard member.name != "unmapped" else { return [] }
                let held: [JSONValue] = if case .array(let values) = member.value { values } else { [member.value] }
                let demanded = kinds[member.name].flatMap { objects[$0] } ?? Object()
                return held.flatMap { missing(demanded.required, oneOf: demanded.oneOf, in: $0, member.name) }
                    + objectFaults(in: member.value)
            }
        default: []
        }
    }

    private static func missing(
        _ required: [String], oneOf: [String], in value: JSONValue, _ what: String
    ) -> [String] {
        var faults = required.filter { value[$0] == nil }.map { "\(what) has no \($0)" }
        if !oneOf.isEmpty, oneOf.allSatisfy({ value[$0] == nil }) {
            faults.append("\(what) has none of \(oneOf.joined(separator: ", "))")
        }
        return faults
    }
}

extension JSONValue {
    fileprivate func number(_ name: String) -> Int64? {
        switch self[name] {
        case .integer(let number): number
        case .unsigned(let number): Int64(exactly: number)
        default: nil
        }
    }
}

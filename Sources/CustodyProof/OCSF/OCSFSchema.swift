/// What the Open Cybersecurity Schema Framework demands of the events and objects that an export uses: its tables as data.
///
/// Transcribed from the schema's own sources, see ``source``. That version is in development: compare again when it is published.
package enum OCSFSchema {
    /// Where the tables are from.
    package static let source = "ocsf/ocsf-schema @a5cfc68e3ca6d5b4468c33f8d7ebb76da967975f (version 1.9.0-dev)"
    /// The version of the schema, as events name it.
    package static let version = "1.9.0-dev"

    /// What one class of events demands.
    package struct EventClass: Hashable, Sendable {
        /// Its name in the schema.
        package var name: String
        /// Its number; the category's is its thousands.
        package var uid: Int64
        /// The attributes that every event of the class has.
        package var required: [String]
        /// Of these attributes an event has one at least.
        package var oneOf: [String] = []
        /// What its activities are called.
        package var activities: [Int64: String]

        /// The number of the category.
        package var category: Int64 { uid / 1000 }
    }

    /// What an object within an event demands.
    package struct Object: Hashable, Sendable {
        /// The attributes that it always has.
        package var required: [String] = []
        /// Of these attributes it has one at least.
        package var oneOf: [String] = []
    }

    /// The names of severities.
    package static let severities: [Int64: String] = [
        0: "Unknown",
        1: "Informational",
        2: "Low",
        3: "Medium",
        4: "High",
        5: "Critical",
        6: "Fatal",
        99: "Other",
    ]

    /// The classes.
    package static let classes = [
        EventClass(
            name: "api_activity", uid: 6003,
            required: [
                "activity_id", "actor", "api", "category_uid", "class_uid", "metadata", "severity_id", "src_endpoint",
                "time", "type_uid",
            ],
            activities: [
                0: "Unknown",
                1: "Create",
                2: "Read",
                3: "Update",
                4: "Delete",
                99: "Other",
            ]),
        EventClass(
            name: "entity_management", uid: 3004,
            required: ["activity_id", "category_uid", "class_uid", "entity", "metadata", "severity_id", "time", "type_uid"],
            activities: [
                0: "Unknown",
                1: "Create",
                2: "Read",
                3: "Update",
                4: "Delete",
                5: "Move",
                6: "Enroll",
                7: "Unenroll",
                8: "Enable",
                9: "Disable",
                10: "Activate",
                11: "Deactivate",
                12: "Suspend",
                13: "Resume",
                99: "Other",
            ]),
        EventClass(
            name: "datastore_activity", uid: 6005,
            required: [
                "activity_id", "actor", "category_uid", "class_uid", "metadata", "severity_id", "src_endpoint", "time",
                "type_uid",
            ],
            oneOf: ["database", "databucket", "table"],
            activities: [
                0: "Unknown",
                1: "Read",
                2: "Update",
                3: "Connect",
                4: "Query",
                5: "Write",
                6: "Create",
                7: "Delete",
                8: "List",
                9: "Encrypt",
                10: "Decrypt",
                99: "Other",
            ]),
        EventClass(
            name: "detection_finding", uid: 2004,
            required: [
                "activity_id", "category_uid", "class_uid", "finding_info", "metadata", "severity_id", "time", "type_uid",
            ],
            activities: [
                0: "Unknown",
                1: "Create",
                2: "Update",
                3: "Close",
                99: "Other",
            ]),
        EventClass(
            name: "incident_finding", uid: 2005,
            required: [
                "activity_id", "category_uid", "class_uid", "finding_info_list", "metadata", "severity_id", "status_id",
                "time", "type_uid",
            ],
            oneOf: ["assignee", "assignee_group"],
            activities: [
                0: "Unknown",
                1: "Create",
                2: "Update",
                3: "Close",
                99: "Other",
            ]),
        EventClass(
            name: "data_security_finding", uid: 2006,
            required: [
                "activity_id", "category_uid", "class_uid", "finding_info", "metadata", "severity_id", "time", "type_uid",
            ],
            activities: [
                0: "Unknown",
                1: "Create",
                2: "Update",
                3: "Close",
                4: "Suppressed",
                99: "Other",
            ]),
    ]

    /// The objects.
    package static let objects: [String: Object] = [
        "actor": Object(oneOf: ["process", "user", "iam_role", "invoked_by", "session", "app_name", "app_uid"]),
        "analytic": Object(required: ["type_id"], oneOf: ["name", "uid"]),
        "anomaly": Object(required: ["observation_parameter", "observations"]),
        "anomaly_analysis": Object(required: ["analysis_targets", "anomalies"]),
        "api": Object(required: ["operation"]),
        "attestation": Object(oneOf: ["fingerprint", "signatures"]),
        "baseline": Object(required: ["observation_parameter", "observations"]),
        "database": Object(required: ["type_id"], oneOf: ["name", "uid"]),
        "digital_signature": Object(required: ["algorithm_id"]),
        "evidences": Object(
            oneOf: [
                "actor", "api", "connection_info", "data", "database", "databucket", "device", "dst_endpoint", "email",
                "file", "process", "query", "resources", "src_endpoint", "url", "user", "job", "script",
            ]),
        "finding_info": Object(required: ["uid"]),
        "fingerprint": Object(required: ["algorithm_id", "value"]),
        "managed_entity": Object(oneOf: ["name", "uid", "device", "group", "org", "policy", "user"]),
        "metadata": Object(required: ["product", "version"]),
        "network_endpoint": Object(
            oneOf: ["ip", "uid", "name", "hostname", "svc_name", "instance_uid", "interface_uid", "interface_name", "domain"]),
        "object": Object(),
        "observation": Object(required: ["value"]),
        "product": Object(oneOf: ["name", "uid"]),
        "query_info": Object(required: ["query_string"], oneOf: ["name", "uid"]),
        "resource_details": Object(oneOf: ["name", "uid"]),
        "table": Object(oneOf: ["name", "uid"]),
        "user": Object(oneOf: ["account", "name", "uid"]),
    ]
}

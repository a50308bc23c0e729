/// How the entries of an exported log are written.
public enum ExportForm: String, Hashable, Sendable, Codable, CaseIterable {
    /// An object on a line for each entry: everything that its leaf says.
    case ndjson
    /// An event of the Open Cybersecurity Schema Framework on a line for each entry, with the entry in its `unmapped`.
    case ocsf
}

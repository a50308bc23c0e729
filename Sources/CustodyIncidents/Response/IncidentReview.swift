public import CustodyModel

/// What was learnt from an incident, once it was over.
public struct IncidentReview: Hashable, Sendable, Codable {
    /// What was found.
    public var findings: [SealedValue]
    /// What brought it about.
    public var causes: [SealedValue]

    /// A review from its parts.
    public init(findings: [SealedValue], causes: [SealedValue]) {
        self.findings = findings
        self.causes = causes
    }

    private enum CodingKeys: String, CodingKey {
        case findings = "f"
        case causes = "c"
    }
}

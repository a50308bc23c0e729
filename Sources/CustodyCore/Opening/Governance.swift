import Crypto
public import CustodyAccess
public import CustodyModel

/// What a store is governed by: the policy and the schemas of the records, as one document that is adopted as a whole.
public struct Governance: Hashable, Sendable, Codable {
    /// Who may do what, for which purposes, on which basis.
    public var policy: RolePolicy
    /// What is held about people.
    public var records: [RecordSchema]

    /// A document from its parts.
    public init(policy: RolePolicy, records: [RecordSchema]) {
        self.policy = policy
        self.records = records
    }

    /// SHA-256 of the document.
    public func digest() throws -> Bytes { Bytes(Array(SHA256.hash(data: try CBOR.encode(self)))) }

    /// The declarations of all purposes: the policy's and those that the law sets.
    public var purposes: [PurposeDeclaration] { policy.purposes + Purpose.builtIn }

    /// The declaration of a purpose: its own, since every purpose that data is used for is declared by name.
    public func declaration(of purpose: Purpose) -> PurposeDeclaration? { purposes.first { $0.purpose == purpose } }

    /// Throws when the document cannot govern: every fault is named.
    public func validate() throws(CustodianError) {
        var faults = policy.validate().errors.map(\.description)
        var seen: Set<RecordName> = []
        for record in records {
            faults += record.faults
            if !seen.insert(record.name).inserted { faults.append("record '\(record.name)' stands twice") }
            for field in record.fields {
                for purpose in field.purposes where declaration(of: purpose) == nil {
                    faults.append(
                        "field '\(field.name)' is held for '\(purpose)', which the policy does not declare; declare it with its basis"
                    )
                }
            }
        }
        guard faults.isEmpty else {
            throw CustodianError(.invalidInput, "the policy and the records do not fit together", reasons: faults)
        }
    }
}

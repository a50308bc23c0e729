/// A contract with a processor, held against what the law asks of it (GDPR Art. 28(3)).
public struct ProcessorContract: Hashable, Sendable, Codable {
    /// Who processes.
    public var processor: RecipientID
    /// The contract.
    public var document: DataRecipient.Document
    /// What it settles.
    public var clauses: Set<Clause>
    /// Where the instructions are.
    public var instructions: String
    /// Whom the processor uses in turn.
    public var subprocessors: [String]
    /// Within how many hours it tells of a breach; nil when it does not say (Art. 33(2)).
    public var tellsBreachWithinHours: Int?

    /// A contract from its parts.
    public init(
        with processor: RecipientID, _ document: DataRecipient.Document, clauses: Set<Clause>, instructions: String,
        subprocessors: [String] = [], tellsBreachWithinHours: Int? = nil
    ) {
        self.processor = processor
        self.document = document
        self.clauses = clauses
        self.instructions = instructions
        self.subprocessors = subprocessors
        self.tellsBreachWithinHours = tellsBreachWithinHours
    }

    /// What the law wants settled. Source: GDPR Art. 28(3), checked 2026-11-23.
    public enum Clause: String, Hashable, Sendable, Codable, CaseIterable {
        /// Processing only on documented instructions (a).
        case instructions
        /// Confidentiality of those who do it (b).
        case confidentiality
        /// Security (c).
        case security
        /// Further processors (d).
        case subprocessors
        /// Help with people's rights (e).
        case helpsWithRights
        /// Help with security, breaches and impact assessments (f).
        case helpsWithDuties
        /// Deleting or giving back at the end (g).
        case endOfContract
        /// Information and audits (h).
        case audits
        /// Telling when an instruction infringes the law.
        case tellsOfInfringement
    }

    /// What is not settled, in the law's order.
    public var missing: [Clause] { Clause.allCases.filter { !clauses.contains($0) } }
}

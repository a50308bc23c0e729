public import CustodyModel

/// Whether another purpose is compatible with the one that data was collected for: an entry of the register `compatibility`, with what was
/// weighed (GDPR Art. 6(4)).
///
/// There is no such test for what was collected on consent or because a law asks for it: the person agreed to nothing else, and the law
/// asks for nothing else.
public struct PurposeAssessment: RegisterEntry {
    /// What the law has weighed, each in words.
    public struct Factors: Hashable, Sendable, Codable {
        /// Any link between the purposes. Source: GDPR Art. 6(4)(a).
        public var link: String
        /// The context of the collection, and how people stand to the controller. Source: GDPR Art. 6(4)(b).
        public var context: String
        /// The nature of the data, special categories and offences above all. Source: GDPR Art. 6(4)(c).
        public var nature: String
        /// What may follow for people. Source: GDPR Art. 6(4)(d).
        public var consequences: String
        /// Safeguards, such as encryption or pseudonyms. Source: GDPR Art. 6(4)(e).
        public var safeguards: String

        /// The factors.
        public init(link: String, context: String, nature: String, consequences: String, safeguards: String) {
            self.link = link
            self.context = context
            self.nature = nature
            self.consequences = consequences
            self.safeguards = safeguards
        }
    }

    /// `compatibility`.
    public static let register: RegisterName = "compatibility"
    /// What data is used for is a part of what the store is governed by.
    public static let action: Action = .changePolicy

    /// Which kind of record.
    public var record: RecordName
    /// What it was collected for.
    public var from: Purpose
    /// What it is to be used for.
    public var to: Purpose
    /// What was weighed.
    public var factors: Factors
    /// What came of it.
    public var isCompatible: Bool

    /// An assessment from its parts.
    public init(of record: RecordName, from: Purpose, to: Purpose, factors: Factors, isCompatible: Bool) {
        self.record = record
        self.from = from
        self.to = to
        self.factors = factors
        self.isCompatible = isCompatible
    }

    /// One for each kind of record and pair of purposes.
    public var key: RegisterKey { Self.key(record, from, to) }

    static func key(_ record: RecordName, _ from: Purpose, _ to: Purpose) -> RegisterKey {
        RegisterKey("\(record)/\(from)/\(to)")
    }

    /// What does not fit what the store is governed by, and what was not weighed.
    public func faults(under governance: Governance) -> [String] {
        var faults: [String] = []
        if !governance.records.contains(where: { $0.name == record }) { faults.append("no record '\(record)' is declared") }
        for purpose in [from, to] where governance.declaration(of: purpose) == nil {
            faults.append("the policy declares no purpose '\(purpose)'")
        }
        if let fault = governance.declaration(of: from).flatMap(ExtensionFault.ofTest) { faults.append(fault.description) }
        let weighed = [
            ("(a)", factors.link), ("(b)", factors.context), ("(c)", factors.nature), ("(d)", factors.consequences),
            ("(e)", factors.safeguards),
        ]
        for (letter, text) in weighed where !text.isSaid { faults.append("say what was weighed under GDPR Art. 6(4)\(letter)") }
        return faults
    }
}

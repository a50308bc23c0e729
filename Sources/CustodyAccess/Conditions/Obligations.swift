/// What whoever acts on a decision must do as well. The set is closed.
public struct Obligations: OptionSet, Hashable, Sendable {
    /// One bit an obligation.
    public let rawValue: UInt16
    /// A set from its bits.
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    /// Write the decision to the audit log.
    public static let audit = Obligations(rawValue: 1 << 0)
    /// Tell the person.
    public static let notifyPerson = Obligations(rawValue: 1 << 1)
    /// Ask the principal for a reason and keep it.
    public static let justification = Obligations(rawValue: 1 << 2)
    /// Authenticate the principal more strongly.
    public static let stepUp = Obligations(rawValue: 1 << 3)
    /// Open an incident.
    public static let incident = Obligations(rawValue: 1 << 4)
    /// Have a second person look at it afterwards.
    public static let postReview = Obligations(rawValue: 1 << 5)
    /// Tell the data protection officer.
    public static let notifyOfficer = Obligations(rawValue: 1 << 6)

    /// Every obligation with its name in documents.
    public static let all: [(name: String, obligation: Obligations)] = [
        ("audit", .audit), ("notifyPerson", .notifyPerson), ("justification", .justification), ("stepUp", .stepUp),
        ("incident", .incident), ("postReview", .postReview), ("notifyOfficer", .notifyOfficer),
    ]

    /// Every obligation that there is.
    public static let known = all.reduce(into: Obligations()) { $0.formUnion($1.obligation) }

    /// The names of those in the set.
    public var names: [String] { Self.all.filter { contains($0.obligation) }.map(\.name) }
}

extension Obligations: Codable, CustomStringConvertible {
    /// The names.
    public var description: String { names.joined(separator: ", ") }

    /// Reads the list of the names.
    public init(from decoder: any Decoder) throws {
        var set: Obligations = []
        for name in try decoder.singleValueContainer().decode([String].self) {
            guard let known = Self.all.first(where: { $0.name == name }) else {
                throw DecodingError.dataCorrupted(
                    .init(
                        codingPath: decoder.codingPath,
                        debugDescription: "'\(name)' is no obligation; they are "
                            + Self.all.map(\.name).joined(separator: ", ")))
            }
            set.insert(known.obligation)
        }
        self = set
    }

    /// Writes the list of the names.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(names)
    }
}

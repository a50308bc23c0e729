public import CustodyModel

/// What the numbers in leaves mean. A number, once given, means the same for ever.
public struct AuditVocabulary: Hashable, Sendable {
    private var codes: [AuditTerm: UInt32] = [:]
    private var names: [AuditTerm.Kind: [UInt32: String]] = [:]

    /// A vocabulary without names.
    public init() {}

    /// What the registrations say; nil when two of them contradict each other.
    init?(_ registrations: [AuditRegistration]) {
        for registration in registrations {
            guard admits(registration) else { return nil }
            register(registration)
        }
    }

    /// Every name with its number, by kind and name.
    package var registrations: [AuditRegistration] {
        codes.sorted { $0.key < $1.key }.map { AuditRegistration(term: $0.key, code: $0.value) }
    }

    /// How many names there are.
    public var count: Int { codes.count }

    /// The number of a name; nil when it is not registered.
    public func code(of term: AuditTerm) -> UInt32? { codes[term] }

    /// The name of a number; nil when it is not registered.
    public func name(of code: UInt32, _ kind: AuditTerm.Kind) -> String? { names[kind]?[code] }

    /// Every name of a kind, by its number.
    public func names(_ kind: AuditTerm.Kind) -> [UInt32: String] { names[kind] ?? [:] }

    /// The number that the leaf of an event about the purpose carries.
    public func code(of purpose: Purpose?) -> UInt32 { purpose.flatMap { codes[.purpose($0)] } ?? 0 }

    /// The number that the leaf of an event by the role carries.
    public func code(of role: RoleID?) -> UInt32 { role.flatMap { codes[.role($0)] } ?? 0 }

    /// The numbers that the leaf of an event about the categories carries; nil when they do not fit into one.
    public func codes(of categories: [DataCategory]) -> AuditCategories? {
        AuditCategories(
            categories.map { codes[.category($0)].flatMap(UInt16.init(exactly:)) ?? AuditCategories.unregistered })
    }

    /// The registered categories that a leaf names.
    public func categories(of leaf: AuditLeaf) -> [DataCategory] {
        leaf.categories.codes.compactMap { name(of: UInt32($0), .category) }.map { DataCategory(rawValue: $0) }
    }

    /// The registered purpose that a leaf names.
    public func purpose(of leaf: AuditLeaf) -> Purpose? { name(of: leaf.purpose, .purpose).map { Purpose(rawValue: $0) } }

    /// The registered role that a leaf names.
    public func role(of leaf: AuditLeaf) -> RoleID? { name(of: leaf.role, .role).map { RoleID(rawValue: $0) } }

    /// Whether each number of the leaf has a name.
    package func names(all leaf: AuditLeaf) -> Bool {
        (leaf.purpose == 0 || name(of: leaf.purpose, .purpose) != nil) && (leaf.role == 0 || name(of: leaf.role, .role) != nil)
            && leaf.categories.codes.allSatisfy { name(of: UInt32($0), .category) != nil }
    }

    /// Whether the number is free for the name, or is the name's already.
    package func admits(_ registration: AuditRegistration) -> Bool {
        let kind = registration.term.kind
        guard (kind.firstCode...kind.lastCode).contains(registration.code) else { return false }
        if let known = codes[registration.term] { return known == registration.code }
        return names[kind]?[registration.code] == nil
    }

    /// Gives the number to the name, unless one of them is taken.
    package mutating func register(_ registration: AuditRegistration) {
        guard admits(registration) else { return }
        codes[registration.term] = registration.code
        names[registration.term.kind, default: [:]][registration.code] = registration.term.name
    }

    /// The name with the next free number; nil when none is left.
    package mutating func register(_ term: AuditTerm) -> AuditRegistration? {
        if let known = codes[term] { return AuditRegistration(term: term, code: known) }
        let last = names[term.kind]?.keys.max()
        guard last != term.kind.lastCode else { return nil }
        let registration = AuditRegistration(term: term, code: last.map { $0 + 1 } ?? term.kind.firstCode)
        register(registration)
        return registration
    }
}

extension AuditVocabulary: Codable {
    private struct Name: Codable {
        var term: AuditTerm
        var code: UInt32

        private enum CodingKeys: String, CodingKey {
            case term = "t"
            case code = "c"
        }
    }

    /// Reads the names with their numbers.
    public init(from decoder: any Decoder) throws {
        for name in try decoder.singleValueContainer().decode([Name].self) {
            register(AuditRegistration(term: name.term, code: name.code))
        }
    }

    /// Writes the names with their numbers, in the order of the names.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(codes.sorted { $0.key < $1.key }.map { Name(term: $0.key, code: $0.value) })
    }
}

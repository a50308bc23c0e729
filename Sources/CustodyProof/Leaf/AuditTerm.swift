public import CustodyModel

/// A name that leaves refer to by a number.
public struct AuditTerm: Hashable, Sendable, Codable, Comparable, CustomStringConvertible {
    /// What sort of name it is; each sort is numbered by itself.
    public struct Kind: RawRepresentable, Hashable, Sendable, Codable {
        /// The name of the kind.
        public var rawValue: String
        /// Names a kind.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// Purposes of processing.
        public static let purpose = Kind(rawValue: "purpose")
        /// Roles of principals.
        public static let role = Kind(rawValue: "role")
        /// Data categories.
        public static let category = Kind(rawValue: "category")
        /// Retention classes, whose number follows `KeyClass` in a key slot.
        public static let retentionClass = Kind(rawValue: "retentionClass")

        /// The first number. Only categories use 0, which is a bit of the leaf; elsewhere it says "not registered".
        public var firstCode: UInt32 { self == .category ? 0 : 1 }

        /// The last number.
        public var lastCode: UInt32 {
            switch self {
            case .category: UInt32(AuditCategories.unregistered) - 1
            case .retentionClass: UInt32(UInt8.max - KeyClass.firstRetention.rawValue) + 1
            default: .max
            }
        }
    }

    /// What sort of name it is.
    public var kind: Kind
    /// The name. It stands in the log in clear and must not be personal.
    public var name: String

    /// A name of a kind.
    public init(_ kind: Kind, _ name: String) {
        self.kind = kind
        self.name = name
    }

    /// A purpose.
    public static func purpose(_ purpose: Purpose) -> AuditTerm { AuditTerm(.purpose, purpose.rawValue) }
    /// A role.
    public static func role(_ role: RoleID) -> AuditTerm { AuditTerm(.role, role.rawValue) }
    /// A data category.
    public static func category(_ category: DataCategory) -> AuditTerm { AuditTerm(.category, category.rawValue) }
    /// A retention class.
    public static func retentionClass(_ retention: RetentionClass) -> AuditTerm {
        AuditTerm(.retentionClass, retention.name)
    }

    /// By kind, then name.
    public static func < (left: AuditTerm, right: AuditTerm) -> Bool {
        (left.kind.rawValue, left.name) < (right.kind.rawValue, right.name)
    }

    /// Kind and name.
    public var description: String { "\(kind.rawValue) '\(name)'" }
}

public import CustodyModel

/// A field that a caller without a type asks for.
public struct FieldRequest: Hashable, Sendable, CustomStringConvertible {
    /// The field.
    public var name: FieldName
    /// Whether the call is refused when the field is withheld.
    public var isRequired: Bool

    /// A request for a field.
    public init(_ name: FieldName, isRequired: Bool = true) {
        self.name = name
        self.isRequired = isRequired
    }

    /// Reads `name`, or `name?` for a field that may be withheld.
    public init(_ text: String) {
        let isOptional = text.hasSuffix("?")
        self.init(FieldName(isOptional ? String(text.dropLast()) : text), isRequired: !isOptional)
    }

    /// `name` or `name?`
    public var description: String { isRequired ? name.rawValue : name.rawValue + "?" }
}

/// How the host names a data subject: a customer number, an e-mail address. It is personal; it is stored nowhere in clear.
public struct SubjectID: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible, CustomReflectable {
    /// The identifier, exact to the byte.
    public let value: Sensitive<String>

    /// Which kind of identifier it is.
    public let field: IdentifierField

    /// Names a subject.
    public init(_ value: String, as field: IdentifierField = .subject) {
        self.value = Sensitive(value)
        self.field = field
    }
    /// Names a subject.
    public init(stringLiteral value: String) { self.init(value) }
    /// Never the identifier.
    public var description: String { value.description }
    /// Never the identifier.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

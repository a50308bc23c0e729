/// How the host names a data subject: by an identifier of its own, such as a customer number or an e-mail address, which is personal and
/// stored nowhere in clear; or by the token that a list of the library has them under, ``token(_:)``.
public struct SubjectID: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible, CustomReflectable {
    /// The identifier, exact to the byte; of a token its 32 hexadecimal digits.
    public let value: Sensitive<String>

    /// Which kind of identifier it is.
    public let field: IdentifierField

    /// Names a subject.
    public init(_ value: String, as field: IdentifierField = .subject) {
        self.value = Sensitive(value)
        self.field = field
    }

    /// Names a subject by the token that a list has them under: whoever has it now is meant, by whichever identifiers.
    ///
    /// A token stands for one relationship. It begins none, and once the person was erased it stands for nobody again.
    public static func token(_ token: SubjectToken) -> SubjectID { SubjectID(token.description, as: .token) }

    /// Names a subject.
    public init(stringLiteral value: String) { self.init(value) }
    /// Never the identifier.
    public var description: String { value.description }
    /// Never the identifier.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// How the host names a data subject: a customer number, an e-mail address. It is personal; it is stored nowhere in clear.
public struct SubjectID: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible, CustomReflectable {
    /// The identifier, exact to the byte.
    public let value: Sensitive<String>

    /// Names a subject.
    public init(_ value: String) { self.value = Sensitive(value) }
    /// Names a subject.
    public init(stringLiteral value: String) { self.init(value) }
    /// Never the identifier.
    public var description: String { value.description }
    /// Never the identifier.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

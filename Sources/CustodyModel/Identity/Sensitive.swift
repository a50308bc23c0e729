/// A value that is personal and must not appear by accident: whatever prints it shows `‹redacted›`.
///
/// It does not conform to `Codable` on purpose, so that it cannot slip into a log line or a file.
public struct Sensitive<Value> {
    /// The value itself. Reading it is a visible act.
    public var exposed: Value

    /// Wraps the value.
    public init(_ value: Value) { exposed = value }
}

extension Sensitive: Sendable where Value: Sendable {}
extension Sensitive: Equatable where Value: Equatable {}
extension Sensitive: Hashable where Value: Hashable {}

extension Sensitive: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Never the value.
    public var description: String { "‹redacted›" }
    /// Never the value.
    public var debugDescription: String { description }
    /// Never the value.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension Sensitive: ExpressibleByUnicodeScalarLiteral where Value == String {
    /// Wraps the literal.
    public init(unicodeScalarLiteral value: String) { self.init(value) }
}

extension Sensitive: ExpressibleByExtendedGraphemeClusterLiteral where Value == String {
    /// Wraps the literal.
    public init(extendedGraphemeClusterLiteral value: String) { self.init(value) }
}

extension Sensitive: ExpressibleByStringLiteral where Value == String {
    /// Wraps the literal.
    public init(stringLiteral value: String) { self.init(value) }
}

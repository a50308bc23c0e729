public import CustodyModel

/// Field values of a caller without a type. It prints redacted.
public struct FieldValues: Sendable, Equatable, CustomStringConvertible, CustomReflectable {
    /// The values by field.
    public var values: [FieldName: CBOR]

    /// Values by field.
    public init(_ values: [FieldName: CBOR]) { self.values = values }

    /// Text values by field.
    public init(text: [FieldName: String]) { values = text.mapValues { .text($0) } }

    /// The value of a field as text; nil when it is absent or no text.
    public func text(_ field: FieldName) -> String? {
        guard case .text(let text)? = values[field] else { return nil }
        return text
    }

    /// Throws for a value that could be written and never read again.
    func requireReadable() throws(CustodianError) {
        guard let field = values.keys.sorted().first(where: { values[$0]?.isReadable == false }) else { return }
        throw CustodianError(.invalidInput, "the value of field '\(field)' is nested too deep to be read again; flatten it")
    }

    /// The names of the fields, never their values.
    public var description: String { "‹redacted: \(values.keys.sorted().map(\.rawValue).joined(separator: ", "))›" }
    /// Never the values.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

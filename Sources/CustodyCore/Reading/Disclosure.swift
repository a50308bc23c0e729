public import CustodyAccess
public import CustodyAudit
public import CustodyModel

/// What was disclosed, with the proof that it was allowed.
public struct Disclosure<Value: Sendable>: Sendable {
    /// The value: only what the purpose and the role allow was ever opened.
    public var value: Value
    /// The record of the disclosure in the audit log.
    public var receipt: AuditReceipt
    /// Fields that were asked for and not given, and why.
    public var withheld: [FieldName: Withholding]
    /// Fields that were given in masked form.
    public var masked: Set<FieldName>
    /// Fields that were asked for, allowed, and have no stored value.
    public var absent: Set<FieldName>
}

extension Disclosure: CustomStringConvertible, CustomReflectable {
    /// The receipt, never the value.
    public var description: String { "‹redacted› recorded at \(receipt.place)" }
    /// Never the value.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// Why a field is withheld.
public enum Withholding: Hashable, Sendable, CustomStringConvertible {
    /// The schema does not hold the field for the purpose.
    case notHeldForPurpose(Purpose)
    /// The data was not collected for the purpose, and no consent extends it.
    case notCollectedForPurpose(Purpose)
    /// The policy or the person's will denies it.
    case denied(AccessReason)
    /// The time for which it may be kept is over.
    case retentionOver(Instant)
    /// It is kept only for a legal ground after an erasure.
    case erased

    /// The reason as a sentence.
    public var description: String {
        switch self {
        case .notHeldForPurpose(let purpose): "not held for purpose '\(purpose)'"
        case .notCollectedForPurpose(let purpose): "not collected for purpose '\(purpose)'"
        case .denied(let reason): reason.sentence
        case .retentionOver(let end): "its retention time ended at \(end)"
        case .erased: "erased"
        }
    }
}

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

    /// The names of the fields, never their values.
    public var description: String { "‹redacted: \(values.keys.sorted().map(\.rawValue).joined(separator: ", "))›" }
    /// Never the values.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

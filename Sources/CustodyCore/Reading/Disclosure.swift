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
    /// Fields that were given as pseudonyms: the same for the same value, and telling nothing else.
    public var pseudonymised: Set<FieldName>
    /// Fields that were asked for, allowed, and have no stored value.
    public var absent: Set<FieldName>
    /// What the caller has to do in return, of what it said that it does; empty when no rule asked for anything but a record.
    public var obligations: Obligations

    /// A disclosure from its parts: only what was recorded is one.
    package init(
        value: Value, receipt: AuditReceipt, withheld: [FieldName: Withholding], masked: Set<FieldName>,
        pseudonymised: Set<FieldName>, absent: Set<FieldName>, obligations: Obligations = []
    ) {
        self.value = value
        self.receipt = receipt
        self.withheld = withheld
        self.masked = masked
        self.pseudonymised = pseudonymised
        self.absent = absent
        self.obligations = obligations
    }
}

extension Disclosure: CustomStringConvertible, CustomReflectable {
    /// The receipt, never the value.
    public var description: String { "‹redacted› recorded at \(receipt.place)" }
    /// Never the value.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

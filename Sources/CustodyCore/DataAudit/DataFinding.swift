public import CustodyModel

/// Something that is held and should not be, or not like this: what ``Custodian/auditData(at:by:)`` finds. It names records and fields, never
/// values.
public enum DataFinding: Hashable, Sendable, CustomStringConvertible {
    /// A value whose time is over and that nothing keeps.
    case pastSchedule(RetentionItem)
    /// A record of a kind that is not declared.
    case undeclaredRecord(RecordID, RecordName)
    /// A value of a field that is not declared.
    case undeclaredField(RecordID, RecordName, FieldName)
    /// A value that was collected as another kind of data than is declared.
    case otherCategory(RecordID, RecordName, FieldName, DataCategory)
    /// A record that is held for a purpose that is not declared.
    case undeclaredPurpose(RecordID, RecordName, Purpose)
    /// A value that none of the record's purposes needs.
    case needless(RecordID, RecordName, FieldName)
    /// A value that is held on consent alone, which is not or no longer given for it.
    case withoutConsent(RecordID, RecordName, FieldName)
    /// A value whose accuracy is to be checked.
    case unverified(FieldAccuracy)
    /// A record from somebody else of which the person was not told in time.
    case untold(InformationDuty)
    /// Something that the notices in force do not say.
    case notice(InformationFinding)

    /// The name of the case.
    public var kind: String {
        switch self {
        case .pastSchedule: "pastSchedule"
        case .undeclaredRecord: "undeclaredRecord"
        case .undeclaredField: "undeclaredField"
        case .otherCategory: "otherCategory"
        case .undeclaredPurpose: "undeclaredPurpose"
        case .needless: "needless"
        case .withoutConsent: "withoutConsent"
        case .unverified: "unverified"
        case .untold: "untold"
        case .notice: "notice"
        }
    }

    /// What is wrong and what to do.
    public var description: String {
        switch self {
        case .pastSchedule(let item):
            "record \(item.record): '\(item.name).\(item.field)' is past its time since \(item.dueAt); sweep"
        case .undeclaredRecord(let id, let name): "record \(id): no record '\(name)' is declared; declare it or erase it"
        case .undeclaredField(let id, let name, let field):
            "record \(id): no field '\(name).\(field)' is declared; declare it or correct the record"
        case .otherCategory(let id, let name, let field, let category):
            "record \(id): '\(name).\(field)' was collected as \(category), which is not what is declared now"
        case .undeclaredPurpose(let id, let name, let purpose):
            "record \(id): '\(name)' is held for '\(purpose)', which is not declared"
        case .needless(let id, let name, let field): "record \(id): no purpose of the record needs '\(name).\(field)'"
        case .withoutConsent(let id, let name, let field):
            "record \(id): '\(name).\(field)' is held on consent, which is not given for it; erase it or ask again"
        case .unverified(let accuracy):
            "record \(accuracy.record): '\(accuracy.name).\(accuracy.field)' is to be verified"
                + (accuracy.dueAt.map { " since \($0)" } ?? "")
        case .untold(let duty): "record \(duty.record): the person was not told in time (GDPR Art. 14(3))"
        case .notice(let finding): finding.description
        }
    }
}

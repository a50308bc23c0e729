public import CustodyAccess
import CustodyAudit
public import CustodyCore
public import CustodyModel

extension Disclosure {
    /// A disclosure that never happened, for tests of code that is handed one. No log has the entry that its receipt names.
    public static func sample(
        _ value: Value, withheld: [FieldName: Withholding] = [:], masked: Set<FieldName> = [],
        pseudonymised: Set<FieldName> = [], absent: Set<FieldName> = [], obligations: Obligations = []
    ) -> Disclosure {
        Disclosure(
            value: value, receipt: .sample, withheld: withheld, masked: masked, pseudonymised: pseudonymised, absent: absent,
            obligations: obligations)
    }
}

extension CollectionReceipt {
    /// A receipt of a collection that never happened, or of one that was delivered twice.
    public static func sample(_ record: RecordID = RecordID(.zero), isDuplicate: Bool = false) -> CollectionReceipt {
        CollectionReceipt(
            record: isDuplicate ? nil : record, receipt: isDuplicate ? nil : .sample, commit: AuditReceipt.sample.commit,
            isDuplicate: isDuplicate)
    }
}

extension AuditReceipt {
    /// Names an entry that no log has: none gets so far.
    fileprivate static var sample: AuditReceipt {
        AuditReceipt(log: .access, index: .max, commit: .zero, leafHash: Bytes([UInt8](repeating: 0, count: 32)))
    }
}

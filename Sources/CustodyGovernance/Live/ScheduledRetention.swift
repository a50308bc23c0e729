public import CustodyModel

/// How long a schedule that was recorded keeps a field for a purpose.
public struct ScheduledRetention: Hashable, Sendable {
    /// In which kind of record.
    public var record: RecordName
    /// Which field.
    public var field: FieldName
    /// For which purpose, and for those below it that have no schedule of their own.
    public var purpose: Purpose
    /// How long; nil while the purpose needs it.
    public var period: KeptTime.Period?

    /// A schedule from its parts.
    public init(of field: FieldName, in record: RecordName, for purpose: Purpose, keep period: KeptTime.Period?) {
        self.record = record
        self.field = field
        self.purpose = purpose
        self.period = period
    }
}

extension LiveGovernance {
    /// How long a field is kept for each of some purposes; by its schema alone where there are none.
    func times(of field: Field, in record: RecordName, for purposes: [Purpose]) -> [KeptTime] {
        purposes.isEmpty ? [KeptTime(field.retention)] : purposes.map { time(of: field, in: record, for: $0) }
    }

    /// The purposes for which a field may be kept for a time of its own: those of its schema, and those below them with a schedule.
    func purposes(of field: Field, in record: RecordName) -> [Purpose] {
        let scheduled = schedules.filter { $0.record == record && $0.field == field.name && field.isHeld(for: $0.purpose) }
        return Set(field.purposes + scheduled.map(\.purpose)).sorted()
    }

    /// The schedule for the purpose counts, or for the nearest one above it, and never ends a value before its schema does.
    private func time(of field: Field, in record: RecordName, for purpose: Purpose) -> KeptTime {
        let own = KeptTime(field.retention)
        for purpose in purpose.lineage {
            let schedule = schedules.first { $0.record == record && $0.field == field.name && $0.purpose == purpose }
            guard let schedule else { continue }
            let scheduled = KeptTime(schedule.period)
            return own.isOpenEnded ? scheduled : KeptTime(lastOf: [own, scheduled])
        }
        return own
    }
}

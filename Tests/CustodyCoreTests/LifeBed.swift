import CustodyAccess
import CustodyData
import CustodyModel
import CustodyTesting

@testable import CustodyCore

/// A store whose records have fields of every kind that retention, accuracy and purposes are about.
struct LifeBed {
    static let delivery: Purpose = "delivery"
    static let offers: Purpose = "offers"
    static let research: Purpose = "research"
    static let tax: Purpose = "tax"

    let bed: Bed
    let custodian: Custodian

    init(_ backing: Backing = .memory) async throws {
        bed = Bed(backing)
        custodian = try await bed.open(Self.governance())
    }

    private init(_ bed: Bed, _ custodian: Custodian) { (self.bed, self.custodian) = (bed, custodian) }

    /// The same store, closed and opened again.
    func reopened(
        _ governance: Governance? = nil, adoption: Custodian.Adoption = .refuse, isClosed: Bool = false
    ) async throws -> LifeBed {
        if !isClosed { try await custodian.close() }
        return LifeBed(bed, try await bed.open(governance ?? Self.governance(), adoption: adoption))
    }

    static func governance() throws -> Governance {
        Governance(
            policy: try RolePolicy(controller: "acme") {
                Declare(.customerCare, on: .legitimateInterests, note: "weighed")
                Declare(.payment, on: .contract)
                Declare(delivery, on: .contract)
                Declare(.directMarketing, on: .consent)
                Declare(offers, on: .consent)
                Declare(research, on: .legitimateInterests, note: "weighed")
                Declare(tax, on: .legalObligation)
                Role("officer") {
                    Allow(
                        [.collect, .read, .correct, .verify, .share, .extendPurpose], [.contact, .financial, "purchase"],
                        for: [.customerCare, .payment, delivery, .directMarketing, offers, research, tax])
                    Allow([.correct, .verify], [.contact, .financial, "purchase"])
                    Allow(
                        [
                            .keepRegister, .changePolicy, .noteMoment, .planErasure, .executeErasure, .placeHold, .readLog,
                            .recordConsent, .handleRequest, .linkSubjects, .exportPerson,
                        ], [])
                }
                Role("clerk") { Allow(.collect, [.contact], for: [.customerCare]) }
                Assign("officer-1", to: "officer")
                Assign("agent-1", to: "clerk")
            },
            records: [
                RecordSchema("customer") {
                    Field("name", .personName, for: [.customerCare])
                    Field("phone", .telephone, for: [.customerCare, research], verifyEvery: .months(12))
                },
                RecordSchema("order") {
                    Field("item", "purchase.item", for: [.payment, research, tax])
                    Field("address", .postalAddress, for: [delivery])
                },
                RecordSchema("contract") {
                    Field("iban", .bankAccount, for: [.payment], retain: .years(1, after: .collection))
                },
                RecordSchema("newsletter") {
                    Field("email", .emailAddress, for: [.directMarketing, offers, tax, .customerCare])
                },
            ], logRetention: Bed.logRetention)
    }

    var officer: Principal { bed.who("officer-1") }

    @discardableResult
    func collect(
        _ values: [FieldName: String], as record: RecordName, about subject: SubjectID = "c-1", for purposes: [Purpose],
        isNew: Bool = false
    ) async throws -> RecordID {
        let receipt = try await custodian.collect(
            FieldValues(text: values), as: record, about: subject, for: purposes, from: .subject, by: officer,
            options: CollectOptions(allowsSeveral: true, startsNewRelationship: isNew))
        guard let id = receipt.record else { throw BrokenPromise("the record was not collected") }
        return id
    }

    func schedule(
        _ field: FieldName, _ record: RecordName, _ purpose: Purpose, _ period: RetentionClass.Period?,
        _ trigger: RetentionTrigger = .collection, then treatment: RetentionSchedule.Treatment = .erase, toHeld: Bool = false
    ) async throws {
        try await custodian.record(
            RetentionSchedule(
                of: field, in: record, for: purpose, keep: period, after: trigger, then: treatment, appliesToHeld: toHeld),
            by: officer, reason: "schedule")
    }

    /// Changes a record behind the library's back.
    func change(_ id: RecordID, _ body: (inout StoredRecord) -> Void) async throws {
        let data = custodian.backends.data
        guard var record = try await data.record(id) else { throw BrokenPromise("the record is not there") }
        body(&record)
        record.version += 1
        var unit = UnitOfWork()
        data.stage(.write([.put(record, expecting: record.version - 1)]), in: &unit)
        _ = try await unit.commit()
    }

    func set(_ day: String) throws {
        guard let instant = Instant(day) else { throw BrokenPromise("'\(day)' is no day") }
        bed.clock.set(instant)
    }

    /// What is due, as `record.field day` and `kept` where something keeps it.
    func due(at day: String? = nil) async throws -> [String] {
        let instant = day.flatMap { Instant($0) }
        return try await custodian.retentionDue(at: instant, by: nil).map {
            "\($0.name).\($0.field) \($0.dueAt.description.prefix(10))" + ($0.keptBy == nil ? "" : " kept")
        }
    }

    /// What is held of a person, as `record.field`.
    func held(_ subject: SubjectID = "c-1") async throws -> [String] {
        let token = try await custodian.known(subject)
        return try await custodian.backends.data.records(of: token, name: nil)
            .flatMap { record in record.fields.keys.map { "\(record.name).\($0)" } }.sorted()
    }
}

import CustodyAccess
import CustodyAudit
import CustodyData
import CustodyKeys
import CustodyModel
import CustodyTesting
import Testing

@testable import CustodyCore

@Suite("What tells one request from another of the same idempotency key")
struct RequestFingerprintTests {
    private static let card = SubjectID("77", as: "card")

    private static func opened(_ bed: Bed) async throws -> Custodian {
        var governance = try Bed.governance()
        governance.identifiers = ["card": .keyed]
        return try await bed.open(governance)
    }

    private static func requireReused(_ body: () async throws -> Void) async throws {
        let error = try await thrown(.invalidInput, from: body)
        #expect(error.message == CommitError.reused.message)
    }

    @Test("The same text as another kind of identifier is about another person", arguments: Backing.allCases)
    func collecting(_ backing: Backing) async throws {
        let bed = Bed(backing)
        let custodian = try await Self.opened(bed)
        func collect(_ subject: SubjectID) async throws -> CollectionReceipt {
            try await custodian.collect(
                Customer(email: "ada@example.org"), about: subject, for: [.customerCare], from: .subject, by: bed.importer,
                options: CollectOptions(idempotencyKey: "row 1"))
        }
        #expect(try await !collect("77").isDuplicate)
        #expect(try await collect("77").isDuplicate)
        try await Self.requireReused { _ = try await collect(Self.card) }
        #expect(try await custodian.backends.data.records(RecordQuery(.heldFor(.customerCare))).records.count == 1)
        try await custodian.close()
    }

    @Test("A correction about one kind of identifier is no repetition of one about another", arguments: Backing.allCases)
    func correcting(_ backing: Backing) async throws {
        let bed = Bed(backing)
        let custodian = try await Self.opened(bed)
        for subject in ["77", Self.card] as [SubjectID] {
            try await custodian.collect(
                Customer(email: "ada@example.org"), about: subject, for: [.customerCare], from: .subject, by: bed.importer)
        }
        func correct(_ subject: SubjectID) async throws -> AuditReceipt? {
            try await custodian.correct(
                FieldValues(text: ["email": "ada@example.net"]), of: "customer", about: subject, by: bed.agent,
                idempotencyKey: "letter 1")
        }
        func email(_ subject: SubjectID) async throws -> String {
            try await custodian.disclose(SupportView.self, about: subject, for: .customerCare, to: bed.agent).value.email
        }
        #expect(try await correct("77") != nil)
        #expect(try await correct("77") == nil)
        try await Self.requireReused { _ = try await correct(Self.card) }
        #expect(try await email("77") == "ada@example.net")
        #expect(try await email(Self.card) == "ada@example.org")
        try await custodian.close()
    }

    /// What a request for the same values about the same person may differ in.
    enum Difference: CaseIterable {
        case source, purposes, information, several, relationship
    }

    @Test("Another source, other purposes or other choices are another request", arguments: Difference.allCases)
    func differing(_ difference: Difference) async throws {
        let bed = Bed(.memory)
        let custodian = try await bed.open()
        func collect(_ difference: Difference? = nil) async throws -> CollectionReceipt {
            var source = DataSource.other("a list")
            var purposes: [Purpose] = [.customerCare]
            var options = CollectOptions(idempotencyKey: "row 1")
            switch difference {
            case nil: break
            case .source: source = .other("another list")
            case .purposes: purposes.append(.payment)
            case .information: options.information = .exempt(.alreadyInformed)
            case .several: options.allowsSeveral = true
            case .relationship: options.startsNewRelationship = true
            }
            return try await custodian.collect(
                Customer(email: "ada@example.org"), about: "c-1", for: purposes, from: source, by: bed.importer,
                options: options)
        }
        #expect(try await !collect().isDuplicate)
        try await Self.requireReused { _ = try await collect(difference) }
        #expect(try await collect().isDuplicate)
        // Of two records it would have to be said which.
        let seen = try await custodian.disclose(SupportView.self, about: "c-1", for: .customerCare, to: bed.agent)
        #expect(seen.value.email == "ada@example.org")
    }

    @Test("A retry after the schema was raised is a retry still")
    func raised() async throws {
        let bed = Bed(.files)
        let former = RecordSchema("note") {
            Field("email", .emailAddress, for: [.customerCare])
            Field("fax", .telephone, for: [.customerCare])
        }
        func governance(_ schema: RecordSchema, _ migrations: [SchemaMigration] = []) throws -> Governance {
            Governance(
                policy: try Bed.policy(), records: [schema], logRetention: Bed.logRetention, migrations: migrations)
        }
        func collect(_ custodian: Custodian) async throws -> CollectionReceipt {
            try await custodian.collect(
                FieldValues(text: ["email": "ada@example.org"]), as: "note", about: "c-1", for: [.customerCare],
                from: .subject, by: bed.importer, options: CollectOptions(idempotencyKey: "row 1"))
        }
        var custodian = try await bed.open(try governance(former))
        #expect(try await !collect(custodian).isDuplicate)
        try await custodian.close()
        let raised = RecordSchema("note", version: 2) { Field("email", .emailAddress, for: [.customerCare]) }
        custodian = try await bed.open(
            try governance(raised, [SchemaMigration(from: former, [.retire("fax")])]),
            adoption: .adopt(by: bed.who("officer-1"), reason: "nobody has a fax"))
        #expect(try await collect(custodian).isDuplicate)
        try await custodian.close()
    }
}

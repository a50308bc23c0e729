import CustodyAccess
import CustodyGovernance
import CustodyLaw
import CustodyModel

/// A small house with registers in which nothing is amiss, to be altered by a test.
enum House {
    static let start = Instant(milliseconds: 1_767_225_600_000)  // 2026-01-01
    static func days(_ count: Int64) -> Instant { start.adding(milliseconds: count * 86_400_000) }

    static func policy(_ change: (inout RolePolicy) -> Void = { _ in }) throws -> RolePolicy {
        var policy = try RolePolicy(controller: "acme") {
            Declare(.customerCare, on: .legitimateInterests, note: "weighed")
            Declare(.payment, on: .contract)
            Role("support") { Allow(.read, [.emailAddress], for: [.customerCare]) }
            Role("billing") { Allow(.read, [.bankAccount], for: [.payment]) }
            Role("officer") { Allow([.keepRegister, .drawReport], []) }
            Assign("ann", to: "support")
            Assign("bob", to: "billing")
            Assign("eve", to: "officer")
        }
        change(&policy)
        return policy
    }

    static let records = [
        RecordSchema("customer") {
            Field("email", .emailAddress, for: [.customerCare], retain: .years(2, after: .collection))
            Field("iban", .bankAccount, for: [.payment], retain: .years(10, after: .collection))
        }
    ]

    static func live(_ policy: RolePolicy? = nil, _ records: [RecordSchema] = records) throws -> LiveGovernance {
        LiveGovernance(policy: try policy ?? self.policy(), records: records)
    }

    static let carrier = DataRecipient(
        "carrier", named: "Carrier", as: .processor, in: "DE", under: DataRecipient.Document("C-1"))
    static let hash = Bytes([UInt8](repeating: 1, count: 32))

    static func activity(
        _ id: ActivityID, _ purpose: Purpose, _ category: DataCategory, _ role: RoleID
    ) -> ProcessingActivity {
        ProcessingActivity(
            id, id.rawValue, function: "Sales", purposes: [purpose], subjects: ["customers"], categories: [category],
            roles: [role], recipients: [carrier], security: [SecurityMeasure(.encryption, "sealed")],
            systems: [SystemPlace("shop", in: "AT", at: "Vienna")], retentionPolicy: "retention", owner: "Sales",
            reviewEvery: .years(1), reviewedAt: start)
    }

    /// Registers of that house: nothing is to be found.
    static func book() throws -> RegisterBook {
        var book = RegisterBook()
        book.controller = ControllerProfile(
            Party("Acme", address: "Vienna", email: "acme@example.org"),
            officer: Party("Officer", address: "Vienna", email: "dpo@example.org"), officerReportsTo: "the board")
        var care = activity("care", .customerCare, .emailAddress, "support")
        care.interests = InterestsAssessment(
            interest: "answering", necessity: "no other way", balance: "expected", prevails: true, document: "LIA-1",
            madeAt: start)
        book.activities = [care, activity("payment", .payment, .bankAccount, "billing")]
        book.screenings = book.activities.map {
            ImpactScreening(of: $0.id, reason: "small and expected", decidedAt: start)
        }
        book.documents = [
            GovernedDocument(
                "retention", .policy, version: "1", "Keeping and erasing", hash: hash, owner: "Officer",
                approval: GovernedDocument.Approval(by: "eve", at: start), inForceFrom: start, acknowledgedBy: ["support"]),
            GovernedDocument(
                "notice", .notice, version: "3", "Privacy notice", hash: hash, owner: "Officer",
                approval: GovernedDocument.Approval(by: "eve", at: start), inForceFrom: start,
                promises: [
                    GovernedDocument.RetentionPromise(.contact, atMost: .years(2)),
                    GovernedDocument.RetentionPromise(.financial, atMost: .years(10)),
                ]),
        ]
        book.acknowledgements = [Acknowledgement(of: "retention", version: "1", by: "ann", at: days(1))]
        book.duties = [RetentionDuty("books", .financial, for: .payment, atLeast: .years(7), reference: "BAO 132")]
        book.courses = [Course("privacy", "Privacy", version: "2", topics: ["rights"], supersedes: ["1"])]
        book.assignments = [TrainingAssignment(of: "privacy", to: "support", since: start)]
        book.completions = [TrainingCompletion("t-1", of: "privacy", version: "2", by: "ann", at: start)]
        book.contracts = [
            ProcessorContract(
                with: "carrier", DataRecipient.Document("C-1"), clauses: Set(ProcessorContract.Clause.allCases),
                instructions: "I-1", tellsBreachWithinHours: 24)
        ]
        book.responsibilities = [
            Responsibility.Matter.activity("care"), .activity("payment"), .document("retention"),
            .document("notice"),
        ].map { Responsibility($0, holder: "eve", since: start) }
        book.reviews = ReviewPlan.Kind.allCases.map {
            ReviewPlan(ReviewID($0.rawValue), $0, $0.rawValue, every: .years(1), owner: "Officer", since: start)
        }
        let live = try live()
        book.approvals = live.policy.roles.map { RoleApproval(of: $0.id, live.reach[$0.id] ?? [], at: start) }
        return book
    }

    /// What is found in the house after a change, a month after its registers were made.
    static func findings(
        at now: Instant = days(30), policy: RolePolicy? = nil, records: [RecordSchema] = records,
        _ change: (inout RegisterBook) -> Void = { _ in }
    ) throws -> [Finding] {
        var book = try book()
        change(&book)
        return book.findings(in: try live(policy, records), at: now)
    }
}

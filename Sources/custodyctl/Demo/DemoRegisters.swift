import Custody

/// The registers of the demonstration's shop, as it would keep them: most of it in order, and some things not.
struct DemoRegisters {
    /// When the demonstration runs.
    let now: Instant
    /// The incident of the story.
    let incident: IncidentID

    /// Days from now; negative ones lie behind.
    private func day(_ count: Int64) -> Instant { now.adding(milliseconds: count * 86_400_000) }

    private static let hash = Bytes([UInt8](repeating: 0x5a, count: 32))

    var book: RegisterBook {
        var book = RegisterBook()
        book.controller = controller
        book.host = HostFacts(
            establishedIn: ["AT"], serves: ["AT", "DE", "ES", "FR", "GB", "IT", "PL", "US-CA"], employees: 14, people: 12,
            turnover: 2)
        book.activities = [care, parcels, payments, newsletter, giftService]
        book.breaches = [ActivityBreach(of: "parcels", by: incident.description)]
        book.screenings = screenings
        book.assessments = [
            ImpactAssessment(
                of: "newsletter", .done, document: "DPIA-2 (shared drive, privacy)", parts: Set(ImpactAssessment.Part.allCases),
                highRiskRemains: false, reviewDue: day(200))
        ]
        book.documents = documents
        book.acknowledgements = ["support-1", "officer-1"].map {
            Acknowledgement(of: "privacy-policy", version: "4", by: PrincipalID($0), at: day(-50))
        }
        book.duties = [
            RetentionDuty("books", .financial, for: .payment, atLeast: .years(7), reference: "BAO § 132 (Austria)")
        ]
        book.courses = [
            Course(
                "privacy-basics", "Privacy at the counter", version: "3", topics: ["people's rights", "breaches", "passwords"],
                supersedes: ["1", "2"])
        ]
        book.assignments = ["support", "marketing", "importer"].map {
            TrainingAssignment(of: "privacy-basics", to: $0, since: day(-120))
        }
        book.completions = [
            TrainingCompletion("t-1", of: "privacy-basics", version: "3", by: "support-1", at: day(-60)),
            TrainingCompletion("t-2", of: "privacy-basics", version: "3", by: "importer-1", at: day(-350)),
            TrainingCompletion("t-3", of: "privacy-basics", version: "2", by: "marketing-1", at: day(-90)),
        ]
        book.responsibilities =
            book.activities.map { Responsibility(.activity($0.id), holder: "officer-1", since: day(-400)) }
            + book.documents.map { Responsibility(.document($0.id), holder: "officer-1", since: day(-400)) }
            + [
                Responsibility(.officer, holder: "officer-1", since: day(-400)),
                Responsibility(.action("two-labels"), holder: "lead-1", since: day(-1)),
            ]
        book.contracts = contracts
        book.actions = [
            CorrectiveAction(
                "two-labels", "Two people check a parcel list before it leaves", from: .incident, incident.description,
                due: day(20))
        ]
        book.reviews = reviews
        book.reviewsDone = [
            ReviewDone("access-1", of: "access", at: day(-20), by: "lead-1", .fine, evidence: "five holdings, all needed"),
            ReviewDone("log-1", of: "log", at: day(-9), by: "officer-1", .fine, evidence: "no alerts; 31 refusals looked at"),
            ReviewDone("restore-1", of: "restore", at: day(-40), by: "lead-1", .fine, evidence: "put back in 4 minutes"),
        ]
        return book
    }

    // MARK: The head

    private var controller: ControllerProfile {
        ControllerProfile(
            Party("Lanterna Books GmbH", address: "Muhrengasse 1, 1100 Wien", email: "hello@lanterna.example"),
            officer: Party("Data protection officer", address: "Muhrengasse 1, 1100 Wien", email: "privacy@lanterna.example"),
            officerReportsTo: "the managing directors",
            representative: Party("Lanterna UK", address: "12 Lamp Street, London", email: "uk@lanterna.example"),
            joint: [Party("Lesekreis Wien", address: "Kettenbrückengasse 3, 1050 Wien", email: "post@lesekreis.example")])
    }

    // MARK: Activities

    private static let shop = SystemPlace("shop", in: "AT", at: "data centre Vienna 2")
    private static let security = [
        SecurityMeasure(.encryption, "every field sealed with AES-256-GCM under keys per person"),
        SecurityMeasure(.pseudonymisation, "the log names people by references that change monthly"),
        SecurityMeasure(.accessControl, "roles with purposes; two people for an erasure"),
        SecurityMeasure(.traceability, "a Merkle log of every use"),
        SecurityMeasure(.softwareProtection, "updates within seven days"),
        SecurityMeasure(.backup, "nightly, restored once a year"),
        SecurityMeasure(.processorControl, "contracts looked at yearly"),
    ]
    private static let carrier = DataRecipient(
        "donau-post", named: "Donau Post", as: .processor, in: "AT", under: DataRecipient.Document("contract DP-2024-7"))
    private static let mailer = DataRecipient(
        "mailer", named: "Quick Mailer Inc.", as: .processor, in: "US", under: DataRecipient.Document("contract QM-11"),
        transfer: DataRecipient.Transfer(.standardClauses, DataRecipient.Document("SCC module 2, transfer assessment TIA-3")))
    private static let bank = DataRecipient("bank", named: "Alpenbank", as: .controller, in: "AT")

    private func activity(
        _ id: ActivityID, _ title: String, _ function: String, _ purpose: Purpose, _ categories: [DataCategory],
        _ roles: [RoleID], _ recipients: [DataRecipient] = []
    ) -> ProcessingActivity {
        ProcessingActivity(
            id, title, function: function, purposes: [purpose], subjects: ["customers"], categories: categories, roles: roles,
            recipients: recipients, security: Self.security, systems: [Self.shop], sources: [.subject],
            retentionPolicy: "retention-policy", owner: "Head of \(function)", reviewEvery: .years(1), reviewedAt: day(-100))
    }

    private var care: ProcessingActivity {
        var activity = activity(
            "customer-care", "Helping customers", "Service", .customerCare, [.contact], ["importer", "support"])
        activity.interests = InterestsAssessment(
            interest: "Answering who asks us", necessity: "Nobody can be answered without a way to reach them",
            balance: "People who write expect an answer", prevails: true, document: "LIA-1 (shared drive, privacy)",
            madeAt: day(-300))
        return activity
    }

    private var parcels: ProcessingActivity {
        var activity = activity(
            "parcels", "Sending books", "Logistics", .delivery, [.contact], ["importer"], [Self.carrier])
        activity.sources = [.subject, "gift buyers"]
        activity.retentionDeviation = "Addresses of open parcels stay until they arrive"
        return activity
    }

    private var payments: ProcessingActivity {
        activity("payments", "Taking payments", "Accounts", .payment, [.financial], ["importer", "support"], [Self.bank])
    }

    private var newsletter: ProcessingActivity {
        activity(
            "newsletter", "Writing about new books", "Marketing", .directMarketing, [.contact], ["marketing"], [Self.mailer])
    }

    /// What the shop does for somebody else, as a processor.
    private var giftService: ProcessingActivity {
        ProcessingActivity(
            "gift-service", "Packing gifts for a museum shop", role: .processor, function: "Logistics", purposes: [],
            subjects: ["the museum's customers"], categories: [.contact], security: Self.security, systems: [Self.shop],
            owner: "Head of Logistics", reviewEvery: .years(1), reviewedAt: day(-100),
            served: [
                ServedController(
                    Party("Museum Shop Ltd", address: "1 Gallery Road, London", email: "shop@museum.example"),
                    representative: Party("Museum EU", address: "Rue Haute 4, Bruxelles", email: "eu@museum.example"),
                    officer: Party("Officer of the museum", address: "1 Gallery Road", email: "dpo@museum.example"),
                    processing: "packing and handing to a carrier",
                    contract: DataRecipient.Document("contract MS-3"),
                    transfers: [
                        CountryTransfer(
                            to: "GB", DataRecipient.Transfer(.adequacy, DataRecipient.Document("decision (EU) 2021/1772")))
                    ])
            ])
    }

    // MARK: What goes with them

    private var screenings: [ImpactScreening] {
        [
            ImpactScreening(of: "customer-care", reason: "Few people, nothing sensitive, no scoring", decidedAt: day(-300)),
            ImpactScreening(of: "parcels", reason: "Addresses only, for as long as a parcel takes", decidedAt: day(-300)),
            ImpactScreening(
                of: "newsletter", criteria: [.scoring, .combining],
                reason: "Readers are grouped by what they bought", decidedAt: day(-300)),
        ]
    }

    private var documents: [GovernedDocument] {
        let approved = GovernedDocument.Approval(by: "lead-1", at: day(-80))
        return [
            GovernedDocument(
                "privacy-policy", .policy, version: "4", "Privacy policy for staff", hash: Self.hash, owner: "Officer",
                approval: approved, inForceFrom: day(-80), acknowledgedBy: ["support", "marketing", "privacyOfficer"]),
            GovernedDocument(
                "retention-policy", .policy, version: "2", "Keeping and erasing", hash: Self.hash, owner: "Officer",
                approval: approved, inForceFrom: day(-420)),
            GovernedDocument(
                "privacy-notice", .notice, version: "7", "Privacy notice of the shop", hash: Self.hash, owner: "Officer",
                approval: approved, inForceFrom: day(-80),
                promises: [GovernedDocument.RetentionPromise(.contact, atMost: nil)]),
            GovernedDocument(
                "fake-invoices", .bulletin, version: "1", "Fake invoices by mail", hash: Self.hash, owner: "Officer",
                approval: approved, inForceFrom: day(-3), acknowledgedBy: ["support"], acknowledgeWithinDays: 7),
        ]
    }

    private var contracts: [ProcessorContract] {
        [
            ProcessorContract(
                with: "donau-post", DataRecipient.Document("contract DP-2024-7"),
                clauses: Set(ProcessorContract.Clause.allCases), instructions: "annex 2", tellsBreachWithinHours: 24),
            ProcessorContract(
                with: "mailer", DataRecipient.Document("contract QM-11"),
                clauses: Set(ProcessorContract.Clause.allCases).subtracting([.audits]), instructions: "order form",
                subprocessors: ["Cloud Nine"], tellsBreachWithinHours: 48),
        ]
    }

    private var reviews: [ReviewPlan] {
        let plans: [(ReviewPlan.Kind, String, RetentionClass.Period)] = [
            (.access, "Who holds which role", .months(3)), (.log, "Refusals and alerts", .months(1)),
            (.data, "Whether every field is needed", .years(1)), (.plan, "Drill of the incident plan", .years(1)),
            (.restore, "Putting a backup back", .years(1)), (.processor, "Contracts with processors", .years(1)),
        ]
        return plans.map { kind, title, period in
            ReviewPlan(
                ReviewID(kind.rawValue), kind, title, every: period, owner: "Officer",
                since: day(kind == .plan ? -400 : -90))
        }
    }
}

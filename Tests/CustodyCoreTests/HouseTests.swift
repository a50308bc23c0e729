import CustodyAccess
import CustodyAudit
import CustodyGovernance
import CustodyModel
import CustodyTesting
import Testing

@testable import CustodyCore

@Suite("The registers of the house, through the facade")
struct HouseTests {
    private static func governance(keeping period: RetentionClass = .years(5, after: .collection)) throws -> Governance {
        Governance(
            policy: try RolePolicy(controller: "acme") {
                Declare(.customerCare, on: .legitimateInterests, note: "weighed")
                DeclareTrainings("privacy")
                Role("import") { Allow(.collect, [.contact], for: [.customerCare]) }
                Role("support") { Allow(.read, [.contact], for: [.customerCare]).when(.training("privacy")) }
                Role("officer") { Allow([.keepRegister, .drawReport, .changePolicy, .handleRequest, .handleIncident], []) }
                Role("lead") { Allow([.drawReport, .reviewAccess], []) }
                Assign("importer-1", to: "import")
                Assign("agent-1", to: "support")
                Assign("officer-1", to: "officer")
                Assign("lead-1", to: "lead")
            },
            records: [
                RecordSchema("customer") {
                    Field("email", .emailAddress, for: [.customerCare], retain: period)
                }
            ], logRetention: Bed.logRetention)
    }

    private static let course = Course("privacy", "Privacy", version: "2", topics: ["rights"], supersedes: ["1"])

    private func completion(_ bed: Bed, _ version: String = "2") -> TrainingCompletion {
        TrainingCompletion("t-1", of: "privacy", version: version, by: "agent-1", at: bed.clock.now())
    }

    private func collect(_ custodian: Custodian, _ bed: Bed, about subject: SubjectID = "c-1") async throws {
        try await custodian.collect(
            FieldValues(text: ["email": "ada@example.org"]), as: "customer", about: subject, for: [.customerCare],
            from: .subject, by: bed.who("importer-1"))
    }

    private func read(_ custodian: Custodian, _ bed: Bed) async throws -> Bool {
        do {
            _ = try await custodian.disclose(
                [FieldRequest("email")], of: "customer", about: "c-1", for: .customerCare, to: bed.who("agent-1"))
            return true
        } catch let error as CustodianError where error.code == .denied { return false }
    }

    @Test(
        "a permission that asks for a training reads it from the register: missing, passed, run out, voided",
        arguments: Backing.allCases)
    func training(_ backing: Backing) async throws {
        let bed = Bed(backing)
        let custodian = try await bed.open(Self.governance())
        let officer = bed.who("officer-1")
        try await collect(custodian, bed)
        #expect(try await !read(custodian, bed))
        try await custodian.record(Self.course, by: officer, reason: "new course")
        #expect(try await !read(custodian, bed))
        try await custodian.record(completion(bed, "1"), by: officer, reason: "list of May")
        #expect(try await !read(custodian, bed))
        let passed = completion(bed)
        try await custodian.record(passed, by: officer, reason: "list of June")
        #expect(try await read(custodian, bed))
        bed.clock.advance(hours: 364 * 24)
        #expect(try await read(custodian, bed))
        bed.clock.advance(hours: 2 * 24)
        #expect(try await !read(custodian, bed))
        var again = completion(bed)
        again.id = "t-2"
        try await custodian.record(again, by: officer, reason: "list of July")
        #expect(try await read(custodian, bed))
        try await custodian.record(again.voided(because: "somebody else took it"), by: officer, reason: "found out")
        #expect(try await !read(custodian, bed))
        // It is voided and not gone.
        #expect(try await custodian.history(of: TrainingCompletion.self, key: "t-2").map(\.entry.counts) == [true, false])
        #expect(try await custodian.registerBook().completions.count == 2)
        try await custodian.close()
    }

    @Test("what is recorded is read back, and recording it again adds nothing", arguments: Backing.allCases)
    func book(_ backing: Backing) async throws {
        let bed = Bed(backing)
        let custodian = try await bed.open(Self.governance())
        var book = RegisterBook()
        book.controller = ControllerProfile(Party("Acme", address: "Vienna", email: "a@example.org"))
        book.activities = [
            ProcessingActivity(
                "care", "Care", function: "Service", purposes: [.customerCare], subjects: ["customers"],
                categories: [.contact], owner: "Service")
        ]
        book.acknowledgements = [Acknowledgement(of: "policy", version: "1", by: "agent-1", at: bed.clock.now())]
        book.courses = [Self.course]
        book.completions = [completion(bed)]
        book.responsibilities = [Responsibility(.activity("care"), holder: "officer-1", since: bed.clock.now())]
        book.approvals = [RoleApproval(of: "lead", [RoleReach(.drawReport)], at: bed.clock.now())]
        let officer = bed.who("officer-1")
        #expect(try await custodian.record(book, by: officer, reason: "stocktaking") == 7)
        #expect(try await custodian.registerBook() == book)
        let size = try await custodian.status(of: .evidence).size
        try await custodian.record(book, by: officer, reason: "again")
        #expect(try await custodian.status(of: .evidence).size == size)
        await #expect(throws: CustodianError.self) {
            try await custodian.record(book, by: bed.who("agent-1"), reason: "not mine to do")
        }
        try await custodian.close()
    }

    @Test("a report is an act on record: refused to whom the policy does not permit it, and naming the staff takes more")
    func audited() async throws {
        let bed = Bed(.memory)
        let custodian = try await bed.open(Self.governance())
        try await collect(custodian, bed)
        func reports() async throws -> [LogLine] {
            try await custodian.log(LogFilter(actions: [.drawReport]), by: nil)
        }
        await #expect(throws: CustodianError.self) { try await custodian.complianceReport(by: bed.who("agent-1")) }
        #expect(try await reports().map(\.decision) == [.deny])
        _ = try await custodian.complianceReport(by: bed.who("officer-1"))
        _ = try await custodian.findings(by: bed.who("officer-1"))
        #expect(try await reports().map(\.decision) == [.deny, .permit, .permit])
        await #expect(throws: CustodianError.self) {
            try await custodian.complianceReport(by: bed.who("officer-1"), naming: true)
        }
        await #expect(throws: CustodianError.self) { try await custodian.complianceReport(by: nil, naming: true) }
        let named = try await custodian.complianceReport(by: bed.who("lead-1"), naming: true)
        #expect(named.staff?.map(\.principal) == ["agent-1", "importer-1", "lead-1", "officer-1"])
        #expect(try await custodian.complianceReport(by: nil).staff == nil)
        try await custodian.close()
    }

    @Test("what the report counts is what the log says", arguments: Backing.allCases)
    func counts(_ backing: Backing) async throws {
        let bed = Bed(backing)
        let custodian = try await bed.open(Self.governance())
        let officer = bed.who("officer-1")
        for number in 0..<3 { try await collect(custodian, bed, about: SubjectID("c-\(number)")) }
        for _ in 0..<2 { _ = try await read(custodian, bed) }
        bed.clock.advance(hours: 24)
        try await custodian.record(Self.course, by: officer, reason: "new course")
        try await custodian.record(completion(bed), by: officer, reason: "list")
        for _ in 0..<4 { _ = try await read(custodian, bed) }
        let report = try await custodian.complianceReport(by: officer)
        let lines = try await custodian.log(by: nil)
        // The reading of the log is the one line more.
        #expect(report.access.events == lines.count - 1)
        #expect(
            Dictionary(uniqueKeysWithValues: zip(report.access.byRole.names, report.access.byRole.counts)) == [
                "import": [3, 0], "support": [0, 4],
            ])
        #expect(report.access.denied.sums == [2])
        let status = try await custodian.status(of: .access)
        #expect(Set(report.logs.map(\.log)) == Set(AuditLog.allCases.map(\.rawValue)))
        #expect(report.logs.first { $0.log == "access" }.map { $0.size <= status.size } == true)
        try await custodian.close()
    }

    @Test("leaves are the same by themselves and with their entries, in pages of any size", arguments: Backing.allCases)
    func leaves(_ backing: Backing) async throws {
        let bed = Bed(backing)
        let custodian = try await bed.open(Self.governance())
        for number in 0..<70 { try await collect(custodian, bed, about: SubjectID("c-\(number)")) }
        let audit = custodian.backends.audit
        for log in AuditLog.allCases {
            let expected = try await audit.entries(AuditQuery(log: log, limit: .max)).map(\.leafBytes)
            for limit in [1, 7, 32, 1000] {
                var (found, next): ([Bytes], UInt64) = ([], 0)
                while true {
                    let page = try await audit.leaves(log, from: next, limit: limit)
                    guard !page.leaves.isEmpty else { break }
                    #expect(page.first == next && page.leaves.count <= limit)
                    found += page.leaves
                    next = page.next
                }
                #expect(found == expected)
            }
        }
        try await custodian.close()
    }

    @Test("what was done on a day that is yet to come is not recorded, and opens nothing")
    func anEntryOfADayThatIsYetToComeIsNotRecorded() async throws {
        let bed = Bed(.memory)
        let custodian = try await bed.open(Self.governance())
        let officer = bed.who("officer-1")
        try await collect(custodian, bed)
        try await custodian.record(Self.course, by: officer, reason: "new course")
        var later = completion(bed)
        later.at = bed.clock.now().adding(milliseconds: 3_600_000)
        let error = try await thrown(.invalidInput) {
            _ = try await custodian.record(later, by: officer, reason: "booked for tomorrow")
        }
        #expect(error.reasons.count == 1)
        #expect(later.faults(at: bed.clock.now()).count == 1)
        #expect(later.voided(because: "it was not taken").faults(at: bed.clock.now()) == [], "what stands can be voided")
        #expect(try await !read(custodian, bed))
        bed.clock.advance(hours: 1)
        try await custodian.record(later, by: officer, reason: "list of June")
        #expect(try await read(custodian, bed))
        try await custodian.close()
    }

    @Test("the versions of a document are kept, so that a mended word does not stand for what changed before it")
    func versions() async throws {
        let bed = Bed(.memory)
        let custodian = try await bed.open(Self.governance())
        let (officer, now) = (bed.who("officer-1"), bed.clock.now())
        func version(_ version: String, isMaterial: Bool) -> GovernedDocument {
            GovernedDocument(
                "policy", .policy, version: version, "Policy", hash: Bytes([UInt8](repeating: 1, count: 32)), owner: "Officer",
                inForceFrom: now, acknowledgedBy: ["support"], acknowledgeWithinDays: 0, isMaterial: isMaterial)
        }
        let versions = [
            version("1", isMaterial: true), version("2", isMaterial: true), version("3", isMaterial: false),
        ]
        for version in versions { try await custodian.record(version, by: officer, reason: "adopted") }
        try await custodian.record(
            Acknowledgement(of: "policy", version: "1", by: "agent-1", at: now), by: officer, reason: "signed")
        let book = try await custodian.registerBook()
        #expect(book.documents == [versions[2]] && book.earlierDocuments == Array(versions.prefix(2)))
        func isUnread() async throws -> Bool {
            try await custodian.findings(by: officer).contains { $0.kind == .acknowledgementMissing }
        }
        #expect(try await isUnread())
        // Taking the registers over again makes no earlier version the newest.
        let size = try await custodian.status(of: .evidence).size
        #expect(try await custodian.record(book, by: officer, reason: "again") == 4)
        #expect(try await custodian.status(of: .evidence).size == size)
        try await custodian.record(
            Acknowledgement(of: "policy", version: "2", by: "agent-1", at: now), by: officer, reason: "signed")
        #expect(try await !isUnread())
        try await custodian.close()
    }

    @Test("what is late in the store is found: a request, data whose time is over, a purpose nobody is told of")
    func operational() async throws {
        let bed = Bed(.memory)
        let custodian = try await bed.open(Self.governance(keeping: .months(1, after: .collection)))
        try await collect(custodian, bed)
        try await custodian.receiveRequest(.access, about: "c-1", by: nil)
        func kinds() async throws -> Set<Finding.Kind> { Set(try await custodian.findings(by: nil).map(\.kind)) }
        #expect(try await kinds().isDisjoint(with: [.requestOverdue, .retentionDue]))
        #expect(try await kinds().isSuperset(of: [.noticeGap, .controllerUnknown, .purposeWithoutActivity, .roleNotApproved]))
        bed.clock.advance(hours: 24 * 40)
        #expect(try await kinds().isSuperset(of: [.requestOverdue, .retentionDue]))
        let report = try await custodian.complianceReport(by: nil)
        #expect(report.requests.map(\.isOverdue) == [true])
        // One person: hidden in the table, and the record says no more than that there is something.
        #expect(report.keeping.rows == ["customer"] && report.keeping.counts[0][0] == nil)
        #expect(report.record.overdue == ["customer"])
        #expect(try await custodian.recordOfProcessing().overdue == ["customer"])
        try await custodian.close()
    }
}

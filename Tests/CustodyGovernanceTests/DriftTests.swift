import CustodyAccess
import CustodyModel
import Testing

@testable import CustodyGovernance

@Suite("Drift between what is declared and what is done")
struct DriftTests {
    @Test("a house in order has no findings")
    func order() throws {
        #expect(try House.findings() == [])
    }

    @Test("a field that is added without a declared purpose is found, and nothing else is")
    func fieldWithoutPurpose() throws {
        var records = House.records
        records[0].fields.append(Field("shoe", .jobTitle, for: [], retain: .years(1, after: .collection)))
        let findings = try House.findings(records: records)
        #expect(findings == [Finding(.fieldWithoutPurpose, .field("customer", "shoe"), "employment.title")])
        #expect(findings.first?.severity == .critical)

        records[0].fields[2].purposes = ["unheardOf"]
        #expect(try House.findings(records: records).map(\.kind) == [.fieldWithoutPurpose, .purposeWithoutActivity])
    }

    @Test("a field of a kind that the activity does not declare is found")
    func undeclaredCategory() throws {
        var records = House.records
        records[0].fields.append(
            Field("phone", .telephone, for: [.customerCare], retain: .years(1, after: .collection)))
        #expect(
            try House.findings(records: records)
                == [Finding(.categoryUndeclared, .activity("care"), "contact.telephone")])
        // One that is below a declared kind is not.
        #expect(try House.findings(records: records) { $0.activities[0].categories = [.contact] } == [])
    }

    @Test("a role that may do more than was approved is found, whether by a rule, an inheritance, a purpose or a clearer form")
    func widenedRole() throws {
        func widened(_ change: (inout RolePolicy) -> Void) throws -> [Finding] {
            try House.findings(policy: House.policy(change)).filter { $0.kind == .roleWidened }
        }
        #expect(
            try widened { $0.roles[0].rules.append(Rule([.read], categories: [.telephone], purposes: [.customerCare])) }
                == [Finding(.roleWidened, .role("support"), "read contact.telephone for customerCare")])
        #expect(
            try widened { $0.roles[0].inherits = ["billing"] }
                == [Finding(.roleWidened, .role("support"), "read financial.bankAccount for payment")])
        #expect(try widened { $0.roles[0].rules[0].purposes = [] }.count == 1)
        #expect(try widened { $0.roles[0].rules[0].categories = [.contact] }.count == 1)
        // Less than was approved is no finding.
        #expect(try widened { $0.roles[0].rules[0].treatment = .mask(keepLast: 2) } == [])
        #expect(try widened { $0.roles[0].rules = [] } == [])
        #expect(
            try House.findings { $0.approvals.removeFirst() }.map(\.kind) == [.roleNotApproved])
    }

    @Test("a role that may use the data of an activity that does not name it is found")
    func undeclaredRole() throws {
        #expect(
            try House.findings { $0.activities[0].roles = [] } == [Finding(.roleUndeclared, .activity("care"), "support")])
    }

    @Test("a retention that is lengthened beyond the notice is found, and so is one without an end")
    func retentionBeyondNotice() throws {
        var records = House.records
        records[0].fields[0].retention = .years(3, after: .collection)
        let findings = try House.findings(records: records)
        #expect(findings.map(\.kind) == [.retentionBeyondNotice])
        #expect(findings.first?.detail == "kept 3 years, and notice promises 2 years")
        records[0].fields[0].retention = .months(24, after: .collection)
        #expect(try House.findings(records: records) == [])
        records[0].fields[0].retention = .whileNeeded
        #expect(try House.findings(records: records).map(\.kind) == [.retentionBeyondNotice])
    }

    @Test("a retention that is shortened below a duty is found")
    func retentionBelowDuty() throws {
        var records = House.records
        records[0].fields[1].retention = .years(6, after: .collection)
        let findings = try House.findings(records: records)
        #expect(findings.map(\.kind) == [.retentionBelowDuty])
        #expect(findings.first?.detail == "kept 6 years, and BAO 132 wants 7 years")
        records[0].fields[1].retention = .years(7, after: .collection)
        #expect(try House.findings(records: records) == [])
    }

    @Test("a schedule that was recorded decides how long data is kept, and never ends it before its schema does")
    func scheduled() throws {
        func findings(_ schedules: ScheduledRetention..., records: [RecordSchema] = House.records) throws -> [Finding] {
            var live = try House.live(nil, records)
            live.schedules = schedules
            return try House.book().findings(in: live, at: House.days(30))
        }
        func email(_ purpose: Purpose, _ length: RetentionClass.Period?) -> ScheduledRetention {
            ScheduledRetention(
                of: "email", in: "customer", for: purpose, keep: length.map { KeptTime.Period($0, after: .lastActivity) })
        }
        #expect(
            try findings(email(.customerCare, .years(3)))
                == [Finding(.retentionBeyondNotice, .field("customer", "email"), "kept 3 years, and notice promises 2 years")])
        #expect(try findings(email(.customerCare, nil)).map(\.kind) == [.retentionBeyondNotice])
        #expect(try findings(email("customerCare.returns", .years(3))).map(\.kind) == [.retentionBeyondNotice])
        #expect(try findings(email(.customerCare, .years(1))) == [])
        // It keeps nothing for a purpose that the field is not held for.
        #expect(try findings(email(.payment, .years(3))) == [])

        func iban(_ years: Int) -> ScheduledRetention {
            ScheduledRetention(
                of: "iban", in: "customer", for: .payment, keep: KeptTime.Period(.years(years), after: .contractEnd))
        }
        #expect(try findings(iban(1)) == [], "the schema keeps it for ten years")
        var records = House.records
        records[0].fields[1].retention = .whileNeeded
        #expect(try findings(records: records).map(\.kind) == [.retentionBeyondNotice])
        #expect(try findings(iban(8), records: records) == [])
        let short = try findings(iban(6), records: records)
        #expect(short.map(\.detail) == ["kept 6 years, and BAO 132 wants 7 years"])
        #expect(short.map(\.kind) == [.retentionBelowDuty])
    }

    @Test("what has no end by its schema has one by the schedules, once each of its purposes has one")
    func endedBySchedules() throws {
        var records = House.records
        records[0].fields.append(Field("shoe", .jobTitle, for: [.customerCare, .payment]))
        func isOpenEnded(_ purposes: Purpose...) throws -> Bool {
            var live = try House.live(nil, records)
            live.schedules = purposes.map {
                ScheduledRetention(
                    of: "shoe", in: "customer", for: $0, keep: KeptTime.Period(.months(6), after: .collection))
            }
            let findings = try House.book().findings(in: live, at: House.days(30))
            return findings.contains { $0.kind == .retentionOpenEnded }
        }
        #expect(try isOpenEnded() && isOpenEnded(.customerCare) && !isOpenEnded(.customerCare, .payment))
    }

    @Test("the record of processing tells what a schedule keeps for the purposes of the activity, beside what the schema does")
    func recordTellsSchedules() throws {
        var live = try House.live()
        live.schedules = [
            ScheduledRetention(
                of: "email", in: "customer", for: .customerCare, keep: KeptTime.Period(.years(1), after: .lastActivity))
        ]
        let book = try House.book()
        let derived = book.activities.map { DerivedActivity(of: $0, in: live).retention.map(\.period) }
        #expect(
            derived == [
                ["2 years after collection or 1 year after the last activity, whichever ends last"],
                ["10 years after collection"],
            ])
        let record = RecordOfProcessing(book, in: live, overdue: [], at: House.days(30))
        let answer = try #require(record.answer("cnil.retention", about: book.activities[0]))
        #expect(answer.text.contains("1 year after the last activity"))
    }

    @Test("an untrained person with access is found: never trained, run out, an old version, failed, voided")
    func untrained() throws {
        func kinds(at now: Instant = House.days(30), _ change: (inout RegisterBook) -> Void) throws -> [Finding.Kind] {
            try House.findings(at: now, change).map(\.kind)
        }
        #expect(try kinds { $0.completions = [] } == [.untrainedWithAccess])
        #expect(try kinds { $0.completions[0].version = "1" } == [.untrainedWithAccess])
        #expect(try kinds { $0.completions[0].isPassed = false } == [.untrainedWithAccess])
        #expect(
            try kinds { $0.completions[0] = $0.completions[0].voided(because: "the wrong person") } == [.untrainedWithAccess])
        #expect(try House.findings(at: House.days(340)) { _ in }.contains { $0.kind == .trainingEndsSoon })
        #expect(try House.findings(at: House.days(366)) { _ in }.contains { $0.kind == .untrainedWithAccess })
        // A role that has time is none yet.
        #expect(
            try kinds {
                $0.completions = []
                $0.assignments[0].withinDays = 60
            } == [])
        // Whoever gets the role by a grant is asked as well.
        let policy = try House.policy { $0.grants.append(RoleGrant("g-1", "support", to: "bob")) }
        let findings = try House.findings(policy: policy)
        #expect(findings.filter { $0.kind == .untrainedWithAccess }.map(\.detail) == ["1 holder"])
    }

    @Test("every finding has a gravity, an article, a name and a way to put it right, and kinds are told apart by name")
    func kinds() {
        for kind in Finding.Kind.allCases {
            #expect(kind.article.contains("Art.") && !kind.fix.isEmpty && !kind.english.isEmpty)
        }
        #expect(Set(Finding.Kind.allCases.map(\.english)).count == Finding.Kind.allCases.count)
        let sorted = [
            Finding(.pruneDue, .log("access")), Finding(.roleWidened, .role("b")), Finding(.roleWidened, .role("a")),
        ].sorted()
        #expect(sorted.map(\.place.description) == ["role a", "role b", "log access"])
    }
}

import CustodyAccess
import CustodyLaw
import CustodyModel
import Foundation
import Testing

@testable import CustodyGovernance

@Suite("Registers of the house")
struct RegisterTests {
    @Test("what the record of processing lacks is found, each by its kind")
    func activity() throws {
        let changes: [(Finding.Kind, (inout RegisterBook) -> Void)] = [
            (.controllerUnknown, { $0.controller = nil }),
            (.activityPurposeUndeclared, { $0.activities[1].purposes.append("unheardOf") }),
            (.categoryUnused, { $0.activities[0].categories.append(.telephone) }),
            (.interestsNotAssessed, { $0.activities[0].interests = nil }),
            (.interestsOverridden, { $0.activities[0].interests?.prevails = false }),
            (.activityReviewOverdue, { $0.activities[0].reviewedAt = House.days(-400) }),
            (.retentionPolicyMissing, { $0.activities[0].retentionPolicy = "unheard-of" }),
            (.activityOwnerMissing, { $0.activities[0].owner = " " }),
            (.securityUndescribed, { $0.activities[0].security = [] }),
            (.locationUnknown, { $0.activities[0].systems = [] }),
            (.recipientFault, { $0.activities[0].recipients[0].country = "US" }),
            (.officerMissing, { $0.controller?.officer = nil }),
            (.officerWithoutReportLine, { $0.controller?.officerReportsTo = nil }),
            (.ownerMissing, { $0.responsibilities.removeFirst() }),
            (.holderUnknown, { $0.responsibilities[0].holder = "who-left" }),
            (
                .contractMissing,
                {
                    $0.contracts = []; $0.reviews.removeAll { $0.kind == .processor }
                }
            ),
            (.contractIncomplete, { $0.contracts[0].clauses.remove(.audits) }),
            (.contractIncomplete, { $0.contracts[0].instructions = "" }),
            (.contractExpired, { $0.contracts[0].document.until = House.days(3) }),
            (.documentNotApproved, { $0.documents[0].approval = nil }),
            (.acknowledgementMissing, { $0.acknowledgements[0].version = "0" }),
            (
                .courseUndescribed,
                {
                    $0.assignments[0].course = "fire"; $0.assignments[0].withinDays = 90
                }
            ),
            (.reviewKindUnplanned, { $0.reviews.removeAll { $0.kind == .restore } }),
        ]
        for (kind, change) in changes {
            #expect(try House.findings(change).map(\.kind) == [kind], "\(kind)")
        }
    }

    @Test("special data asks for a condition of law and for another look at the screening")
    func special() throws {
        var records = House.records
        records[0].fields.append(Field("needs", .health, for: [.customerCare], retain: .years(1, after: .collection)))
        func kinds(_ change: @escaping (inout RegisterBook) -> Void) throws -> Set<Finding.Kind> {
            Set(
                try House.findings(records: records) {
                    $0.activities[0].categories.append(.health)
                    change(&$0)
                }.map(\.kind))
        }
        #expect(
            try kinds { _ in }
                == [.nationalConditionMissing, .criterionOverlooked, .retentionOpenEnded]
                .filter { $0 != .retentionOpenEnded }.reduce(into: []) { $0.insert($1) })
        #expect(
            try kinds {
                $0.activities[0].nationalCondition = "Sch. 1 para. 8"
                $0.screenings[0].criteria = [.sensitive]
                $0.screenings[0].decision = false
            } == [])
    }

    @Test("a case or a list requires an assessment, two criteria presume it, one leaves it to judgement with a reason")
    func screening() throws {
        func screening(
            _ cases: Set<ImpactScreening.Case> = [], listed: String? = nil, _ criteria: Set<ImpactScreening.Criterion> = [],
            _ reason: String = "because", _ decision: Bool? = nil
        ) -> ImpactScreening {
            ImpactScreening(
                of: "care", cases: cases, listed: listed, criteria: criteria, reason: reason, decision: decision,
                decidedAt: House.start)
        }
        for one in ImpactScreening.Case.allCases {
            #expect(screening([one], [], "because", false).isNeeded && screening([one]).outcome == .required)
        }
        #expect(screening(listed: "AT no. 3", [], "because", false).isNeeded)
        #expect(screening([], [.scoring, .largeScale]).outcome == .presumed)
        #expect(screening([], [.scoring, .largeScale]).isNeeded)
        #expect(!screening([], [.scoring, .largeScale], "because", false).isNeeded)
        #expect(screening([], [.scoring, .largeScale], " ", false).isNeeded)
        #expect(screening([], [.scoring]).outcome == .judgement && screening([], [.scoring]).isNeeded)
        #expect(!screening([], [.scoring], "because", false).isNeeded)
        #expect(!screening().isNeeded && screening().outcome == .notRequired)
        #expect(ImpactScreening.Criterion.allCases.count == 9)
    }

    @Test("an assessment that is needed is made whole, asks the authority where a high risk remains, and is looked at again")
    func assessment() throws {
        func kinds(_ assessment: ImpactAssessment?) throws -> [Finding.Kind] {
            try House.findings {
                $0.screenings[0].criteria = [.scoring, .monitoring]
                if let assessment { $0.assessments = [assessment] }
            }.map(\.kind)
        }
        var done = ImpactAssessment(
            of: "care", .done, document: "D-1", parts: Set(ImpactAssessment.Part.allCases), highRiskRemains: false)
        #expect(try kinds(nil) == [.assessmentMissing])
        #expect(try kinds(done) == [])
        done.state = .underWay
        #expect(try kinds(done) == [.assessmentIncomplete])
        (done.state, done.highRiskRemains) = (.done, true)
        #expect(try kinds(done) == [.consultationMissing])
        done.consultedAt = House.days(2)
        done.reviewDue = House.days(20)
        #expect(try kinds(done) == [.assessmentReviewOverdue])
        #expect(try House.findings { $0.screenings.removeFirst() }.map(\.kind) == [.screeningMissing])
        #expect(try House.findings { $0.screenings[0].reason = "" }.map(\.kind) == [.screeningReasonMissing])
    }

    @Test(
        "documents are looked at again in time, after an incident, a failed drill, and a changed law; a material change is acknowledged anew"
    )
    func documents() throws {
        let late = try House.findings(at: House.days(366)) { _ in }
        #expect(late.filter { $0.kind == .documentReviewOverdue }.count == 2)
        func asked(_ trigger: ReviewTrigger) throws -> [Finding] {
            try House.findings { $0.triggers = [trigger] }
        }
        #expect(
            try asked(ReviewTrigger("i", .incident, "INC-1", at: House.days(3))).map(\.place) == [.document("retention")])
        #expect(try asked(ReviewTrigger("i", .incident, "INC-1", at: House.days(-3))) == [])
        #expect(try asked(ReviewTrigger("i", .law, "later", at: House.days(300))) == [])
        #expect(
            try asked(ReviewTrigger("r", .risk, "new", at: House.days(3), documents: ["notice"])).map(\.place)
                == [.document("notice")])
        let failed = try House.findings {
            $0.reviewsDone = [ReviewDone("d", of: "plan", at: House.days(3), by: "eve", .failed, evidence: "nobody came")]
        }
        #expect(failed.map(\.kind) == [.reviewFailed, .documentReviewAsked])
        let laws = ReviewTrigger.all(of: [.gdpr])
        #expect(laws.contains { $0.kind == .law && $0.reference.hasPrefix("eu-gdpr") })

        #expect(
            try House.findings {
                $0.documents[0].version = "2"
                $0.documents[0].isMaterial = false
            } == [])
        let material = try House.findings { $0.documents[0].version = "2" }
        #expect(material.map(\.kind) == [.acknowledgementMissing])
    }

    @Test("a course counts so long, its newest passing counts, and what is described alone speaks for it")
    func training() {
        let course = Course("privacy", "Privacy", version: "2", topics: [], validity: .months(12), supersedes: ["1"])
        func completion(_ day: Int64, _ version: String = "2", passed: Bool = true) -> TrainingCompletion {
            TrainingCompletion(
                EntryID("c\(day)"), of: "privacy", version: version, by: "ann", at: House.days(day), isPassed: passed)
        }
        func end(_ completions: [TrainingCompletion]) -> Instant? {
            TrainingBook(courses: [course], completions: completions).expiries(of: "ann", at: House.days(30))["privacy"]
        }
        #expect(end([]) == nil)
        #expect(end([completion(0)]) == House.days(365))
        #expect(end([completion(10), completion(0)]) == House.days(375))
        #expect(end([completion(0), completion(10, passed: false)]) == House.days(365))
        #expect(end([completion(0, "1")]) == nil)
        #expect(end([completion(0).voided(because: "somebody else's")]) == nil)
        #expect(TrainingBook(completions: [completion(0)]).expiries(of: "ann", at: House.days(30)) == [:])
        #expect(TrainingBook(courses: [course]).described == ["privacy"])
    }

    @Test("reviews are due after the last time, and an action that is late is found")
    func reviews() throws {
        let overdue = try House.findings(at: House.days(366)) { _ in }
        #expect(overdue.filter { $0.kind == .reviewOverdue }.count == ReviewPlan.Kind.allCases.count)
        let done = try House.findings(at: House.days(366)) { book in
            book.reviewsDone = book.reviews.map {
                ReviewDone(EntryID($0.id.rawValue), of: $0.id, at: House.days(300), by: "eve", .fine, evidence: "all seen")
            }
        }
        #expect(!done.contains { $0.kind == .reviewOverdue })
        let late = try House.findings {
            $0.actions = [CorrectiveAction("a-1", "Two people pack", from: .incident, "INC-1", due: House.days(10))]
            $0.responsibilities.append(Responsibility(.action("a-1"), holder: "eve", since: House.start))
        }
        #expect(late.map(\.kind) == [.actionOverdue])
    }

    @Test("a law that may bind is named with its reason, by where the house is, whom it serves and its sector")
    func regimes() throws {
        func laws(_ host: HostFacts) -> [RegimeID: RegimeCandidate.Standing] {
            Dictionary(uniqueKeysWithValues: RegimeCandidate.all(for: host).map { ($0.regime, $0.standing) })
        }
        #expect(laws(HostFacts(establishedIn: ["AT"])) == ["eu-gdpr": .applies])
        #expect(laws(HostFacts(establishedIn: ["BR"], serves: ["FR"])) == ["eu-gdpr": .applies, "br-lgpd": .applies])
        let clinic = laws(HostFacts(establishedIn: ["US-TX"], sectors: [.health]))
        #expect(clinic["us-hipaa"] == .applies && clinic["us-tx"] == .applies && clinic["us-ca"] == nil)
        #expect(laws(HostFacts(establishedIn: ["AU"]))["au-ndb"] == .possible)
        #expect(laws(HostFacts(establishedIn: ["AU"], turnover: 5))["au-ndb"] == .applies)
        #expect(laws(HostFacts(establishedIn: ["AU"], turnover: 1))["au-ndb"] == nil)
        // Every law that is named is one that the book keeps.
        let known = Set(LawBook.standard.regimes.map(\.id))
        #expect(RegimeCandidate.rules.map(\.regime).filter { !known.contains($0) } == [])
        let gdpr = RegimeChecklist("eu-gdpr", findings: [Finding(.assessmentMissing, .activity("care"))])
        #expect(gdpr.items.count == Practice.all.count)
        #expect(gdpr.items.filter { !$0.open.isEmpty }.map(\.practice.id) == ["dpia"])
        #expect(!RegimeChecklist("us-hipaa", findings: []).items.isEmpty)
    }

    @Test("California's law on breaches binds a business of any size, and the laws on finance bind banks too")
    func bound() {
        func candidates(_ host: HostFacts) -> [RegimeID: RegimeCandidate] {
            Dictionary(uniqueKeysWithValues: RegimeCandidate.all(for: host).map { ($0.regime, $0) })
        }
        for host in [HostFacts(establishedIn: ["US-CA"]), HostFacts(establishedIn: ["US-CA"], people: 10, turnover: 1)] {
            #expect(candidates(host)["us-ca"]?.standing == .applies)
        }
        let places: [(RegimeID, String)] = [("eu-dora", "DE"), ("us-ny-dfs", "US-NY")]
        for (law, place) in places {
            for sector in HostFacts.Sector.allCases {
                let candidate = candidates(HostFacts(establishedIn: [place], sectors: [sector]))[law]
                #expect((candidate != nil) == [.finance, .bank].contains(sector), "\(law) and \(sector)")
                if let candidate { #expect(candidate.reason.hasSuffix("; sector: \(sector.rawValue)")) }
            }
        }
        let both = candidates(HostFacts(establishedIn: ["DE"], sectors: [.general, .finance, .bank]))["eu-dora"]
        #expect(both?.reason == "established in DE; sector: bank, finance")
    }

    @Test("a number of days that no calendar has ends with the calendar, and stops no findings")
    func boundedDays() throws {
        func kinds(_ days: Int, passed: Bool) throws -> [Finding.Kind] {
            try House.findings {
                if !passed { $0.completions = [] }
                $0.assignments[0].withinDays = days
                $0.courses[0].remindDaysBefore = days
            }.map(\.kind)
        }
        #expect(try kinds(.max, passed: false) == [])
        for days in [Int.min, -1, 0] { #expect(try kinds(days, passed: false) == [.untrainedWithAccess], "\(days)") }
        #expect(try kinds(.max, passed: true) == [.trainingEndsSoon])
        for days in [Int.min, -1, 0] { #expect(try kinds(days, passed: true) == [], "\(days)") }
    }

    @Test("registers survive JSON, and a document may leave out what it has nothing of")
    func coding() throws {
        let book = try House.book()
        let text = try JSONEncoder().encode(book)
        #expect(try JSONDecoder().decode(RegisterBook.self, from: text) == book)
        #expect(try JSONDecoder().decode(RegisterBook.self, from: Data("{}".utf8)) == RegisterBook())
        for matter in ["officer", "role:a", "activity:b", "document:c", "action:d", "review:e"] {
            #expect(Responsibility.Matter(matter)?.description == matter)
        }
        #expect(Responsibility.Matter("nothing") == nil && Responsibility.Matter("role") == nil)
    }
}

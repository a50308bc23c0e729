import CustodyAccess
import CustodyModel
import Testing

@testable import CustodyGovernance

@Suite("What is yet to come, and what was said before")
struct TimeTests {
    @Test("a course that is yet to be taken counts for nothing, until it was")
    func aCourseThatIsYetToBeTakenCountsForNothing() throws {
        let course = Course("privacy", "Privacy", version: "2", topics: [])
        let completion = TrainingCompletion("t-1", of: "privacy", version: "2", by: "ann", at: House.days(40))
        let book = TrainingBook(courses: [course], completions: [completion])
        #expect(book.expiries(of: "ann", at: House.days(39)) == [:])
        #expect(book.expiries(of: "ann", at: House.days(40)) == ["privacy": House.days(405)])
        #expect(try House.findings { $0.completions[0].at = House.days(40) }.map(\.kind) == [.untrainedWithAccess])
    }

    @Test("no other date that lies ahead puts anything right")
    func aDateThatLiesAheadPutsNothingRight() throws {
        let later = House.days(40)
        let changes: [(Finding.Kind, (inout RegisterBook) -> Void)] = [
            (.documentNotApproved, { $0.documents[0].approval?.at = later }),
            (.acknowledgementMissing, { $0.acknowledgements[0].at = later }),
            (.roleNotApproved, { $0.approvals[0].approvedAt = later }),
            (.activityReviewOverdue, { $0.activities[0].reviewedAt = later }),
            (.interestsNotAssessed, { $0.activities[0].interests?.madeAt = later }),
            (
                .actionOverdue,
                {
                    $0.actions = [
                        CorrectiveAction("a", "Mend", from: .audit, "A-1", due: House.days(10), doneAt: later)
                    ]
                    $0.responsibilities.append(Responsibility(.action("a"), holder: "eve", since: House.start))
                }
            ),
            (
                .consultationMissing,
                {
                    $0.screenings[0].criteria = [.scoring, .monitoring]
                    $0.assessments = [
                        ImpactAssessment(
                            of: "care", .done, document: "D-1", parts: Set(ImpactAssessment.Part.allCases),
                            highRiskRemains: true, consultedAt: later)
                    ]
                }
            ),
        ]
        for (kind, change) in changes { #expect(try House.findings(change).map(\.kind) == [kind], "\(kind)") }
        let overdue = try House.findings(at: House.days(366)) { book in
            book.documents[0].reviewedAt = House.days(400)
            book.reviewsDone = [ReviewDone("r", of: "access", at: House.days(400), by: "eve", .fine, evidence: "seen")]
        }
        #expect(overdue.contains { $0.kind == .documentReviewOverdue && $0.place == .document("retention") })
        #expect(overdue.contains { $0.kind == .reviewOverdue && $0.place == .review("access") })
    }

    @Test("an activity with a schedule of which nobody said when it was looked at is found, and one without a schedule is not")
    func aScheduleWithoutAFirstLookIsFound() throws {
        let never = try House.findings { $0.activities[0].reviewedAt = nil }
        #expect(never == [Finding(.activityReviewOverdue, .activity("care"), "nobody said when it was last looked at")])
        let unscheduled = try House.findings {
            $0.activities[0].reviewEvery = nil
            $0.activities[0].reviewedAt = nil
        }
        #expect(unscheduled == [])
    }

    /// The house, with three versions of its policy: the second changed something, the third mends a word.
    private static func mended(_ version: String) throws -> [Finding] {
        try House.findings { book in
            var versions = [book.documents[0], book.documents[0], book.documents[0]]
            for (place, day) in [-60, -10, 10].enumerated() {
                versions[place].version = "\(place + 1)"
                versions[place].inForceFrom = House.days(Int64(day))
                versions[place].reviewedAt = House.days(20)
            }
            versions[2].isMaterial = false
            book.earlierDocuments = Array(versions.dropLast())
            book.documents[0] = versions[2]
            book.acknowledgements[0].version = version
        }
    }

    @Test("who read what came before a material change has not read it, also when a word was mended since")
    func aTypoDoesNotStandForAMaterialChangeThatNobodyRead() throws {
        let unread = try Self.mended("1")
        #expect(unread.map(\.kind) == [.acknowledgementMissing])
        // Mending a word gives nobody more time.
        #expect(unread.first?.at == House.days(20))
        for version in ["2", "3"] { #expect(try Self.mended(version) == [], "\(version)") }
    }

    @Test("a version that is yet to come into force replaces nothing")
    func aVersionYetToComeReplacesNothing() throws {
        var records = House.records
        records[0].fields[0].retention = .years(3, after: .collection)
        func findings(at now: Instant) throws -> [Finding.Kind] {
            try House.findings(at: now, records: records) { book in
                book.earlierDocuments = [book.documents[1]]
                book.documents[1].version = "4"
                book.documents[1].inForceFrom = House.days(60)
                book.documents[1].approval = nil
                book.documents[1].promises[0].atMost = .years(5)
            }.map(\.kind)
        }
        #expect(try findings(at: House.days(30)) == [.retentionBeyondNotice])
        #expect(try findings(at: House.days(60)) == [.documentNotApproved])
        // What is not in force at all is not asked to be approved or read.
        let planned = try House.findings { book in
            book.documents[0].inForceFrom = House.days(60)
            book.documents[0].approval = nil
        }
        #expect(planned == [])
    }

    @Test("a version that was recorded again is the one that was recorded last")
    func correctedVersion() throws {
        var book = try House.book()
        let first = book.documents[1]
        var (second, corrected) = (first, first)
        (second.version, second.inForceFrom) = ("4", House.days(10))
        (corrected.version, corrected.inForceFrom) = ("4", House.days(50))
        (book.earlierDocuments, book.documents[1]) = ([first, second], corrected)
        func version(_ day: Int64) -> String? { book.documentsInForce(at: House.days(day)).last?.version }
        #expect(version(30) == "3" && version(50) == "4")
    }
}

import CustodyAccess
import CustodyAudit
import CustodyConsent
import CustodyCore
import CustodyModel
import CustodyTesting
import Testing

@Suite("Who may record consent to a purpose reads about it, and about no other")
struct ConsentPermitTests {
    /// Each question about what people said that names a purpose.
    enum Question: CaseIterable {
        case explanation, receipt, obligations, list

        func ask(
            _ custodian: Custodian, about subject: SubjectID, for purpose: Purpose, by reader: Principal?
        ) async throws {
            switch self {
            case .explanation: _ = try await custodian.explainConsent(of: subject, for: purpose, by: reader)
            case .receipt:
                _ = try await custodian.consentReceipt(
                    of: subject, for: purpose, as: .record, terms: ConsentBed.terms, by: reader)
            case .obligations:
                _ = try await custodian.obligations(afterWithdrawalBy: subject, from: purpose, by: reader)
            case .list: _ = try await custodian.consents(for: purpose, by: reader)
            }
        }
    }

    @Test(
        "A role that may record consent to one purpose reads about that, and is refused about others before anybody is looked up",
        arguments: Question.allCases)
    func reading(_ question: Question) async throws {
        let bed = try await ConsentBed(.memory)
        try await bed.give(for: "fun.game", under: ConsentBed.adult)
        try await bed.give()
        try await question.ask(bed.custodian, about: "c-1", for: "fun.game", by: bed.games)
        let reads = LogFilter(principal: "games-1", actions: [.read, .readLog], decisions: [.permit])
        #expect(try await bed.custodian.log(reads, by: nil).count == 1)
        // What is above the purpose is another one as well.
        for purpose: Purpose in [.directMarketing, "fun"] {
            var told: Set<String> = []
            for subject: SubjectID in ["c-1", "c-9"] {
                let error = try await thrown(.denied) {
                    try await question.ask(bed.custodian, about: subject, for: purpose, by: bed.games)
                }
                let place = try #require(error.receipt).place
                let line = try #require(try await bed.custodian.log(by: nil).first { $0.place == place })
                #expect(line.decision == .deny && line.purpose == purpose)
                told.insert(error.description)
            }
            #expect(told.count == 1, "\(told)")
        }
        #expect(try await bed.custodian.log(reads, by: nil).count == 1)
        // Nothing of it stands with the person.
        #expect(try await !bed.custodian.log(of: "c-1", by: nil).contains { $0.decision == .deny })
    }

    /// Each act and question that is about everything that people said.
    enum Whole: CaseIterable {
        case history, takeOver, liftRestriction

        func perform(_ bed: ConsentBed, by principal: Principal) async throws {
            switch self {
            case .history: #expect(try await bed.custodian.consentHistory(of: "c-1", by: principal).count >= 2)
            case .takeOver:
                _ = try await bed.custodian.importConsents(try await bed.lines(of: ["c-1"]), by: principal)
            case .liftRestriction:
                try await bed.custodian.liftRestriction(of: "c-1", toldAt: bed.bed.clock.now(), by: principal)
            }
        }
    }

    @Test(
        "What is about every purpose needs the permission for every purpose, and one that is for some is not enough",
        arguments: Whole.allCases)
    func everything(_ act: Whole) async throws {
        let bed = try await ConsentBed(.memory)
        try await bed.give(for: "fun.game", under: ConsentBed.adult)
        try await bed.custodian.restrictProcessing(of: "c-1")
        let error = try await thrown(.denied) { try await act.perform(bed, by: bed.games) }
        #expect(error.receipt != nil)
        try await act.perform(bed, by: bed.clerk)
    }

    @Test("About a whole that nobody declared reads who may record consent to each of its declared parts")
    func undeclaredWhole() async throws {
        let bed = Bed(.memory)
        let custodian = try await bed.open(
            Governance(
                policy: try RolePolicy(controller: "acme") {
                    Declare("offers.letter", on: .consent)
                    Declare("offers.call", on: .consent)
                    Role("letters") { Allow(.recordConsent, for: ["offers.letter"]) }
                    Role("both") { Allow(.recordConsent, for: ["offers.letter", "offers.call"]) }
                    Assign("letters-1", to: "letters")
                    Assign("both-1", to: "both")
                },
                records: [RecordSchema("customer") { Field("email", .emailAddress, for: ["offers.letter"]) }],
                logRetention: Bed.logRetention))
        let (letters, both) = (bed.who("letters-1"), bed.who("both-1"))
        try await custodian.recordConsent(
            .given(explicitly: false), of: "c-1", for: "offers.letter", notice: Bed.notice, by: letters)
        func obligations(_ purpose: Purpose, by reader: Principal) async throws -> [DownstreamObligation.Work] {
            try await custodian.obligations(afterWithdrawalBy: "c-1", from: purpose, by: reader).map(\.work)
        }
        #expect(try await obligations("offers.letter", by: letters) == [.stop])
        let error = try await thrown(.denied) { _ = try await obligations("offers", by: letters) }
        #expect(error.receipt != nil)
        #expect(try await obligations("offers", by: both) == [.stop])
        _ = try await thrown(.unknownPurpose) { _ = try await obligations("offer", by: both) }
    }
}

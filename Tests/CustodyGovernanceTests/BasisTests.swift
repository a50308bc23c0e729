import CustodyAccess
import CustodyLaw
import CustodyModel
import Testing

@testable import CustodyGovernance

@Suite("Bases that are not law everywhere, or for everybody")
struct BasisTests {
    /// The house with customer care on a recognised interest, which nobody weighs.
    private static func policy() throws -> RolePolicy {
        try House.policy {
            $0.purposes[0] = PurposeDeclaration(.customerCare, basis: .recognisedInterests, recognisedInterest: .safeguarding)
        }
    }

    private static func findings(
        at now: Instant = House.days(90), _ host: HostFacts?, _ change: (inout RegisterBook) -> Void = { _ in }
    ) throws -> [Finding] {
        try House.findings(at: now, policy: try policy()) {
            $0.host = host
            $0.activities[0].interests = nil
            change(&$0)
        }
    }

    @Test("a purpose on a basis of one country's law is a finding where the host is not, or where nobody said that it is")
    func elsewhere() throws {
        let home = HostFacts(establishedIn: ["GB"], serves: ["GB", "GB-SCT"])
        #expect(try Self.findings(home).isEmpty)
        #expect(try Self.findings(HostFacts(establishedIn: ["US-CA"], serves: ["GB"])).map(\.kind) == [.basisOfOneLaw])
        for host in [nil, HostFacts(establishedIn: ["AT"], serves: ["DE", "US"])] {
            let findings = try Self.findings(host)
            #expect(findings.map(\.kind) == [.basisOutsideItsLaw])
            #expect(findings.map(\.place) == [.purpose(.customerCare)])
        }
        let both = try Self.findings(HostFacts(establishedIn: ["GB"], serves: ["GB", "FR", "DE"]))
        #expect(both.map(\.kind) == [.basisOfOneLaw])
        #expect(both.first?.detail.hasSuffix("not in DE, FR") == true)
    }

    @Test("a purpose on a basis before its first day is a finding, and on that day is none")
    func beforeItsTime() throws {
        let host = HostFacts(establishedIn: ["GB"])
        let first = try #require(Instant("2026-02-05"))
        let early = try Self.findings(at: first.adding(milliseconds: -1), host)
        #expect(early.map(\.kind) == [.basisNotInForce])
        #expect(early.first?.detail.contains("2026-02-05") == true && early.first?.severity == .critical)
        #expect(try Self.findings(at: first, host).isEmpty)
    }

    @Test("a public body that relies on legitimate interests, recognised ones too, is asked whether that is none of its tasks")
    func authority() throws {
        let host = HostFacts(establishedIn: ["GB"], sectors: [.publicBody])
        #expect(try Self.findings(host).map(\.kind) == [.basisClosedToAuthority])
        #expect(try House.findings { $0.host = host }.map(\.kind) == [.basisClosedToAuthority])
        #expect(try House.findings(policy: House.policy { $0.purposes[0].basis = .contract }) { $0.host = host }.isEmpty)
    }

    @Test("decisions by machines alone on recognised interests are a finding, and on others are not judged")
    func machines() throws {
        let host = HostFacts(establishedIn: ["GB"])
        func automate(_ book: inout RegisterBook) {
            book.activities[0].automation = AutomatedDecisions(logic: "a score", consequences: "no account")
            book.screenings[0].criteria = [.automatedDecision]
            book.screenings[0].decision = false
        }
        let found = try Self.findings(host) { automate(&$0) }
        #expect(found.map(\.kind) == [.automationForbidden] && found.map(\.place) == [.activity("care")])
        #expect(
            try House.findings {
                $0.host = host
                automate(&$0)
            }.isEmpty)
    }

    @Test("the record tells the condition, and neither misses an assessment nor says that there is no such interest")
    func record() throws {
        func answer(_ question: RecordQuestion.ID, _ policy: RolePolicy) throws -> RecordOfProcessing.Answer? {
            var book = try House.book()
            book.activities[0].interests = nil
            let record = RecordOfProcessing(book, in: try House.live(policy), overdue: [], at: House.days(90))
            return record.answer(question, about: book.activities[0])
        }
        let told = "uk-gdpr:6(1)(ea) (safeguarding, UK GDPR Annex 1 para. 6)"
        #expect(try answer("ico.basis", Self.policy()) == .said(["customerCare: \(told)"]))
        #expect(
            try answer("ico.interests", Self.policy()) == .said(["recognised: safeguarding (UK GDPR Annex 1 para. 6)"]))
        #expect(
            try answer("ico.interestsAssessment", Self.policy()) == .nothing("recognised legitimate interests are not weighed"))
        // What has to be weighed beside it is still missing.
        var both = try Self.policy()
        both.purposes.append(PurposeDeclaration("defence", basis: .legitimateInterests, note: "weighed"))
        var book = try House.book()
        book.activities[0].interests = nil
        book.activities[0].purposes.append("defence")
        let record = RecordOfProcessing(book, in: try House.live(both), overdue: [], at: House.days(90))
        #expect(record.answer("ico.interests", about: book.activities[0]) == .missing)
        let derived = DerivedActivity(of: book.activities[0], in: try House.live(Self.policy()))
        #expect(derived.rights.contains(.objection) && !derived.rights.contains(.portability))
    }
}

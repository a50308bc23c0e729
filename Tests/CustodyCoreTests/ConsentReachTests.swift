import CustodyAudit
import CustodyConsent
import CustodyCore
import CustodyModel
import CustodyTesting
import Testing

@Suite("How far an act about consent reaches")
struct ConsentReachTests {
    @Test(
        "The controller lifts no objection to direct marketing by lifting the whole, and no signal",
        arguments: Backing.allCases)
    func lifting(_ backing: Backing) async throws {
        let bed = try await ConsentBed(backing, isEmpty: true)
        try await bed.custodian.object(on: "c-1", to: "directMarketing.email")
        try await bed.custodian.observe(.globalPrivacyControl, of: "c-1", for: ["fun.game"])
        for purpose: Purpose in [.directMarketing, "directMarketing.email", "fun", "fun.game"] {
            let refused = try await thrown(.refusedByLaw) {
                try await bed.custodian.liftObjection(of: "c-1", to: purpose, by: bed.staff)
            }
            #expect(refused.reasons == ["objectionAbsolute"], "\(purpose)")
        }
        try await bed.custodian.object(on: "c-1", to: .customerCare)
        try await bed.custodian.liftObjection(of: "c-1", to: .customerCare, by: bed.staff)
        try await bed.custodian.takeBackObjection(of: "c-1", to: "directMarketing.email")
        try await bed.custodian.liftObjection(of: "c-1", to: .directMarketing, by: bed.staff)
        try await bed.custodian.close()
    }

    @Test(
        "A consent is taken back by the purpose that it is to or by one above it, by who may act for both, and the log says which",
        arguments: Backing.allCases)
    func invalidating(_ backing: Backing) async throws {
        let bed = try await ConsentBed(backing, isEmpty: true)
        try await bed.give(for: "fun", under: ConsentBed.adult)
        try await bed.give(for: .directMarketing)
        // Who acts for a part takes back nothing wider, and nothing else.
        let numbers: [Int?] = [nil, 1, 3]
        for number in numbers {
            for principal in [bed.games, bed.staff] {
                let error = try await thrown(.invalidInput) {
                    _ = try await bed.custodian.invalidateConsent(of: "c-1", for: "fun.game", number: number, by: principal)
                }
                #expect(error.reasons == ["targetInvalid"], "\(String(describing: number))")
            }
        }
        try await bed.give(for: "fun.game", under: ConsentBed.adult)
        _ = try await thrown(.denied) {
            _ = try await bed.custodian.invalidateConsent(of: "c-1", for: "fun", number: 5, by: bed.games)
        }
        let came = try await bed.custodian.invalidateConsent(of: "c-1", for: "fun", number: 5, by: bed.staff)
        #expect(came.invalidated.event.purpose == "fun.game")
        let log = try await bed.custodian.log(LogFilter(actions: [.consentInvalidated], decisions: [.permit]), by: nil)
        #expect(log.map(\.purpose) == ["fun.game"])
        #expect(try await bed.state(for: "fun.game") == .invalidated)
        #expect(try await bed.state(for: "fun") == .given)
        #expect(try await bed.state(for: .directMarketing) == .given)
        try await bed.custodian.close()
    }

    @Test("What was handed to others relied on a consent that is taken back, too", arguments: Backing.allCases)
    func shared(_ backing: Backing) async throws {
        let bed = try await ConsentBed(backing, isEmpty: true)
        try await bed.give(for: .directMarketing)
        try await bed.collect(for: [.directMarketing])
        bed.bed.clock.advance(hours: 1)
        let read = try await bed.custodian.disclose(
            [FieldRequest("email")], of: "customer", about: "c-1", for: .directMarketing, to: bed.staff)
        let given = try await bed.custodian.share(
            [FieldRequest("email")], of: "customer", about: "c-1", for: .directMarketing, with: ConsentBed.post,
            by: bed.staff)
        let came = try await bed.custodian.invalidateConsent(of: "c-1", for: .directMarketing, by: bed.staff)
        #expect(came.disclosures.map(\.action) == [.read, .share])
        #expect(came.disclosures.map(\.commit) == [read.receipt.commit, given.receipt.commit])
        try await bed.custodian.close()
    }

    @Test("A receipt is of an event about the purpose that is asked for, or about one above it", arguments: Backing.allCases)
    func receipts(_ backing: Backing) async throws {
        let bed = try await ConsentBed(backing, isEmpty: true)
        try await bed.give(for: "fun", under: ConsentBed.adult)
        try await bed.give(for: .directMarketing)
        func receipt(_ purpose: Purpose, _ number: Int) async throws {
            _ = try await bed.custodian.consentReceipt(
                of: "c-1", for: purpose, number: number, as: .record, terms: ConsentBed.terms, by: nil)
        }
        try await receipt("fun", 1)
        try await receipt("fun.game", 1)
        try await receipt(.directMarketing, 3)
        let others: [(Purpose, Int)] = [("fun", 3), (.directMarketing, 1)]
        for (purpose, number) in others {
            _ = try await thrown(.invalidInput) { try await receipt(purpose, number) }
        }
        try await bed.custodian.close()
    }

    @Test(
        "Who may not change the policy records the first edition of a notice with an answer, and no later one",
        arguments: Backing.allCases)
    func editions(_ backing: Backing) async throws {
        let bed = try await ConsentBed(backing, isEmpty: true)
        try await bed.give(for: .directMarketing, notice: ConsentBed.edition("1"), by: bed.clerk)
        let changes: [Notice.Change?] = [nil, .minor, .material]
        for change in changes {
            let refused = try await thrown(.denied) {
                try await bed.give("c-2", for: .directMarketing, notice: ConsentBed.edition("2", change), by: bed.clerk)
            }
            #expect(refused.receipt != nil)
        }
        _ = try await thrown(.denied) {
            try await bed.custodian.requestConsent(
                of: "c-2", for: .directMarketing, notice: ConsentBed.edition("2"), by: bed.clerk)
        }
        #expect(try await bed.custodian.log(LogFilter(actions: [.noticeRecorded], decisions: [.deny]), by: nil).count == 4)
        #expect(try await bed.custodian.notices().editions(of: "newsletter").map(\.version) == ["1"])
        #expect(try await bed.state(for: .directMarketing) == .given)
        // What is recorded is answered by whoever records answers, and so is a text that is no edition.
        try await bed.give("c-3", for: .directMarketing, notice: ConsentBed.edition("1"), by: bed.clerk)
        try await bed.give("c-4", .refused, for: .directMarketing, by: bed.clerk)
        try await bed.give("c-2", for: .directMarketing, notice: ConsentBed.edition("2"))
        #expect(try await bed.state(for: .directMarketing) == .stale)
        try await bed.give(
            "c-1", .renewed(explicitly: false), for: .directMarketing, notice: ConsentBed.edition("2"), by: bed.clerk)
        #expect(try await bed.state(for: .directMarketing) == .given)
        try await bed.custodian.close()
    }

    @Test("Consent to a whole needs the age where a part of it is offered to children, and saying no never does")
    func wholeForChildren() async throws {
        let bed = try await ConsentBed(.memory, isEmpty: true)
        let missing = try await thrown(.invalidInput) { try await bed.give(for: "fun") }
        #expect(missing.reasons == ["guardianMissing"])
        let child = ConsentCircumstances(age: AgeAssurance(country: "AT", age: 14, isYounger: true))
        let alone = try await thrown(.invalidInput) { try await bed.give(for: "fun", under: child) }
        #expect(alone.reasons == ["guardianMissing"])
        try await bed.give("c-1", .refused, for: "fun")
        #expect(try await bed.state(for: "fun.game") == .refused)
        try await bed.give(for: "fun", under: ConsentBed.adult)
        #expect(try await bed.state(for: "fun.game") == .given)
        try await bed.give(for: .directMarketing)
        try await bed.custodian.close()
    }
}

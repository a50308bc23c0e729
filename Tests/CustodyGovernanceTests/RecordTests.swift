import CustodyAccess
import CustodyLaw
import CustodyModel
import Testing

@testable import CustodyGovernance

@Suite("What the record of processing says")
struct RecordTests {
    /// The answer about the first activity of the house, after changes.
    private static func answer(
        _ question: String, policy: RolePolicy? = nil, records: [RecordSchema] = House.records,
        _ change: (inout RegisterBook) -> Void = { _ in }
    ) throws -> RecordOfProcessing.Answer? {
        var book = try House.book()
        change(&book)
        let record = RecordOfProcessing(book, in: try House.live(policy, records), overdue: [], at: House.days(30))
        return record.answer(.init(rawValue: question), about: try #require(book.activities.first))
    }

    private static var withHealth: [RecordSchema] {
        var records = House.records
        records[0].fields.append(Field("needs", .health, for: [.customerCare], retain: .years(1, after: .collection)))
        return records
    }

    private static let abroad = DataRecipient("mailer", named: "Mailer", as: .controller, in: "US")

    @Test("where a condition is missing the record says that nobody said it, and never that there is nothing of the kind")
    func theRecordSaysNotSaidWhereAConditionIsMissing() throws {
        // Special data that is declared and held elsewhere, by a controller and by a processor.
        for role in ProcessingActivity.Role.allCases {
            func answer(_ question: String) throws -> RecordOfProcessing.Answer? {
                try Self.answer(question) {
                    $0.activities[0].categories.append(.health)
                    $0.activities[0].role = role
                }
            }
            #expect(try answer("cnil.sensitive") == .said([DataCategory.health.rawValue]))
            #expect(try answer("ico.specialCondition") == .missing)
            #expect(try answer("ico.lawCondition") == .missing)
            #expect(try answer("ico.lawBasis") == .said(["customerCare: \(LawfulBasis.legitimateInterests)"]))
        }
        #expect(try Self.answer("ico.specialCondition", records: Self.withHealth) == .missing)
        #expect(try Self.answer("ico.lawCondition", records: Self.withHealth) == .missing)
        for question in ["ico.interests", "ico.interestsAssessment"] {
            #expect(try Self.answer(question) { $0.activities[0].interests = nil } == .missing)
        }
        #expect(try Self.answer("ico.safeguards") { $0.activities[0].recipients.append(Self.abroad) } == .missing)
        for question in ["cnil.sensitive", "ico.specialCondition", "ico.lawCondition", "ico.lawBasis"] {
            #expect(try Self.answer(question, records: []) { $0.activities[0].categories = [] } == .missing, "\(question)")
        }
        for question in ["ico.interests", "ico.consentRecord"] {
            let unknown = try Self.answer(question) {
                $0.activities[0].purposes = ["unheardOf"]
                $0.activities[0].interests = nil
            }
            #expect(unknown == .missing, "\(question)")
        }
        for question in ["ico.impactProgress", "ico.impactLink"] {
            #expect(try Self.answer(question) { $0.screenings[0].cases = [.publicMonitoring] } == .missing)
        }
    }

    @Test("what the facts show not to be there is said not to be there")
    func nothing() throws {
        func isNothing(_ answer: RecordOfProcessing.Answer?) -> Bool {
            if case .nothing? = answer { true } else { false }
        }
        for question in ["cnil.sensitive", "ico.specialCondition", "ico.lawCondition", "ico.lawBasis", "ico.safeguards"] {
            #expect(try isNothing(Self.answer(question)), "\(question)")
        }
        let contract = try House.policy { $0.purposes[0].basis = .contract }
        for question in ["ico.interests", "ico.consentRecord"] {
            let answer = try Self.answer(question, policy: contract) { $0.activities[0].interests = nil }
            #expect(isNothing(answer), "\(question)")
        }
        let consenting = try House.policy { $0.purposes[0].specialCondition = .explicitConsent }
        #expect(try isNothing(Self.answer("ico.lawCondition", policy: consenting, records: Self.withHealth)))
        #expect(
            try Self.answer("ico.specialCondition", policy: consenting, records: Self.withHealth)
                == .said([SpecialCategoryCondition.explicitConsent.rawValue]))
        for question in ["ico.impactProgress", "ico.impactLink"] { #expect(try isNothing(Self.answer(question))) }
    }

    @Test("that nobody has to represent a controller is said only of one that is established wherever it offers")
    func representative() throws {
        func answer(_ host: HostFacts?) throws -> RecordOfProcessing.Answer? {
            try Self.answer("ico.representative") { $0.host = host }
        }
        #expect(try answer(nil) == .missing)
        #expect(try answer(HostFacts(establishedIn: ["AT"], serves: ["AT", "GB"])) == .missing)
        #expect(try answer(HostFacts(establishedIn: ["US-CA"], serves: ["US", "FR"])) == .missing)
        #expect(try answer(HostFacts(establishedIn: ["AT"], serves: ["DE", "NO"])) != .missing)
        #expect(try answer(HostFacts(establishedIn: ["AT", "GB"], serves: ["FR", "GB"])) != .missing)
    }

    @Test("a processor's sheet has its representative, and of each controller what Art. 30(2) asks")
    func aProcessorsSheetIsWhole() throws {
        let document = DataRecipient.Document("D-1")
        func answer(_ question: String, transfers: [CountryTransfer] = []) throws -> RecordOfProcessing.Answer? {
            try Self.answer(question) {
                $0.controller?.representative = Party("Acme UK", address: "London", email: "uk@example.org")
                $0.activities[0].served = [
                    ServedController(
                        Party("Museum", address: "Vienna", email: "m@example.org"), processing: "packing", contract: document,
                        transfers: transfers)
                ]
            }
        }
        #expect(
            try answer("ico.processor")
                == .said([
                    "Acme, Vienna, acme@example.org", "Officer, Vienna, dpo@example.org", "Acme UK, London, uk@example.org",
                ]))
        #expect(
            try answer("dpc.served")
                == .said(["Museum, Vienna, m@example.org: packing; transfers: none; security: encryption: sealed"]))
        let transfer = CountryTransfer(to: "US", DataRecipient.Transfer(.authorised, document))
        let abroad = try #require(try answer("dpc.served", transfers: [transfer]))
        #expect(abroad.text.contains("transfers: US (GDPR Art. 46(3): D-1); security: encryption: sealed"))
        let bare = try Self.answer("dpc.served") {
            $0.activities[0].security = []
            $0.activities[0].served = [
                ServedController(Party("Museum", address: "", email: ""), processing: " ", contract: document)
            ]
        }
        #expect(bare == .said(["Museum: processing not said; transfers: none; security: not said"]))
        let represented = try Self.answer("dpc.served") {
            let (agent, officer) = (Party("Agent", address: "Linz", email: ""), Party("Officer", address: "Graz", email: ""))
            $0.activities[0].served = [
                ServedController(
                    Party("Museum", address: "", email: ""), representative: agent, officer: officer, processing: "packing",
                    contract: document)
            ]
        }
        #expect(represented?.text.hasPrefix("Museum: represented by Agent, Linz; officer Officer, Graz; packing; ") == true)
        #expect(try Self.answer("dpc.served") == .nothing("nothing is done for others"))
    }

    @Test("an activity that leaves out what Art. 30 asks is found, of a controller and of a processor")
    func anActivityThatLeavesOutWhatTheRecordHasToSayIsFound() throws {
        func details(
            records: [RecordSchema] = House.records, _ change: (inout ProcessingActivity) -> Void
        ) throws -> [String] {
            try House.findings(records: records) { change(&$0.activities[0]) }.filter { $0.kind == .activityIncomplete }
                .map(\.detail)
        }
        #expect(try details { $0.subjects = [] } == ["whose data it is"])
        #expect(try details { $0.categories = [] } == [], "the schemas say it")
        #expect(try details(records: []) { $0.categories = [] } == ["the kinds of data"])
        let bare = try details {
            $0.purposes = []
            $0.subjects = []
            $0.categories = []
        }
        #expect(bare == ["the purposes, whose data it is, the kinds of data"])
        func processor(_ served: [ServedController]) throws -> [String] {
            try details {
                $0.role = .processor
                $0.purposes = []
                $0.served = served
            }
        }
        func served(_ name: String, _ processing: String) -> ServedController {
            ServedController(
                Party(name, address: "Vienna", email: "m@example.org"), processing: processing,
                contract: DataRecipient.Document("D-1"))
        }
        #expect(try processor([]) == ["for which controllers it is done"])
        #expect(try processor([served("Museum", "packing")]) == [])
        #expect(
            try processor([served("Museum", " "), served("", "packing")])
                == ["what is done for Museum, who a controller is"])
    }

    @Test("the DPC is told of joint controllers and of the representative, and that one of them is missing")
    func jointControllersAndRepresentatives() throws {
        let partner = Party("Circle", address: "Vienna", email: "c@example.org")
        let agent = Party("Acme UK", address: "London", email: "uk@example.org")
        func answer(joint: [Party] = [], _ representative: Party? = nil, _ host: HostFacts? = nil) throws
            -> RecordOfProcessing.Answer?
        {
            try Self.answer("dpc.joint") {
                $0.controller?.joint = joint
                $0.controller?.representative = representative
                $0.host = host
            }
        }
        let home = HostFacts(establishedIn: ["AT"], serves: ["DE"])
        #expect(
            try answer(joint: [partner], agent)
                == .said(["Circle, Vienna, c@example.org", "represented by Acme UK, London, uk@example.org"]))
        #expect(try answer(joint: [partner]) == .said(["Circle, Vienna, c@example.org", "representative: not said"]))
        #expect(try answer(joint: [partner], nil, home) == .said(["Circle, Vienna, c@example.org"]))
        #expect(try answer(agent) == .said(["represented by Acme UK, London, uk@example.org"]))
        #expect(try answer(nil, home) == .nothing("nobody; none is needed: it is established where it offers"))
        #expect(try answer() == .missing && Self.answer("dpc.joint") { $0.controller = nil } == .missing)
    }

    @Test("kinds of data that are declared and held elsewhere stand in the record beside those that are held here")
    func declaredKindsThatAreHeldElsewhereStandInTheRecord() throws {
        func kinds(_ categories: [DataCategory]) throws -> RecordOfProcessing.Answer? {
            try Self.answer("ico.categories") { $0.activities[0].categories = categories }
        }
        let held = DataCategory.emailAddress.rawValue
        #expect(try kinds([]) == .said([held]) && kinds([.emailAddress]) == .said([held]))
        #expect(try kinds([.contact]) == .said([held]), "the narrower one tells more")
        #expect(try kinds([.contact, .health]) == .said([held, DataCategory.health.rawValue].sorted()))
    }

    @Test("special data that rests on explicit consent needs no law beside the GDPR, and what a law has to fill in does")
    func explicitConsentNeedsNoNationalLaw() throws {
        func isFound(_ condition: SpecialCategoryCondition?) throws -> Bool {
            let policy = try House.policy { $0.purposes[0].specialCondition = condition }
            return try House.findings(policy: policy, records: Self.withHealth) {
                $0.activities[0].categories.append(.health)
            }.contains { $0.kind == .nationalConditionMissing }
        }
        let free: [SpecialCategoryCondition] = [
            .explicitConsent, .vitalInterests, .nonProfitBody, .madePublic, .legalClaims,
        ]
        for condition in free { #expect(try !isFound(condition), "\(condition)") }
        let others: [SpecialCategoryCondition?] = [
            .employment, .publicInterest, .healthCare, .publicHealth, .archiving, "house:rule", nil,
        ]
        for condition in others { #expect(try isFound(condition)) }
        // Data about offences needs a law whatever the purpose rests on.
        var records = House.records
        records[0].fields.append(Field("record", .criminal, for: [.customerCare], retain: .years(1, after: .collection)))
        let policy = try House.policy { $0.purposes[0].specialCondition = .explicitConsent }
        #expect(try House.findings(policy: policy, records: records).contains { $0.kind == .nationalConditionMissing })
    }

    @Test("of a served controller a contract and a transfer that ended are found, and a country that is none")
    func aServedControllersTransferThatEndedIsFound() throws {
        func details(until: Instant?, _ country: String = "US") throws -> [String] {
            let document = DataRecipient.Document("D-1", until: until)
            return try House.findings {
                $0.activities[0].served = [
                    ServedController(
                        Party("Museum", address: "Vienna", email: "m@example.org"), processing: "packing", contract: document,
                        transfers: [CountryTransfer(to: country, DataRecipient.Transfer(.authorised, document))])
                ]
            }.filter { $0.kind == .recipientFault }.map(\.detail)
        }
        #expect(try details(until: nil) == [] && details(until: House.days(31)) == [])
        let ended = try details(until: House.days(3))
        #expect(ended == [ShareFault.safeguardExpired, .contractExpired].map { "Museum: \($0)" }.sorted())
        #expect(try details(until: nil, "usa") == ["Museum: \(ShareFault.countryUnknown)"])
        #expect(TransferTool.authorised.reference == "GDPR Art. 46(3)")
    }

    @Test("an assessment that is done and does not say whether a high risk remains is not whole")
    func anUnknownResidualRiskIsNotNone() throws {
        let findings = try House.findings {
            $0.screenings[0].criteria = [.scoring, .monitoring]
            $0.assessments = [
                ImpactAssessment(of: "care", .done, document: "D-1", parts: Set(ImpactAssessment.Part.allCases))
            ]
        }
        #expect(findings.map(\.kind) == [.assessmentIncomplete])
        #expect(findings.first?.detail.contains("Art. 36") == true)
    }

    @Test("a small clinic or agency in Australia stays a candidate: whether size exempts it is not known here")
    func aSmallAustralianClinicStaysACandidate() throws {
        func standing(_ sector: HostFacts.Sector, _ turnover: Int?) -> RegimeCandidate.Standing? {
            let host = HostFacts(establishedIn: ["AU"], sectors: [sector], turnover: turnover)
            return RegimeCandidate.all(for: host).first { $0.regime == "au-ndb" }?.standing
        }
        for sector in [HostFacts.Sector.health, .publicBody] {
            #expect(standing(sector, 1) == .possible && standing(sector, nil) == .possible && standing(sector, 5) == .applies)
        }
        #expect(standing(.general, 1) == nil && standing(.general, 5) == .applies)
    }
}

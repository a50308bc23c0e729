import Crypto
import CustodyAccess
import CustodyAudit
import CustodyGovernance
import CustodyLaw
import CustodyModel
import CustodyMonitor
import CustodyTesting
import Testing

@testable import CustodyCore

@Suite("Decided before anybody is looked up")
struct LookUpTests {
    /// Each act and question that names a person and needs a permit, but for those of consent, erasure and keys, and each `Question`.
    enum Act: CaseIterable {
        case collect, disclose, share, correct, verify, extend, note, inform, placeHold, completeErasure, liftRestriction
        case link, alias, split, merge, mergeOther, holdEvidence
        case log, corrections, accessLog, exportLog, accessPackage, portabilityPackage

        func perform(_ custodian: Custodian, about subject: SubjectID, by principal: Principal) async throws {
            switch self {
            case .collect:
                try await custodian.collect(
                    FieldValues(text: ["email": "a@b.c"]), as: "newsletter", about: subject, for: [.directMarketing],
                    from: .subject, by: principal)
            case .disclose:
                _ = try await custodian.disclose(
                    [FieldRequest("phone")], of: "customer", about: subject, for: .customerCare, to: principal)
            case .share:
                _ = try await custodian.share(
                    [FieldRequest("phone")], of: "customer", about: subject, for: .customerCare,
                    with: DataRecipient("post", named: "The Post", as: .controller, in: "AT"), by: principal)
            case .correct:
                try await custodian.correct(
                    FieldValues(text: ["phone": "+2"]), of: "customer", about: subject, by: principal)
            case .verify:
                try await custodian.verify(["phone"], of: "customer", about: subject, by: .document, principal: principal)
            case .extend:
                try await custodian.extend(
                    "customer", about: subject, to: LifeBed.research, because: .compatible,
                    telling: .exempt(.alreadyInformed), by: principal)
            case .note: try await custodian.note(.activity, about: subject, by: principal)
            case .inform: try await custodian.inform(subject, .exempt(.disproportionate), by: principal)
            case .placeHold: _ = try await custodian.placeHold(on: subject, reference: "case 7", by: principal)
            case .completeErasure: _ = try await custodian.completeSuspendedErasure(of: subject, by: principal)
            case .liftRestriction:
                try await custodian.liftRestriction(of: subject, toldAt: Instant(milliseconds: 0), by: principal)
            case .link: try await custodian.link("another", to: subject, reason: "a second number", by: principal)
            case .alias: try await custodian.link(subject, to: "c-1", reason: "a second number", by: principal)
            case .split: try await custodian.split(subject, reason: "somebody else's", by: principal)
            case .merge: try await custodian.merge(subject, with: "c-1", reason: "one person", by: principal)
            case .mergeOther: try await custodian.merge("c-1", with: subject, reason: "one person", by: principal)
            case .holdEvidence:
                try await custodian.holdEvidence(about: [subject], for: IncidentID(.zero), by: principal)
            case .log: _ = try await custodian.log(of: subject, by: principal)
            case .corrections: _ = try await custodian.corrections(of: subject, by: principal)
            case .accessLog: _ = try await custodian.subjectAccessLog(of: subject, by: principal)
            case .exportLog:
                _ = try await custodian.exportLog(
                    LogFilter(subject: subject), as: .ndjson, for: "an audit", by: principal
                ) { _, _ in Issue.record("something was given") }
            case .accessPackage:
                try await custodian.accessPackage(of: subject, by: principal) { _, _ in
                    Issue.record("something was given")
                }
            case .portabilityPackage:
                try await custodian.portabilityPackage(of: subject, by: principal) { _, _ in
                    Issue.record("something was given")
                }
            }
        }
    }

    /// A store that knows c-1, has erased c-3 and never heard of c-9.
    private static func filled(_ bed: Bed) async throws -> Custodian { try await store(bed).custodian }

    /// The same, with the token that c-3 had.
    static func store(_ bed: Bed) async throws -> (custodian: Custodian, erased: SubjectToken) {
        var governance = try LifeBed.governance()
        governance.policy.roles.append(Role("lead", rules: [Rule([.approveErasure])]))
        governance.policy.principals.append(Assignment("lead-1", to: ["lead"]))
        let custodian = try await bed.open(governance)
        let (officer, lead, key) = (bed.who("officer-1"), bed.who("lead-1"), Curve25519.Signing.PrivateKey())
        for subject: SubjectID in ["c-1", "c-3"] {
            try await custodian.collect(
                FieldValues(text: ["name": "Ada", "phone": "+1"]), as: "customer", about: subject, for: [.customerCare],
                from: .subject, by: officer)
        }
        try await custodian.recordConsent(
            .given(explicitly: false), of: "c-1", for: .directMarketing, notice: Bed.notice, by: officer)
        try await custodian.enroll(publicKey: Bytes([UInt8](key.publicKey.rawRepresentation)), of: "lead-1", by: nil)
        let plan = try await custodian.planErasure(of: "c-3", ground: .noLongerNecessary, by: officer)
        let approval = try await custodian.approve(plan, by: lead, signingWith: key)
        _ = try await custodian.execute(plan, approval: approval, by: officer)
        return (custodian, plan.subject)
    }

    @Test("Who may not is told the same about people known, erased and unknown, on record", arguments: Act.allCases)
    func outsiders(_ act: Act) async throws {
        let bed = Bed(.memory)
        let custodian = try await Self.filled(bed)
        var told: Set<String> = []
        for subject: SubjectID in ["c-1", "c-3", "c-9"] {
            let error = try await thrown(.denied) { try await act.perform(custodian, about: subject, by: bed.agent) }
            let place = try #require(error.receipt).place
            let lines = try await custodian.log(by: nil)
            #expect(lines.contains { $0.place == place && $0.decision == .deny })
            told.insert(error.description)
        }
        #expect(told.count == 1, "\(told)")
    }

    /// Each question about one person that needs a permit of who reads, and that the operator may ask.
    enum Question: CaseIterable {
        case explainConsent, consentHistory, accuracy, shares, requests, mergeReport
        case consentReceipt, obligations, identifierCount, token, noteContact

        func ask(_ custodian: Custodian, about subject: SubjectID, by reader: Principal?) async throws {
            switch self {
            case .explainConsent: _ = try await custodian.explainConsent(of: subject, for: .directMarketing, by: reader)
            case .consentHistory: _ = try await custodian.consentHistory(of: subject, by: reader)
            case .accuracy: _ = try await custodian.accuracy(about: subject, by: reader)
            case .shares: _ = try await custodian.shares(about: subject, by: reader)
            case .requests: _ = try await custodian.requests(about: subject, by: reader)
            case .mergeReport: _ = try await custodian.mergeReport(of: subject, by: reader)
            case .consentReceipt:
                _ = try await custodian.consentReceipt(
                    of: subject, for: .directMarketing, as: .record, terms: ConsentBed.terms, by: reader)
            case .obligations:
                _ = try await custodian.obligations(afterWithdrawalBy: subject, from: .directMarketing, by: reader)
            case .identifierCount: _ = try await custodian.identifierCount(of: subject, by: reader)
            case .token: _ = try await custodian.token(of: subject, by: reader)
            case .noteContact: try await custodian.noteContact(with: subject, by: reader)
            }
        }
    }

    @Test(
        "Who may not read about people is told the same about those known, erased and unknown, on record",
        arguments: Question.allCases)
    func foreignReaders(_ question: Question) async throws {
        let bed = Bed(.memory)
        let custodian = try await Self.filled(bed)
        var told: Set<String> = []
        for subject: SubjectID in ["c-1", "c-3", "c-9"] {
            let error = try await thrown(.denied) { try await question.ask(custodian, about: subject, by: bed.agent) }
            let place = try #require(error.receipt).place
            let lines = try await custodian.log(by: nil)
            #expect(lines.contains { $0.place == place && $0.action == .read && $0.decision == .deny })
            told.insert(error.description)
        }
        #expect(told.count == 1, "\(told)")
        // Nothing of it stands with the person.
        #expect(try await custodian.log(LogFilter(subject: "c-1", actions: [.read]), by: nil).isEmpty)
    }

    @Test(
        "Whoever may read about a person, and the operator, leaves one entry each time, with the person",
        arguments: Question.allCases)
    func readers(_ question: Question) async throws {
        let bed = Bed(.memory)
        let custodian = try await Self.filled(bed)
        for (count, decision) in [(1, .permit), (2, .none)] as [(Int, AuditDecision)] {
            try await question.ask(custodian, about: "c-1", by: decision == .permit ? bed.who("officer-1") : nil)
            let reads = try await custodian.log(LogFilter(subject: "c-1", actions: [.read]), by: nil)
            #expect(reads.count == count && reads.last?.decision == decision)
        }
    }

    @Test(
        "Who may read about people is told on record who is not known, or was erased",
        arguments: Question.allCases.filter { $0 != .requests })
    func absent(_ question: Question) async throws {
        let bed = Bed(.memory)
        let custodian = try await Self.filled(bed)
        for (subject, code) in [("c-9", .unknownSubject), ("c-3", .erased)] as [(SubjectID, CustodianError.Code)] {
            let error = try await thrown(code) {
                try await question.ask(custodian, about: subject, by: bed.who("officer-1"))
            }
            #expect(error.receipt != nil)
        }
    }

    @Test("The requests of somebody of whom nothing is held are read on record, too")
    func strangersRequests() async throws {
        let bed = Bed(.memory)
        let custodian = try await Self.filled(bed)
        let request = try await custodian.receiveRequest(.access, about: "c-9", by: nil)
        for (subject, found) in [("c-9", [request]), ("c-3", [])] as [(SubjectID, [RightsRequest])] {
            #expect(try await custodian.requests(about: subject, by: bed.who("officer-1")) == found)
        }
        let reads = try await custodian.log(LogFilter(actions: [.read]), by: nil)
        #expect(reads.map(\.decision) == [.permit, .permit])
    }

    @Test("Who may use data for another purpose is told on record who is not known, or was erased")
    func extending() async throws {
        let bed = Bed(.memory)
        let custodian = try await Self.filled(bed)
        for (subject, code) in [("c-9", .unknownSubject), ("c-3", .erased)] as [(SubjectID, CustodianError.Code)] {
            let error = try await thrown(code) {
                try await Act.extend.perform(custodian, about: subject, by: bed.who("officer-1"))
            }
            #expect(error.receipt != nil)
        }
    }

    @Test("Who may not carry a request out is not told whose it is, on record")
    func requests() async throws {
        let bed = Bed(.memory)
        let custodian = try await Self.filled(bed)
        let officer = bed.who("officer-1")
        let request = try await custodian.receiveRequest(.restriction, about: "c-1", restriction: .accuracyContested, by: nil)
        try await custodian.advance(request.id, .verify(by: "card"), by: officer)
        try await custodian.advance(request.id, .grant, by: officer)
        var told: Set<String> = []
        for subject: SubjectID in ["c-1", "c-9"] {
            let error = try await thrown(.denied) {
                try await custodian.execute(try await custodian.verified(request.id), for: subject, by: bed.agent)
            }
            #expect(error.receipt != nil)
            told.insert(error.description)
        }
        #expect(told.count == 1, "\(told)")
        let wrong = try await thrown(.invalidInput) {
            try await custodian.execute(try await custodian.verified(request.id), for: "c-9", by: officer)
        }
        #expect(wrong.receipt == nil)
        let done = try await custodian.execute(try await custodian.verified(request.id), for: "c-1", by: officer)
        #expect(done.execution == .done)
    }

    @Test(
        "Who may not, whatever a person decided, is told nothing that rests on what the person decided",
        arguments: [true, false])
    func consents(_ isCollecting: Bool) async throws {
        let bed = Bed(.memory)
        let custodian = try await bed.open(
            Governance(
                policy: try RolePolicy(controller: "acme") {
                    Declare("news", on: .consent)
                    Role("desk") {
                        Allow(.collect, [.contact], for: ["news"])
                        Allow(.recordConsent, [])
                    }
                    Role("caller") {
                        Allow([.collect, .read], [.contact], for: ["news"]).when(.consentGiven, .assurance(3))
                    }
                    Assign("desk-1", to: "desk")
                    Assign("caller-1", to: "caller")
                },
                records: [RecordSchema("customer") { Field("email", .emailAddress, for: ["news"]) }],
                logRetention: Bed.logRetention))
        let (desk, caller) = (bed.who("desk-1"), bed.who("caller-1"))
        for (subject, answer) in [("c-1", .given(explicitly: false)), ("c-2", .refused)] as [(SubjectID, ConsentAnswer)] {
            try await custodian.recordConsent(answer, of: subject, for: "news", notice: Bed.notice, by: desk)
        }
        let values = FieldValues(text: ["email": "ada@example.org"])
        try await custodian.collect(values, as: "customer", about: "c-1", for: ["news"], from: .subject, by: desk)
        var told: Set<String> = []
        for subject: SubjectID in ["c-1", "c-2", "c-9"] {
            let error = try await thrown(.denied) {
                if isCollecting {
                    try await custodian.collect(
                        values, as: "customer", about: subject, for: ["news"], from: .subject, by: caller)
                } else {
                    _ = try await custodian.disclose(
                        [FieldRequest("email")], of: "customer", about: subject, for: "news", to: caller)
                }
            }
            #expect(error.receipt != nil)
            told.insert(error.description)
        }
        #expect(told.count == 1, "\(told)")
    }

    /// What is done about an incident that may not be there.
    enum IncidentQuestion: CaseIterable {
        case heldEvidence, forget, text, incident, advice

        func ask(_ custodian: Custodian, of id: IncidentID, by principal: Principal) async throws {
            switch self {
            case .heldEvidence: _ = try await custodian.heldEvidence(of: id, by: principal)
            case .forget: try await custodian.forgetIncident(id, by: principal)
            case .text: _ = try await custodian.text(try custodian.seal("x", of: id), of: id, by: principal)
            case .incident: _ = try await custodian.incident(id, by: principal)
            case .advice: _ = try await custodian.advice(on: id, by: principal)
            }
        }
    }

    @Test("Who may not handle incidents does not learn which there are, on record", arguments: IncidentQuestion.allCases)
    func incidents(_ question: IncidentQuestion) async throws {
        let bed = Bed(.memory)
        let custodian = try await bed.open()
        let known = try await custodian.openIncident(title: "x", detectedAt: nil, by: bed.who("officer-1"))
        var told: Set<String> = []
        for id in [known, IncidentID(.zero)] {
            let error = try await thrown(.denied) { try await question.ask(custodian, of: id, by: bed.agent) }
            #expect(error.receipt != nil)
            told.insert(error.description)
        }
        #expect(told.count == 1, "\(told)")
    }

    @Test("An incident, a text of it and the advice on it are read on record, by who handles incidents and by the operator")
    func incidentsOnRecord() async throws {
        let bed = Bed(.memory)
        let custodian = try await bed.open()
        let officer = bed.who("officer-1")
        let id = try await custodian.openIncident(title: "A lost key", detectedAt: nil, by: officer)
        let title = try await custodian.held(id).title
        for reader in [officer, nil] {
            #expect(try await custodian.text(title, of: id, by: reader).exposed == "A lost key")
            #expect(try await custodian.incident(id, by: reader).title.exposed == "A lost key")
            _ = try await custodian.advice(on: id, by: reader)
        }
        let reads = try await custodian.log(LogFilter(actions: [.read]), by: nil)
        #expect(reads.map(\.decision) == [.permit, .permit, .permit, .none, .none, .none])
    }

    /// What is done about another principal, who may not be there.
    enum Naming: CaseIterable {
        case enrol, agree, suppress

        func perform(
            _ custodian: Custodian, naming other: PrincipalID, by principal: Principal, at now: Instant
        ) async throws {
            let end = now.adding(milliseconds: 3_600_000)
            switch self {
            case .enrol:
                let key = Curve25519.Signing.PrivateKey().publicKey.rawRepresentation
                try await custodian.enroll(publicKey: Bytes([UInt8](key)), of: other, by: principal)
            case .agree:
                let ticket = BreakGlassTicket(
                    "t1", for: principal.id, ceiling: [.financial], until: end,
                    agreement: SignedAgreement(by: other, publicKey: [], signature: []))
                try await custodian.changeAccess(.openTicket(ticket), by: principal, reason: "the person lies unconscious")
            case .suppress:
                let monitor = try await custodian.monitor()
                try await monitor.suppress(.volumeCap, about: other, because: "a migration", until: end, by: principal)
            }
        }
    }

    @Test(
        "Who may not is not told which principals there are, who of them acted and who may review, on record",
        arguments: Naming.allCases)
    func principals(_ naming: Naming) async throws {
        let bed = Bed(.memory)
        let custodian = try await AccessTests.custodian(bed)
        var told: Set<String> = []
        for other: PrincipalID in ["importer-1", "second-1", "nobody-1"] {
            let error = try await thrown(.denied) {
                try await naming.perform(custodian, naming: other, by: bed.agent, at: bed.clock.now())
            }
            #expect(error.receipt != nil)
            told.insert(error.description)
        }
        #expect(told.count == 1, "\(told)")
    }

    @Test(
        "Who may do something about people is told on record who is not known, or was erased",
        // A stranger may be collected about and be another name of somebody; the rest is asked about something else first.
        arguments: Act.allCases.filter { ![.collect, .alias, .holdEvidence, .exportLog].contains($0) })
    func absentees(_ act: Act) async throws {
        let bed = Bed(.memory)
        let custodian = try await Self.filled(bed)
        let officer = bed.who("officer-1")
        for (subject, code) in [("c-9", .unknownSubject), ("c-3", .erased)] as [(SubjectID, CustodianError.Code)] {
            let error = try await thrown(code) { try await act.perform(custodian, about: subject, by: officer) }
            let place = try #require(error.receipt).place
            let lines = try await custodian.log(LogFilter(principal: officer.id, decisions: [.deny]), by: nil)
            #expect(lines.contains { $0.place == place })
        }
    }
}

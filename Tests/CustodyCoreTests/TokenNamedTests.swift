import CustodyAccess
import CustodyAudit
import CustodyConsent
import CustodyData
import CustodyKeys
import CustodyLaw
import CustodyModel
import CustodyTesting
import Testing

@testable import CustodyCore

@Suite("A person who is named by their token")
struct TokenNamedTests {
    private static let stranger = SubjectID.token(SubjectToken(Handle.random(from: SystemRandomSource())))

    @Test("What is asked and done by the token is what is asked and done by an identifier", arguments: Backing.allCases)
    func acts(_ backing: Backing) async throws {
        let bed = Bed(backing)
        var custodian = try await bed.withCustomer()
        let (officer, agent) = (bed.who("officer-1"), bed.agent)
        let token = try await custodian.token(of: "c-1042", by: nil)
        let named = SubjectID.token(token)
        func seen(_ subject: SubjectID) async throws -> SupportView {
            try await custodian.disclose(SupportView.self, about: subject, for: .customerCare, to: agent).value
        }
        func consent(_ subject: SubjectID) async throws -> ConsentStatus {
            try await custodian.consentStatus(of: subject, for: .directMarketing)
        }
        #expect(try await seen(named) == seen("c-1042"))
        #expect(try await custodian.token(of: named, by: officer) == token)
        try await custodian.correct(FieldValues(text: ["phone": "+43 1 2"]), of: "customer", about: named, by: agent)
        #expect(try await seen("c-1042").phone == "+43 1 2")
        try await custodian.collect(
            Patient(diagnosis: "J45"), about: named, for: ["treatment"], from: .subject, by: bed.importer)

        try await custodian.recordConsent(
            .given(explicitly: false), of: named, for: .directMarketing, notice: Bed.notice, by: agent)
        #expect(try await consent("c-1042").state == .given)
        // Whom a list names, the acts take.
        let listed = try #require(try await custodian.consents(for: .directMarketing, by: agent).items.first).subject
        try await custodian.withdrawConsent(of: .token(listed), for: .directMarketing)
        #expect(try await consent("c-1042").state == .withdrawn)
        #expect(try await consent(named).state == .withdrawn)
        #expect(try await custodian.consentHistory(of: named, by: nil).map(\.number) == [0, 1, 2])

        try await custodian.object(on: named, to: .customerCare)
        _ = try await thrown(.denied) { _ = try await seen("c-1042") }
        try await custodian.takeBackObjection(of: named, to: .customerCare)
        try await custodian.restrictProcessing(of: named)
        _ = try await thrown(.denied) { _ = try await seen("c-1042") }
        try await custodian.liftRestriction(of: named, toldAt: bed.clock.now(), by: agent)

        if backing == .files {
            try await custodian.close()
            custodian = try await bed.open()
        }
        let hold = try await custodian.placeHold(on: named, reference: "Case 1/26", by: officer)
        #expect(hold.subject == token)
        _ = try await thrown(.held) {
            try await custodian.correct(FieldValues(text: ["phone": "+1"]), of: "customer", about: "c-1042", by: agent)
        }
        _ = try await custodian.releaseHold(hold.id, reason: "settled", by: officer)
        let places = try await custodian.log(of: "c-1042", by: nil).map(\.place)
        let again = try await custodian.log(of: named, by: nil).map(\.place)
        #expect(!places.isEmpty && places.allSatisfy { again.contains($0) })
        var lines: [String] = []
        try await custodian.exportConsents(of: [named], by: nil) { lines.append(String(decoding: $0, as: UTF8.self)) }
        #expect(lines.contains { $0.contains(token.description) }, "a line bears the name that was given")
        #expect(try await custodian.verify().isIntact)
        try await custodian.close()
    }

    @Test("An erasure is planned and carried out by the token, which stands for nobody afterwards", arguments: Backing.allCases)
    func erasure(_ backing: Backing) async throws {
        var desk = try await MergeDesk(backing)
        let token = try await desk.custodian.known("ada")
        let (plan, approval) = try await desk.approved(.token(token))
        #expect(plan.subject == token)
        _ = try await desk.custodian.execute(plan, approval: approval, by: desk.officer)
        for _ in 0..<2 {
            for subject: SubjectID in ["ada", .token(token)] {
                _ = try await thrown(.erased) { _ = try await desk.email(subject) }
            }
            try await desk.reopen()
        }
        // Who comes back is somebody new, whom the former token does not name.
        try await desk.custodian.collect(
            Customer(email: "ada@example.org"), about: "ada", for: [.customerCare], from: .subject, by: desk.bed.importer,
            options: CollectOptions(startsNewRelationship: true))
        _ = try await thrown(.erased) { _ = try await desk.email(.token(token)) }
        #expect(try await desk.email(.token(desk.custodian.known("ada"))) == "ada@example.org")
        try await desk.custodian.close()
    }

    @Test("A token whose log is kept is known to be an erased person's, too")
    func keptLog() async throws {
        let desk = try await MergeDesk(.memory)
        let until = desk.bed.clock.now().adding(milliseconds: 86_400_000)
        let plan = try await desk.custodian.planErasure(
            of: "ada", ground: .noLongerNecessary, log: .keepPseudonymousUntil(until, ground: .legalClaims), by: desk.officer)
        let approval = try await desk.custodian.approve(plan, by: desk.bed.who("lead-1"), signingWith: desk.key)
        _ = try await desk.custodian.execute(plan, approval: approval, by: desk.officer)
        _ = try await thrown(.erased) { _ = try await desk.email(.token(plan.subject)) }
    }

    @Test(
        "An objection by the token stops a disclosure by an identifier that is under way, and the other way round",
        arguments: [true, false])
    func underWay(_ objectsByToken: Bool) async throws {
        let bed = Bed(.memory)
        let hook = Hook()
        let coordinator = FaultyCoordinator()
        let custodian = try await bed.withSlowPolicy(hook, committingTo: coordinator)
        for subject: SubjectID in ["c-1", "c-2"] {
            try await custodian.collect(
                Customer(email: "ada@example.org"), about: subject, for: [.customerCare], from: .subject, by: bed.importer)
        }
        try await custodian.link("ada", to: "c-1", reason: "her first name", by: bed.importer)
        let named = SubjectID.token(try await custodian.known("c-1"))
        let foreign = SubjectID.token(try await custodian.known("c-2"))
        func read(while other: SubjectID) async throws {
            hook.arm {
                coordinator.fail()
                await #expect(throws: CustodianError.self) { try await custodian.object(on: other, to: .customerCare) }
                coordinator.recover()
            }
            _ = try await custodian.disclose(
                SupportView.self, about: objectsByToken ? "ada" : named, for: .customerCare, to: bed.agent)
        }
        try await read(while: objectsByToken ? foreign : "c-2")
        _ = try await thrown(.denied) { try await read(while: objectsByToken ? named : "ada") }
    }

    @Test(
        "What is forbidden by the token and could not be written holds for every identifier, for whoever was merged, and in a stream",
        arguments: [0, 1])
    func unwritten(_ which: Int) async throws {
        let person = try await WholePerson()
        let tokens: [SubjectID] = [
            .token(try await person.custodian.known("c-1")), .token(try await person.custodian.known("c-2")),
        ]
        try await person.object(by: tokens[which], forbidding: WholePerson.names + tokens)
    }

    @Test("What cannot be looked up is forbidden by the token all the same")
    func unreadable() async throws {
        let bed = Bed(.memory)
        let custodian = try await bed.withCustomer()
        let token = try await custodian.known("c-1042")
        let faults = StoreFaults()
        let failing = try await Custodian.open(custodian.backends.faulty(faults), governance: nil, clock: bed.clock)
        faults.fail(StoreCall.Data.indexes)
        _ = try await thrown(.protectedButNotRecorded) { try await failing.object(on: .token(token), to: .customerCare) }
        faults.recover()
        let denied = try await thrown(.denied) {
            _ = try await failing.disclose(SupportView.self, about: "c-1042", for: .customerCare, to: bed.agent)
        }
        #expect(denied.decision?.reasons.contains(AccessReason.objected) == true)
    }

    @Test("Who may not is told the same about every token and every identifier, on record", arguments: LookUpTests.Act.allCases)
    func outsiders(_ act: LookUpTests.Act) async throws {
        let bed = Bed(.memory)
        let (custodian, erased) = try await LookUpTests.store(bed)
        var told: Set<String> = []
        for subject: SubjectID in [.token(try await custodian.known("c-1")), .token(erased), Self.stranger, "c-9"] {
            let error = try await thrown(.denied) { try await act.perform(custodian, about: subject, by: bed.agent) }
            #expect(error.receipt != nil)
            told.insert(error.description)
        }
        #expect(told.count == 1, "\(told)")
    }

    @Test("Who may not read is told the same about every token and every identifier", arguments: LookUpTests.Question.allCases)
    func foreignReaders(_ question: LookUpTests.Question) async throws {
        let bed = Bed(.memory)
        let (custodian, erased) = try await LookUpTests.store(bed)
        var told: Set<String> = []
        for subject: SubjectID in [.token(try await custodian.known("c-1")), .token(erased), Self.stranger, "c-9"] {
            told.insert(
                try await thrown(.denied) { try await question.ask(custodian, about: subject, by: bed.agent) }.description)
        }
        #expect(told.count == 1, "\(told)")
    }

    @Test(
        "Who may is told on record whose token stands for nobody, as of an identifier",
        arguments: LookUpTests.Act.allCases.filter { ![.collect, .alias, .holdEvidence, .exportLog].contains($0) })
    func absentees(_ act: LookUpTests.Act) async throws {
        let bed = Bed(.memory)
        let (custodian, erased) = try await LookUpTests.store(bed)
        for (token, identifier, code) in [(Self.stranger, "c-9", .unknownSubject), (.token(erased), "c-3", .erased)]
            as [(SubjectID, SubjectID, CustodianError.Code)]
        {
            var told: Set<String> = []
            for subject in [token, identifier] {
                let error = try await thrown(code) {
                    try await act.perform(custodian, about: subject, by: bed.who("officer-1"))
                }
                #expect(error.receipt != nil)
                told.insert(error.description)
            }
            #expect(told.count == 1, "\(told)")
        }
    }

    @Test("Nothing begins with a token that stands for nobody, and nothing is kept of it", arguments: Backing.allCases)
    func firstContact(_ backing: Backing) async throws {
        let desk = try await MergeDesk(backing)
        let (custodian, bed) = (desk.custodian, desk.bed)
        let (plan, approval) = try await desk.approved("eve")
        _ = try await custodian.execute(plan, approval: approval, by: desk.officer)
        for (named, code) in [(Self.stranger, .unknownSubject), (.token(plan.subject), .erased)]
            as [(SubjectID, CustodianError.Code)]
        {
            let refused = try await thrown(code) {
                try await custodian.collect(
                    Customer(email: "x@example.org"), about: named, for: [.customerCare], from: .subject, by: bed.importer,
                    options: CollectOptions(startsNewRelationship: true))
            }
            #expect(refused.receipt != nil && refused.message.contains("by an identifier"))
            _ = try await thrown(code) {
                try await custodian.recordConsent(
                    .given(explicitly: false), of: named, for: .directMarketing, notice: Bed.notice,
                    startsNewRelationship: true, by: bed.agent)
            }
            _ = try await thrown(code) { try await custodian.withdrawConsent(of: named, for: .directMarketing) }
            _ = try await thrown(code) { try await custodian.object(on: named, to: .customerCare) }
            _ = try await thrown(code) { try await custodian.restrictProcessing(of: named) }
            _ = try await thrown(code) { try await custodian.observe("gpc", of: named, for: [.directMarketing]) }
            _ = try await thrown(code) { try await custodian.linkConsents(of: "ada", to: named, by: bed.agent) }
            let token = try #require(SubjectToken(named.value.exposed))
            #expect(try await custodian.backends.data.indexes(boundTo: token.handle).isEmpty)
            _ = try await thrown(.unknownSubject) { _ = try await custodian.known(SubjectID(token.description)) }
        }
        #expect(custodian.protections.all.isEmpty)
        try await custodian.close()
    }

    @Test("A principal's handle is nobody's token")
    func principals() async throws {
        let bed = Bed(.memory)
        let custodian = try await bed.withCustomer()
        let handle = try #require(try await custodian.handle(of: custodian.identifier(of: bed.importer.id)))
        _ = try await thrown(.unknownSubject) {
            _ = try await custodian.disclose(
                SupportView.self, about: .token(SubjectToken(handle)), for: .customerCare, to: bed.agent)
        }
    }

    @Test(
        "What is no token is refused where one is to be",
        arguments: ["", "c-1042", String(repeating: "0", count: 31), String(repeating: "A", count: 32)])
    func malformed(_ text: String) async throws {
        let bed = Bed(.memory)
        let custodian = try await bed.withCustomer()
        let named = SubjectID(text, as: .token)
        _ = try await thrown(.invalidInput) {
            _ = try await custodian.disclose(SupportView.self, about: named, for: .customerCare, to: bed.agent)
        }
        _ = try await thrown(.invalidInput) { try await custodian.object(on: named, to: .customerCare) }
        _ = try await thrown(.invalidInput) { try await custodian.receiveRequest(.access, about: named, by: nil) }
        #expect(custodian.protections.all.isEmpty)
    }

    @Test("No host declares tokens as a kind of identifier of its own")
    func reserved() throws {
        var governance = try Bed.governance()
        try governance.validate()
        governance.identifiers = [.token: .keyed]
        let refused = #expect(throws: CustodianError.self) { try governance.validate() }
        #expect(refused?.code == .invalidInput)
        #expect("\(SubjectID.token(SubjectToken(.zero)))" == "‹redacted›")
    }

    @Test("The digits of a token are an identifier like another, and no request about the one repeats one about the other")
    func digits() async throws {
        let bed = Bed(.memory)
        let custodian = try await bed.withCustomer()
        let token = try await custodian.known("c-1042")
        func collect(_ subject: SubjectID) async throws -> CollectionReceipt {
            try await custodian.collect(
                Patient(diagnosis: "J45"), about: subject, for: ["treatment"], from: .subject, by: bed.importer,
                options: CollectOptions(idempotencyKey: "row 1"))
        }
        #expect(try await !collect(.token(token)).isDuplicate)
        #expect(try await collect(.token(token)).isDuplicate)
        _ = try await thrown(.invalidInput) { _ = try await collect(SubjectID(token.description)) }
        try await custodian.collect(
            Customer(email: "digits@example.org"), about: SubjectID(token.description), for: [.customerCare], from: .subject,
            by: bed.importer)
        for (subject, email) in [(.token(token), "ada@example.org"), (SubjectID(token.description), "digits@example.org")]
            as [(SubjectID, String)]
        {
            let seen = try await custodian.disclose(SupportView.self, about: subject, for: .customerCare, to: bed.agent)
            #expect(seen.value.email == email)
        }
    }

    @Test("A token is no other name of anybody, merges two people, and takes them apart")
    func names() async throws {
        let desk = try await MergeDesk(.memory)
        let custodian = desk.custodian
        let ada = SubjectID.token(try await custodian.known("ada"))
        let lovelace = SubjectID.token(try await custodian.known("lovelace"))
        for alias in [ada, lovelace, Self.stranger] {
            _ = try await thrown(.invalidInput) { try await custodian.link(alias, to: "ada", reason: "hers", by: desk.officer) }
        }
        try await custodian.link("byron", to: ada, reason: "her father's name", by: desk.officer)
        #expect(try await custodian.identifierCount(of: ada, by: nil) == 2)
        _ = try await thrown(.invalidInput) { try await custodian.split(ada, reason: "not hers", by: desk.officer) }
        #expect(try await custodian.identifierCount(of: "byron", by: nil) == 2)
        #expect(try await desk.merge(ada, lovelace).tokens == 2)
        try await desk.answer(.given(explicitly: false), lovelace)
        for subject: SubjectID in ["ada", "lovelace", ada, lovelace] { #expect(try await desk.consent(subject) == .given) }
        try await custodian.split(lovelace, reason: "two after all", by: desk.officer)
        #expect(try await custodian.mergeReport(of: ada, by: nil).tokens == 1)
        #expect(try await desk.consent(ada) == .notAsked)
    }

    @Test(
        "To who handles requests it is one person, by whom a request was received under the token or under an identifier",
        arguments: Backing.allCases)
    func requests(_ backing: Backing) async throws {
        let bed = Bed(backing)
        let custodian = try await bed.withCustomer()
        let officer = bed.who("officer-1")
        let named = SubjectID.token(try await custodian.known("c-1042"))
        let first = try await custodian.receiveRequest(.restriction, about: "c-1042", restriction: .accuracyContested, by: nil)
        let second = try await custodian.receiveRequest(.access, about: named, by: nil)
        // Who needs no leave learns neither whether anybody is known nor which token an identifier has.
        #expect(first.subject == nil && second.subject == nil && first.claimant != second.claimant)
        for subject: SubjectID in ["c-1042", named] {
            #expect(try await Set(custodian.requests(about: subject, by: officer).map(\.id)) == [first.id, second.id])
        }
        let third = try await custodian.receiveRequest(.access, about: "c-1042", by: nil)
        #expect(try await custodian.advance(third.id, .markDuplicate(of: second.id), by: officer).isClosed)

        try await custodian.advance(first.id, .verify(by: "card"), by: officer)
        try await custodian.advance(first.id, .grant, by: officer)
        let listed = try #require(try await custodian.openRequests(by: officer).first { $0.id == first.id }?.subject)
        let done = try await custodian.execute(try await custodian.verified(first.id), for: .token(listed), by: officer)
        #expect(done.execution == .done)
        _ = try await thrown(.denied) {
            _ = try await custodian.disclose(SupportView.self, about: "c-1042", for: .customerCare, to: bed.agent)
        }
        for (received, other) in [("c-1042", named), (named, "c-1042")] as [(SubjectID, SubjectID)] {
            for executor in [bed.agent, officer] {
                let request = try await custodian.receiveRequest(
                    .marketingObjection, about: received, purposes: [.directMarketing], by: nil)
                if executor.id == officer.id {
                    try await custodian.execute(try await custodian.verified(request.id), for: other, by: executor)
                } else {
                    // The agent may carry it out, and is not told whose it is.
                    for subject in [other, Self.stranger, "c-9"] {
                        _ = try await thrown(.invalidInput) {
                            try await custodian.execute(try await custodian.verified(request.id), for: subject, by: executor)
                        }
                    }
                    try await custodian.execute(try await custodian.verified(request.id), for: received, by: executor)
                }
            }
        }
        let strange = try await custodian.receiveRequest(.access, about: Self.stranger, by: nil)
        #expect(try await custodian.requests(about: Self.stranger, by: officer) == [strange])
        try await custodian.close()
    }
}

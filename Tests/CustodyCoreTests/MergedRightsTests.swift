import CustodyAccess
import CustodyAudit
import CustodyConsent
import CustodyModel
import CustodyTesting
import Testing

@testable import CustodyCore

@Suite("What follows from what people decided who turned out to be one")
struct MergedRightsTests {
    @Test("A withdrawal by either identifier tells what has to be done about the data of both", arguments: Backing.allCases)
    func obligations(_ backing: Backing) async throws {
        let desk = try await MergeDesk(backing)
        try await desk.give("lovelace")
        try await desk.custodian.collect(
            Customer(email: "l@example.org", hobby: "maths"), about: "lovelace", for: [.directMarketing], from: .subject,
            by: desk.bed.importer, options: CollectOptions(allowsSeveral: true))
        try await desk.merge()
        func work(_ subject: SubjectID) async throws -> [DownstreamObligation] {
            try await desk.custodian.obligations(afterWithdrawalBy: subject, from: .directMarketing, by: nil)
        }
        for subject: SubjectID in ["ada", "lovelace"] {
            #expect(try await work(subject).map(\.work) == [.stop, .restrict, .restrict, .restrict], "consent still holds")
        }
        try await desk.custodian.withdrawConsent(of: "ada", for: .directMarketing)
        for subject: SubjectID in ["ada", "lovelace"] {
            let left = try await work(subject)
            #expect(left.count { $0.work == .restrict && $0.fields == ["email"] } == 2, "what customer care keeps of each")
            #expect(left.filter { $0.work == .erase }.map(\.fields) == [["email", "hobby"]])
        }
        try await desk.custodian.close()
    }

    @Test("A consent that was never valid is taken back by whichever identifier it was given", arguments: Backing.allCases)
    func invalidating(_ backing: Backing) async throws {
        let desk = try await MergeDesk(backing)
        let (custodian, agent) = (desk.custodian, desk.bed.agent)
        let tokens = (ada: try await custodian.known("ada"), lovelace: try await custodian.known("lovelace"))
        func takeBack(_ subject: SubjectID, _ number: Int? = nil) async throws -> ConsentEntry {
            try await custodian.invalidateConsent(of: subject, for: .directMarketing, number: number, by: agent).invalidated
        }
        try await desk.give("lovelace")
        try await desk.merge()
        #expect(try await takeBack("ada", 1).event.subject == tokens.lovelace)
        for subject: SubjectID in ["ada", "lovelace"] { #expect(try await desk.consent(subject) == .invalidated) }

        // The one that decides is found, and only once.
        desk.bed.clock.advance(hours: 1)
        try await desk.give("lovelace")
        let second = try await takeBack("ada")
        #expect(second.event.subject == tokens.lovelace && second.number == 4)
        #expect(try await desk.consent("ada") == .invalidated)
        #expect(try await takeBack("ada") == second)

        // Where both have an event of that number, it is that of whoever is asked for.
        desk.bed.clock.advance(hours: 1)
        try await desk.give("ada")
        #expect(try await takeBack("ada", 1).event.subject == tokens.ada)
        try await custodian.split("ada", reason: "twins", by: desk.officer)
        for (subject, count): (SubjectID, Int) in [("ada", 1), ("lovelace", 2)] {
            let history = try await custodian.consentHistory(of: subject, by: nil)
            #expect(history.count { $0.event.kind == .invalidated } == count)
        }
        #expect(try await custodian.verify().isIntact)
        try await custodian.close()
    }

    @Test("A receipt is had by whichever identifier the person decided", arguments: Backing.allCases)
    func receipts(_ backing: Backing) async throws {
        let desk = try await MergeDesk(backing)
        let custodian = desk.custodian
        let log = TrustedLog(try await custodian.status(of: .evidence).verifier)
        /// What the receipts by either identifier prove, which is the same.
        func proved(_ number: Int? = nil) async throws -> AuditAction? {
            var proved: [AuditAction] = []
            for subject: SubjectID in ["ada", "lovelace"] {
                let receipt = try await custodian.consentReceipt(
                    of: subject, for: .directMarketing, number: number, as: .record, terms: ConsentBed.terms, by: nil)
                proved.append(try receipt.verify(in: log).action)
            }
            #expect(Set(proved).count == 1)
            return proved.first
        }
        try await desk.give("lovelace")
        try await desk.merge()
        #expect(try await proved() == .consentGiven)
        #expect(try await proved(1) == .consentGiven)
        desk.bed.clock.advance(hours: 1)
        try await custodian.withdrawConsent(of: "ada", for: .directMarketing)
        #expect(try await proved() == .consentWithdrawn)
        #expect(try await proved(1) == .consentGiven)
        _ = try await thrown(.invalidInput) { _ = try await proved(9) }
        try await custodian.close()
    }

    @Test(
        "A signal that ends does so for each of whom it was sent, and is news when it begins again", arguments: Backing.allCases
    )
    func signals(_ backing: Backing) async throws {
        let desk = try await MergeDesk(backing)
        let custodian = desk.custodian
        func begin(_ subject: SubjectID) async throws -> AuditReceipt? {
            try await custodian.observe(.globalPrivacyControl, of: subject, for: [.directMarketing, .customerCare])
        }
        func end(_ subject: SubjectID) async throws -> AuditReceipt? {
            try await custodian.signalEnded(.globalPrivacyControl, of: subject, for: [.directMarketing, .customerCare])
        }
        #expect(try await begin("lovelace") != nil)
        try await desk.merge()
        #expect(try await end("ada") != nil)
        #expect(try await end("lovelace") == nil)
        // Both at once: in one commit, and each finds it in their own history.
        #expect(try await begin("lovelace") != nil)
        #expect(try await begin("ada") != nil)
        let commit = try #require(try await end("ada")).commit
        #expect(try await end("lovelace") == nil)
        let log = try await custodian.log(LogFilter(actions: [.consentSignal]), by: nil)
        #expect(log.count { $0.commit == commit } == 2)
        try await custodian.split("ada", reason: "twins", by: desk.officer)
        for (subject, count): (SubjectID, Int) in [("ada", 2), ("lovelace", 4)] {
            let history = try await custodian.consentHistory(of: subject, by: nil)
            #expect(history.count { $0.event.kind == .signalEnded } == count)
        }
        #expect(try await custodian.verify().isIntact)
        try await custodian.close()
    }

    @Test("What a device decided comes over no choice that was made by another identifier", arguments: Backing.allCases)
    func linking(_ backing: Backing) async throws {
        let desk = try await MergeDesk(backing)
        func link(_ device: SubjectID, to account: SubjectID = "ada") async throws -> Int {
            try await desk.custodian.linkConsents(of: device, to: account, by: desk.bed.agent).events
        }
        try await desk.custodian.withdrawConsent(of: "lovelace", for: .directMarketing)
        try await desk.give("device-7")
        try await desk.merge()
        desk.bed.clock.advance(hours: 1)
        #expect(try await link("device-7") == 0)
        #expect(try await desk.consent("ada") == .withdrawn)
        _ = try await thrown(.invalidInput) { _ = try await link("lovelace") }
        // A signal says no beside what was decided.
        _ = try await desk.custodian.observe(.globalPrivacyControl, of: "device-7", for: [.customerCare])
        #expect(try await link("device-7") == 1)
        #expect(try await link("device-7", to: "lovelace") == 0, "it is known by the other identifier")
        _ = try await thrown(.denied) { _ = try await desk.email("lovelace") }
        try await desk.custodian.close()
    }
}

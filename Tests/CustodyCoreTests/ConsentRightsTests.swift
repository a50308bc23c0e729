import CustodyAccess
import CustodyAudit
import CustodyConsent
import CustodyCore
import CustodyModel
import CustodyTesting
import Synchronization
import Testing

@Suite("Withdrawal, signals, receipts and handing over")
struct ConsentRightsTests {
    @Test(
        "Withdrawing asks for nothing that giving does not ask for, by what both were seen to ask for",
        arguments: Backing.allCases)
    func symmetry(_ backing: Backing) async throws {
        let bed = try await ConsentBed(backing)
        #expect(bed.custodian.consentSymmetry == ConsentSymmetry())
        try await bed.give()
        try await bed.custodian.withdrawConsent(of: "c-1", for: .directMarketing)
        _ = try await thrown(.denied) {
            try await bed.custodian.recordConsent(
                .given(explicitly: false), of: "c-1", for: .directMarketing, notice: Bed.notice, by: bed.nobody)
        }
        let seen = bed.custodian.consentSymmetry
        #expect(seen.grant.steps == ConsentSymmetry.Step.allCases && seen.grant.done == 1 && seen.grant.failed == 1)
        #expect(seen.withdrawal.steps == [.commit] && seen.withdrawal.done == 1 && seen.withdrawal.failed == 0)
        #expect(seen.isSymmetric)
        var unfair = seen
        unfair.grant.steps = []
        #expect(!unfair.isSymmetric)
        try await bed.custodian.close()
    }

    @Test("The report says how long each took, by the custodian's clock")
    func latency() async throws {
        let clock = TickingClock()
        let custodian = try await Custodian.open(
            try await Backends.inMemory(controller: "acme"), governance: try Bed.governance(), clock: clock)
        let agent = Principal("agent-1", Authentication(.multiFactor, at: clock.now(), by: "test", level: 2))
        for _ in 0..<3 {
            try await custodian.recordConsent(
                .given(explicitly: false), of: "c-1", for: .directMarketing, notice: Bed.notice, by: agent)
            try await custodian.withdrawConsent(of: "c-1", for: .directMarketing)
        }
        let seen = custodian.consentSymmetry
        for side in [seen.grant, seen.withdrawal] {
            #expect(side.done == 3 && side.milliseconds > 0)
            #expect(side.slowestMilliseconds <= side.milliseconds && side.slowestMilliseconds * 3 >= side.milliseconds)
        }
        try await custodian.close()
    }

    @Test(
        "A withdrawal tells what has to stop, what has to be erased and what another purpose keeps", arguments: Backing.allCases
    )
    func obligations(_ backing: Backing) async throws {
        let bed = try await ConsentBed(backing)
        try await bed.give()
        try await bed.custodian.collect(
            Customer(email: "ada@example.net", hobby: "chess"), about: "c-1", for: [.directMarketing], from: .subject,
            by: bed.staff, options: CollectOptions(allowsSeveral: true))
        try await bed.custodian.withdrawConsent(of: "c-1", for: .directMarketing)
        let work = try await bed.custodian.obligations(afterWithdrawalBy: "c-1", from: .directMarketing, by: nil)
        #expect(work.first?.work == .stop)
        #expect(work.contains { $0.work == .restrict && $0.fields == ["email"] }, "what customer care keeps")
        #expect(work.contains { $0.work == .erase && $0.fields == ["email", "hobby"] }, "what was held on consent alone")
        #expect(!work.contains { $0.fields.contains("iban") }, "what marketing never used")
        _ = try await thrown(.unknownPurpose) {
            _ = try await bed.custodian.obligations(afterWithdrawalBy: "c-1", from: "research", by: nil)
        }
        try await bed.custodian.close()
    }

    @Test("A signal denies at once, is recorded once, and ends with a consent after notice", arguments: Backing.allCases)
    func signal(_ backing: Backing) async throws {
        let bed = try await ConsentBed(backing)
        try await bed.give()
        let receipt = try await bed.custodian.observe(.globalPrivacyControl, of: "c-1", for: [.directMarketing])
        #expect(receipt != nil)
        #expect(try await bed.refusal()?.contains(AccessReason.consentWithdrawn) == true)
        for _ in 0..<5 {
            #expect(try await bed.custodian.observe(.globalPrivacyControl, of: "c-1", for: [.directMarketing]) == nil)
        }
        #expect(try await bed.custodian.consentHistory(of: "c-1", by: nil).filter { $0.event.kind == .optedOut }.count == 1)
        #expect(try await bed.custodian.log(LogFilter(actions: [.consentSignal]), by: nil).count == 1)
        try await bed.give()
        #expect(try await bed.custodian.observe(.globalPrivacyControl, of: "c-1", for: [.directMarketing]) == nil)
        _ = try await bed.mail()
        #expect(try await bed.custodian.explainConsent(of: "c-1", for: .directMarketing, by: nil).overridesSignal)
        #expect(try await bed.custodian.signalEnded(.globalPrivacyControl, of: "c-1", for: [.directMarketing]) != nil)
        #expect(try await bed.custodian.signalEnded(.globalPrivacyControl, of: "c-1", for: [.directMarketing]) == nil)
        _ = try await bed.mail()
        #expect(try await bed.custodian.observe(.globalPrivacyControl, of: "c-1", for: [.directMarketing]) != nil)
        _ = try await bed.refusal()
        _ = try await thrown(.invalidInput) { try await bed.custodian.observe(.globalPrivacyControl, of: "c-1", for: []) }
        #expect(
            try await bed.custodian.observe(.globalPrivacyControl, of: "never seen", for: [.directMarketing]) != nil)
        try await bed.custodian.close()
    }

    @Test(
        "What a device decided comes to an account by an act only, and never over the account's own choice",
        arguments: Backing.allCases)
    func linking(_ backing: Backing) async throws {
        let bed = try await ConsentBed(backing)
        try await bed.give("device-7")
        #expect(try await bed.state() == .notAsked, "nothing is linked by itself")
        _ = try await thrown(.denied) {
            _ = try await bed.custodian.linkConsents(of: "device-7", to: "c-1", by: bed.nobody)
        }
        let (events, receipt) = try await bed.custodian.linkConsents(of: "device-7", to: "c-1", by: bed.staff)
        #expect(events == 2 && receipt != nil)
        _ = try await bed.mail()
        let (again, none) = try await bed.custodian.linkConsents(of: "device-7", to: "c-1", by: bed.staff)
        #expect(again == 0 && none == nil)
        try await bed.custodian.withdrawConsent(of: "c-1", for: .directMarketing)
        try await bed.give("device-8")
        #expect(try await bed.custodian.linkConsents(of: "device-8", to: "c-1", by: bed.staff).events == 0)
        #expect(try await bed.state() == .withdrawn)
        _ = try await thrown(.invalidInput) {
            _ = try await bed.custodian.linkConsents(of: "c-1", to: "c-1", by: bed.staff)
        }
        _ = try await thrown(.unknownSubject) {
            _ = try await bed.custodian.linkConsents(of: "device-9", to: "c-1", by: bed.staff)
        }
        try await bed.custodian.close()
    }

    @Test("Consent, refusal and withdrawal have receipts that the log proves, in every form", arguments: Backing.allCases)
    func receipts(_ backing: Backing) async throws {
        let bed = try await ConsentBed(backing)
        try await bed.give()
        try await bed.give("c-1", .refused)
        try await bed.custodian.withdrawConsent(of: "c-1", for: .directMarketing)
        let actions: [(Int, AuditAction)] = [(1, .consentGiven), (3, .consentRefused), (4, .consentWithdrawn)]
        var others: [ProvenReceipt] = []
        for (number, action) in actions {
            for form in ReceiptForm.allCases {
                let receipt = try await bed.custodian.consentReceipt(
                    of: "c-1", for: .directMarketing, number: number, as: form, terms: ConsentBed.terms, by: nil)
                let log = TrustedLog(try await bed.custodian.status(of: .evidence).verifier)
                let leaf = try receipt.verify(in: log)
                #expect(leaf.action == action && leaf.auditClass == .consent)
                for other in others where other.id != receipt.id {
                    var forged = receipt
                    forged.proof = other.proof
                    #expect(throws: AuditError.self) { try forged.verify(in: log) }
                    forged = receipt
                    forged.document = other.document
                    #expect(throws: AuditError.self) { try forged.verify(in: log) }
                }
                others.append(receipt)
            }
        }
        let now = try await bed.custodian.consentReceipt(
            of: "c-1", for: .directMarketing, as: .record, terms: ConsentBed.terms, by: nil)
        #expect(others.last.map { $0.id == now.id } == true, "the one that decides now")
        var terms = ConsentBed.terms
        terms.controllers = []
        let missing = try await thrown(.invalidInput) {
            _ = try await bed.custodian.consentReceipt(of: "c-1", for: .directMarketing, as: .kantara, terms: terms, by: nil)
        }
        #expect(missing.reasons == ["receiptIncomplete"])
        _ = try await thrown(.invalidInput) {
            _ = try await bed.custodian.consentReceipt(
                of: "c-1", for: .directMarketing, number: 99, as: .kantara, terms: ConsentBed.terms, by: nil)
        }
        try await bed.custodian.close()
    }

    @Test("What one store hands out another takes over, once, and hands out again to the byte", arguments: Backing.allCases)
    func handingOver(_ backing: Backing) async throws {
        let first = try await ConsentBed(backing)
        try await first.give(
            under: ConsentCircumstances(categories: [.contact], channel: "web", evidence: Sensitive(Array("signed".utf8))))
        first.bed.clock.advance(hours: 1)
        try await first.custodian.withdrawConsent(of: "c-1", for: .directMarketing, through: "app")
        try await first.give("c-2", .refused)
        func lines(_ bed: ConsentBed) async throws -> [[UInt8]] {
            var lines: [[UInt8]] = []
            try await bed.custodian.exportConsents(of: ["c-1", "c-2"], by: bed.staff) { lines.append(Array($0.dropLast())) }
            return lines
        }
        let handed = try await lines(first)
        #expect(handed.count == 6)
        _ = try await thrown(.denied) {
            try await first.custodian.exportConsents(by: first.nobody) { _ in Issue.record("a line was given") }
        }
        let second = try await ConsentBed(backing)
        second.bed.clock.advance(hours: 100)
        _ = try await thrown(.denied) { _ = try await second.custodian.importConsents(handed, by: second.nobody) }
        let report = try await second.custodian.importConsents(handed, by: second.staff)
        #expect(report.faults == [] && report.added == 5 && report.notices == 1)
        #expect(try await lines(second) == handed)
        #expect(try await second.state() == .withdrawn)
        #expect(try await second.state("c-2") == .refused)
        let again = try await second.custodian.importConsents(handed, by: second.staff)
        #expect(again.added == 0 && again.known == 5)
        #expect(try await second.custodian.log(LogFilter(subject: "c-2", actions: [.consentImported]), by: nil).count == 1)
        let odd = Array(
            #"{"type":"event","subject":"c-3","kind":"yes","purpose":"directMarketing","occurredAt":"2026-01-01"}"#.utf8)
        let faulty = try await second.custodian.importConsents([odd], by: second.staff)
        #expect(faulty.faults == [ConsentImportFault(1, .kind, .unknownWord)])
        var everybody = 0
        #expect(try await second.custodian.exportConsents(by: second.staff) { _ in everybody += 1 } == 5)
        #expect(everybody == 6)
        try await first.custodian.close()
        try await second.custodian.close()
    }
}

/// A clock that goes on by itself, so that what takes longer asks it more often.
private final class TickingClock: CustodyClock {
    private let time = Mutex<Int64>(1_795_000_000_000)

    func now() -> Instant {
        time.withLock { time in
            time += 1
            return Instant(milliseconds: time)
        }
    }
}

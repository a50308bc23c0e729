import CustodyAccess
import CustodyAudit
import CustodyConsent
import CustodyCore
import CustodyModel
import CustodyTesting
import Testing

@Suite("Consent, objection and restriction")
struct ConsentTests {
    struct MailView: PersonalView {
        typealias Record = Customer
        let email: String
    }

    private func mail(_ custodian: Custodian, _ bed: Bed) async throws -> String {
        try await custodian.disclose(MailView.self, about: "c-1042", for: .directMarketing, to: bed.who("marketer-1")).value
            .email
    }

    @Test("Marketing sees an address after consent and not before, nor after the withdrawal", arguments: Backing.allCases)
    func story(_ backing: Backing) async throws {
        let bed = Bed(backing)
        let custodian = try await bed.withCustomer()
        let before = try await thrown(.denied) { _ = try await mail(custodian, bed) }
        #expect(before.decision?.reasons.contains(AccessReason.noConsent) == true)
        bed.clock.advance(hours: 1)
        try await custodian.recordConsent(
            .given(explicitly: false), of: "c-1042", for: .directMarketing, notice: Bed.notice, by: bed.agent)
        #expect(try await mail(custodian, bed) == "ada@example.org")
        bed.clock.advance(hours: 1)
        try await custodian.withdrawConsent(of: "c-1042", for: .directMarketing)
        let after = try await thrown(.denied) { _ = try await mail(custodian, bed) }
        #expect(after.decision?.reasons.contains(AccessReason.consentWithdrawn) == true)
        try await custodian.close()
    }

    @Test("The status is known for every past instant", arguments: Backing.allCases)
    func asOf(_ backing: Backing) async throws {
        let bed = Bed(backing)
        let custodian = try await bed.withCustomer()
        let start = bed.clock.now()
        bed.clock.advance(hours: 1)
        try await custodian.recordConsent(
            .given(explicitly: true), of: "c-1042", for: .directMarketing, notice: Bed.notice, by: bed.agent)
        let given = bed.clock.now()
        bed.clock.advance(hours: 1)
        try await custodian.withdrawConsent(of: "c-1042", for: .directMarketing)
        func state(_ instant: Instant?) async throws -> ConsentStatus.State {
            try await custodian.consentStatus(of: "c-1042", for: .directMarketing, at: instant).state
        }
        #expect(try await state(start) == .notAsked)
        #expect(try await state(given) == .given)
        #expect(try await state(nil) == .withdrawn)
        let status = try await custodian.consentStatus(of: "c-1042", for: .directMarketing, at: given)
        #expect(status.notice == NoticeHash(of: Bed.notice.text))
        #expect(status.explicit)
        try await custodian.close()
    }

    @Test("A refusal denies and is not the same as never asked", arguments: Backing.allCases)
    func refusal(_ backing: Backing) async throws {
        let bed = Bed(backing)
        let custodian = try await bed.withCustomer()
        try await custodian.recordConsent(.refused, of: "c-1042", for: .directMarketing, notice: Bed.notice, by: bed.agent)
        let error = try await thrown(.denied) { _ = try await mail(custodian, bed) }
        #expect(error.decision?.reasons.contains(AccessReason.consentRefused) == true)
        try await custodian.close()
    }

    @Test("Consent is asked for only where the basis is consent, and recorded only by who may", arguments: Backing.allCases)
    func onlyConsentPurposes(_ backing: Backing) async throws {
        let bed = Bed(backing)
        let custodian = try await bed.withCustomer()
        _ = try await thrown(.invalidInput) {
            try await custodian.recordConsent(
                .given(explicitly: false), of: "c-1042", for: .customerCare, notice: Bed.notice, by: bed.agent)
        }
        _ = try await thrown(.denied) {
            try await custodian.recordConsent(
                .given(explicitly: false), of: "c-1042", for: .directMarketing, notice: Bed.notice, by: bed.importer)
        }
        try await custodian.close()
    }

    @Test("Who never consented can withdraw, needing no notice, permit or name", arguments: Backing.allCases)
    func withdrawAlways(_ backing: Backing) async throws {
        let bed = Bed(backing)
        let custodian = try await bed.open()
        #expect(try await custodian.withdrawConsent(of: "nobody yet", for: .directMarketing) != nil)
        #expect(try await custodian.consentStatus(of: "nobody yet", for: .directMarketing).state == .withdrawn)
        try await custodian.close()
    }

    @Test("An objection ends processing on legitimate interests, a restriction nearly all of it", arguments: Backing.allCases)
    func objectionAndRestriction(_ backing: Backing) async throws {
        let bed = Bed(backing)
        let custodian = try await bed.withCustomer()
        try await custodian.object(on: "c-1042", to: .customerCare)
        let objected = try await thrown(.denied) {
            _ = try await custodian.disclose(SupportView.self, about: "c-1042", for: .customerCare, to: bed.agent)
        }
        #expect(objected.decision?.reasons.contains(AccessReason.objected) == true)
        #expect(
            try await custodian.disclose(PaymentView.self, about: "c-1042", for: .payment, to: bed.who("biller-1")).value.iban
                .hasPrefix("GB33"))
        try await custodian.restrictProcessing(of: "c-1042")
        let restricted = try await thrown(.denied) {
            _ = try await custodian.disclose(PaymentView.self, about: "c-1042", for: .payment, to: bed.who("biller-1"))
        }
        #expect(restricted.decision?.reasons.contains(AccessReason.restricted) == true)
        try await custodian.close()
    }

    @Test("No disclosure is committed after the withdrawal that it races with", arguments: Backing.allCases)
    func race(_ backing: Backing) async throws {
        let bed = Bed(backing)
        let custodian = try await bed.withCustomer()
        try await custodian.recordConsent(
            .given(explicitly: false), of: "c-1042", for: .directMarketing, notice: Bed.notice, by: bed.agent)
        await withTaskGroup(of: Void.self) { group in
            for task in 0..<24 {
                group.addTask {
                    if task == 12 {
                        _ = try? await custodian.withdrawConsent(of: "c-1042", for: .directMarketing)
                    } else {
                        _ = try? await self.mail(custodian, bed)
                    }
                }
            }
        }
        let lines = try await custodian.log(by: nil).filter { $0.purpose == .directMarketing }
        let withdrawal = try #require(lines.firstIndex { $0.action == .consentWithdrawn })
        #expect(!lines[withdrawal...].contains { $0.decision == .permit })
        try await custodian.close()
    }
}

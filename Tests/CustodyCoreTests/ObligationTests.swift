import CustodyAccess
import CustodyCore
import CustodyModel
import CustodyTesting
import Testing

@Suite("What a policy asks for in return, through the facade")
struct ObligationTests {
    private static func custodian(_ bed: Bed) async throws -> Custodian {
        var governance = try Bed.governance()
        func rule(_ obligations: Obligations, on action: Action = .read) -> Rule {
            Rule([action], categories: [.contact], purposes: [.customerCare], obligations: obligations)
        }
        governance.policy.roles += [
            Role("careful", rules: [rule([.postReview, .audit]), rule([.postReview, .audit], on: .share)]),
            Role("logged", rules: [rule(.audit)]),
        ]
        governance.policy.principals += [
            Assignment("careful-1", to: ["careful"]), Assignment("logged-1", to: ["logged"]),
        ]
        let custodian = try await bed.open(governance)
        try await custodian.collect(
            Customer(email: "ada@example.org", phone: "1"), about: "c-1042", for: [.customerCare], from: .subject,
            by: bed.importer)
        return custodian
    }

    @Test(
        "A permission that asks for something applies to who says that they do it, and the disclosure says what was asked for",
        arguments: Backing.allCases)
    func met(_ backing: Backing) async throws {
        let bed = Bed(backing)
        let custodian = try await Self.custodian(bed)
        let careful = bed.who("careful-1")
        let does: Obligations = [.postReview, .notifyPerson]
        let seen = try await custodian.disclose(
            SupportView.self, about: "c-1042", for: .customerCare, to: careful, meeting: does)
        #expect(seen.value.email == "ada@example.org" && seen.obligations == .postReview)
        let named = try await custodian.disclose(
            [FieldRequest("email")], of: "customer", about: "c-1042", for: .customerCare, to: careful, meeting: does)
        #expect(named.obligations == .postReview)
        let each = try await custodian.disclose(
            SupportView.self, aboutEach: ["c-1042"], for: .customerCare, to: careful, meeting: does)
        #expect(try each.map { try $0.result.get().obligations } == [.postReview])
        var all: [Obligations] = []
        let stream = try await custodian.discloseAll(
            SupportView.self, for: .customerCare, to: careful, options: BulkOptions(meeting: does))
        for try await batch in stream { all += batch.disclosures.map(\.obligations) }
        #expect(all == [.postReview])
        // Who is asked for nothing is told of nothing; that it is recorded goes without saying.
        for who in [bed.agent, bed.who("logged-1")] {
            for does in [does, []] {
                let plain = try await custodian.disclose(
                    SupportView.self, about: "c-1042", for: .customerCare, to: who, meeting: does)
                #expect(plain.obligations.isEmpty)
            }
            let silent = try await custodian.disclose(SupportView.self, about: "c-1042", for: .customerCare, to: who)
            #expect(silent.obligations.isEmpty)
        }
        #expect(try await custodian.verify().isIntact)
        try await custodian.close()
    }

    @Test("Who does not say so is denied, and learns nothing of anybody", arguments: Backing.allCases)
    func unmet(_ backing: Backing) async throws {
        let bed = Bed(backing)
        let custodian = try await Self.custodian(bed)
        let careful = bed.who("careful-1")
        for subject in ["c-1042", "c-9999"] as [SubjectID] {
            for does in [[], .notifyPerson] as [Obligations] {
                let error = try await thrown(.denied) {
                    _ = try await custodian.disclose(
                        SupportView.self, about: subject, for: .customerCare, to: careful, meeting: does)
                }
                #expect(error.decision?.reason == .obligationUnsupported)
            }
            let plain = try await thrown(.denied) {
                _ = try await custodian.disclose(SupportView.self, about: subject, for: .customerCare, to: careful)
            }
            #expect(plain.decision?.reason == .obligationUnsupported)
        }
        _ = try await thrown(.denied) {
            _ = try await custodian.disclose(SupportView.self, aboutEach: ["c-1042"], for: .customerCare, to: careful)
        }
        _ = try await thrown(.denied) {
            _ = try await custodian.discloseAll(SupportView.self, for: .customerCare, to: careful)
        }
        _ = try await thrown(.unknownSubject) {
            _ = try await custodian.disclose(
                SupportView.self, about: "c-9999", for: .customerCare, to: careful, meeting: .postReview)
        }
        try await custodian.close()
    }

    @Test("Data is shared by a permission that asks for something with who says that they do it, and with nobody else")
    func shared() async throws {
        let bed = Bed(.memory)
        let custodian = try await Self.custodian(bed)
        let careful = bed.who("careful-1")
        let typed = try await custodian.share(
            SupportView.self, about: "c-1042", for: .customerCare, with: ConsentBed.post, by: careful, meeting: .postReview)
        #expect(typed.value.email == "ada@example.org" && typed.obligations == .postReview)
        let named = try await custodian.share(
            [FieldRequest("email")], of: "customer", about: "c-1042", for: .customerCare, with: ConsentBed.post, by: careful,
            meeting: [.postReview, .notifyPerson])
        #expect(named.value.text("email") == "ada@example.org" && named.obligations == .postReview)
        for does in [[], .notifyPerson] as [Obligations] {
            let error = try await thrown(.denied) {
                _ = try await custodian.share(
                    SupportView.self, about: "c-1042", for: .customerCare, with: ConsentBed.post, by: careful, meeting: does)
            }
            #expect(error.decision?.reason == .obligationUnsupported)
        }
        _ = try await thrown(.denied) {
            _ = try await custodian.share(
                [FieldRequest("email")], of: "customer", about: "c-1042", for: .customerCare, with: ConsentBed.post,
                by: careful)
        }
        try await custodian.close()
    }
}

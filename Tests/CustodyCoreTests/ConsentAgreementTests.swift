import CustodyConsent
import CustodyCore
import CustodyModel
import CustodyTesting
import Testing

@Suite("What is told with an answer agrees with what is known")
struct ConsentAgreementTests {
    private func reasons(_ body: () async throws -> Void) async throws -> [String] {
        try await thrown(.invalidInput, from: body).reasons
    }

    @Test(
        "An answer to an edition is refused where its text is on record as something else, and nothing is recorded",
        arguments: Backing.allCases)
    func anotherNotice(_ backing: Backing) async throws {
        let bed = try await ConsentBed(backing)
        try await bed.give()
        bed.bed.clock.advance(hours: 1)
        let named = ShownNotice(text: Bed.notice.text, version: "1", language: "en", name: "mk")
        for answer: ConsentAnswer in [.given(explicitly: false), .renewed(explicitly: false)] {
            #expect(try await reasons { try await bed.give("c-1", answer, notice: named) } == ["noticeConflict"])
        }
        #expect(
            try await reasons {
                try await bed.custodian.requestConsent(of: "c-1", for: .directMarketing, notice: named, by: bed.staff)
            } == ["noticeConflict"])
        #expect(try await bed.custodian.consentHistory(of: "c-1", by: nil).map(\.event.kind) == [.requested, .given])
        // Nobody who says no is told that they said it to another text.
        try await bed.give("c-1", .refused, notice: named)
        #expect(try await bed.state() == .refused)
        try await bed.custodian.close()
    }

    @Test(
        "An answer agrees with the edition on record in all it says, and one that names no notice is to that edition",
        arguments: Backing.allCases)
    func sameNotice(_ backing: Backing) async throws {
        let bed = try await ConsentBed(backing)
        func edition(
            _ version: String, name: NoticeName? = "mk", in language: String = "en", _ change: Notice.Change? = nil,
            saying text: String = "We write to you"
        ) -> ShownNotice {
            ShownNotice(text: Array(text.utf8), version: version, language: language, name: name, change: change)
        }
        _ = try await bed.custodian.recordNotice(edition("1"), explaining: [.directMarketing, "fun.game"], by: bed.staff)
        for other in [edition("1", name: "letters"), edition("2"), edition("1", in: "de"), edition("1", .minor)] {
            #expect(try await reasons { try await bed.give(notice: other) } == ["noticeConflict"])
        }
        try await bed.give(notice: edition("1"))
        bed.bed.clock.advance(hours: 1)
        try await bed.give(notice: edition("7", name: nil))
        #expect(try await bed.state() == .given)
        bed.bed.clock.advance(hours: 1)
        _ = try await bed.custodian.recordNotice(
            edition("2", saying: "We and others write to you"), explaining: [.directMarketing], by: bed.staff)
        #expect(try await bed.state() == .stale)
        try await bed.custodian.close()
    }

    @Test("Consent to a category that nothing knows is refused, and one to a whole is not", arguments: Backing.allCases)
    func categories(_ backing: Backing) async throws {
        let bed = try await ConsentBed(backing)
        func told(_ categories: DataCategory...) -> ConsentCircumstances { ConsentCircumstances(categories: categories) }
        let slip = try await thrown(.invalidInput) { try await bed.give(under: told(.contact, "contact.emial")) }
        #expect(slip.message.contains("'contact.emial'") && slip.reasons == ["detailInvalid"])
        // What is no name at all is not repeated.
        let malformed = try await thrown(.invalidInput) { try await bed.give(under: told("ada lovelace")) }
        #expect(!malformed.message.contains("ada") && malformed.reasons == ["detailInvalid"])
        #expect(try await bed.custodian.consentHistory(of: "c-1", by: nil).isEmpty)
        for known: DataCategory in [.emailAddress, .contact, "interests", "interests.hobby"] {
            bed.bed.clock.advance(hours: 1)
            try await bed.give(under: told(known))
        }
        bed.bed.clock.advance(hours: 1)
        try await bed.give("c-1", .refused, under: told("contact.emial"))
        #expect(try await bed.state() == .refused)
        try await bed.custodian.close()
    }
}

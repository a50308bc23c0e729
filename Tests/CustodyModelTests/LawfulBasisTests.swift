import CustodyModel
import Testing

@Suite("Lawful bases")
struct LawfulBasisTests {
    @Test("A basis that is named after a law and is none of its own is told apart from another law's")
    func unknown() {
        #expect(LawfulBasis("gdpr:6(1)(ea)").isUnknownToGDPR && !LawfulBasis.recognisedInterests.isUnknownToGDPR)
        #expect(LawfulBasis("uk-gdpr:6(1)(f)").isUnknownToUnitedKingdom)
        #expect(!LawfulBasis.recognisedInterests.isUnknownToUnitedKingdom)
        for basis in LawfulBasis.gdpr + ["lgpd:7(I)"] {
            #expect(!basis.isUnknownToGDPR && !basis.isUnknownToUnitedKingdom, "\(basis)")
        }
        #expect(LawfulBasis.gdpr.count == 6 && LawfulBasis.unitedKingdom == ["uk-gdpr:6(1)(ea)"])
    }

    @Test("What the United Kingdom added is not called by the Union's term, and another law's basis has none")
    func terms() {
        #expect(LawfulBasis.legitimateInterests.iri == "https://w3id.org/dpv/legal/eu/gdpr#A6-1-f")
        #expect(LawfulBasis.recognisedInterests.iri == "https://w3id.org/dpv#LegitimateInterest")
        #expect(LawfulBasis("lgpd:7(I)").iri == nil)
    }

    @Test("Each condition of recognised legitimate interests has its paragraph, and no other stands beside the five")
    func conditions() {
        #expect(
            RecognisedInterest.allCases.map(\.reference)
                == [1, 2, 3, 5, 6].map { "UK GDPR Annex 1 para. \($0)" })
    }

    @Test("A declaration of before the condition was there is read and written as it was")
    func formerDeclarations() throws {
        let former: [String: String] = ["purpose": "care", "basis": "gdpr:6(1)(f)", "note": "weighed"]
        let bytes = try CBOR.encode(former)
        let read: PurposeDeclaration = try CBOR.decode(from: bytes)
        #expect(read == PurposeDeclaration("care", basis: .legitimateInterests, note: "weighed"))
        #expect(try CBOR.encode(read) == bytes)
    }

    @Test("A condition that is none of the five is not read, rather than read as none")
    func unknownCondition() throws {
        let bytes = try CBOR.encode(["purpose": "p", "basis": "uk-gdpr:6(1)(ea)", "recognisedInterest": "advertising"])
        #expect(throws: DecodingError.self) { let _: PurposeDeclaration = try CBOR.decode(from: bytes) }
        let known = PurposeDeclaration("p", basis: .recognisedInterests, recognisedInterest: .crime)
        #expect(try CBOR.decode(from: CBOR.encode(known)) == known)
    }
}

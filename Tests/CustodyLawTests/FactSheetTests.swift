import CustodyLaw
import CustodyModel
import Testing

/// The tables that no vector reaches otherwise, against copies of the fact sheets that they are transcribed from.
@Suite("The tables against their fact sheets")
struct FactSheetTests {
    // MARK: Practices

    private struct PracticeSheet: Decodable {
        struct Entry: Decodable {
            var id: String
            var gdpr: [String]
            var evidence: Int
            var equivalents: [String]
        }
        var practices: [Entry]
    }

    @Test("Every practice has the articles, the evidence and the places in other laws of the fact sheet, and there is no other")
    func practices() throws {
        let sheet: PracticeSheet = try Fixture.read("practices")
        #expect(Practice.all.map(\.id.rawValue) == sheet.practices.map(\.id))
        for (practice, entry) in zip(Practice.all, sheet.practices) {
            // A remark stands behind the article, in brackets after a space.
            #expect(practice.articles == entry.gdpr.map { $0.split(separator: #/ \(/#)[0].description }, "\(entry.id)")
            #expect(practice.evidence.count == entry.evidence, "\(entry.id)")
            #expect(practice.equivalents.count == entry.equivalents.count, "\(entry.id)")
            for (equivalent, fact) in zip(practice.equivalents, entry.equivalents) {
                for number in fact.matches(of: /[0-9][0-9A-Za-z.()]*/) {
                    #expect(equivalent.reference.contains(number.output), "\(entry.id) \(fact)")
                }
            }
        }
    }

    // MARK: Bases and ages

    private struct BasisSheet: Decodable {
        struct Age: Decodable {
            var country: String
            var age: Int?
            var mark: String
        }
        var ages: [Age]
        var rights: [String: [String: String]]
    }

    private static let bases: [String: LawfulBasis] = [
        "consent": .consent, "contract": .contract, "legal_obligation": .legalObligation, "vital_interests": .vitalInterests,
        "public_task": .publicTask, "legitimate_interests": .legitimateInterests,
    ]

    private static let rights: [String: RightKind] = [
        "access": .access, "rectification": .rectification, "complaint": .complaint, "erasure": .erasure,
        "restriction": .restriction, "portability": .portability, "objection": .objection, "withdraw": .withdrawal,
    ]

    /// What the words of the fact sheet come to.
    private static let answers: [String: RightAnswer] = [
        "yes: on withdrawal when no other ground (17(1)(b))": .when(.noOtherGround),
        "yes when no longer necessary or unlawful": .when(.unnecessaryOrUnlawful),
        "when no longer necessary or unlawful": .when(.unnecessaryOrUnlawful),
        "no to the extent needed (17(3)(b))": .when(.asFarAsNotNeeded),
        "no to the extent needed (17(3)(b)); else after successful objection": .when(.asFarAsNotNeeded),
        "yes after successful objection or no longer needed": .when(.objectionUpheld),
        "yes (18(1)(a)-(c))": .when(.restrictionReason),
        "yes incl. pending objection (18(1)(d))": .when(.restrictionReasonOrObjection),
        "yes if automated, provided by the person": .when(.givenAndAutomated),
        "yes (21(1)): stop unless compelling grounds or legal claims; controller proves": .when(.noCompellingGrounds),
        "yes (21(1)); direct marketing absolute (21(2)-(3))": .when(.noCompellingGrounds),
        "no (withdraw instead); marketing 21(2) still absolute": .no, "no; marketing yes": .no, "no; marketing n/a": .no,
        "no (20(3))": .no, "no": .no, "yes (15)": .yes, "yes (16)": .yes, "yes (77)": .yes, "yes, any time (7(3))": .yes,
    ]

    @Test("Each right on each basis is answered as the fact sheet has it, its condition included")
    func rightsByBasis() throws {
        let sheet: BasisSheet = try Fixture.read("bases-and-ages")
        #expect(Set(sheet.rights.keys) == Set(Self.bases.keys) && Set(Self.bases.values) == Set(LawfulBasis.gdpr))
        for (name, row) in sheet.rights {
            #expect(Set(row.keys) == Set(Self.rights.keys))
            for (right, words) in row {
                let (kind, basis) = (try #require(Self.rights[right]), try #require(Self.bases[name]))
                let answer = try #require(Self.answers[words], "\(words)")
                #expect(RightOnBasis.answer(kind, on: basis) == answer, "\(name) \(right)")
            }
        }
        // Marketing: an objection is absolute on every basis on which there can be any.
        let absolute = LawfulBasis.gdpr.filter { RightOnBasis.answer(.marketingObjection, on: $0) == .when(.directMarketing) }
        #expect(Set(absolute) == [.consent, .contract, .publicTask, .legitimateInterests])
    }

    @Test("Every age of consent is the fact sheet's, with no better mark, and Denmark has the years before 2024 beside it")
    func ages() throws {
        let sheet: BasisSheet = try Fixture.read("bases-and-ages")
        let rows = ConsentAgeTable.standard.rows.filter { $0.validTo == nil }
        let countries = sheet.ages.map { $0.country == "UK" ? "GB" : String($0.country.prefix(2)) }
        #expect(rows.map(\.country) == countries)
        for (row, fact) in zip(rows, sheet.ages) {
            #expect(row.years == fact.age, "\(row.country)")
            if fact.mark.hasPrefix("memory") { #expect(row.source.verification == .unverified, "\(row.country)") }
            if fact.mark.hasPrefix("seen") { #expect(row.source.verification == .severalSecondary, "\(row.country)") }
        }
        let past = ConsentAgeTable.standard.rows.filter { $0.validTo != nil }
        #expect(past.map(\.country) == ["DK"] && past.map(\.years) == [13])
        let denmark = rows.first { $0.country == "DK" }
        #expect(past.first?.validTo?.adding(.days(1)) == denmark?.validFrom && denmark?.validFrom != nil)
    }

    @Test("The economic area has the twenty-seven states of the Union, Iceland, Liechtenstein and Norway")
    func economicArea() {
        let union = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split(separator: " ")
        #expect(union.count == 27)
        #expect(EconomicArea.countries == Set(union.map(String.init) + ["IS", "LI", "NO"]))
        #expect(ConsentAgeTable.union == EconomicArea.countries)
    }

    // MARK: Articles

    @Test("What a notice has to say stands where Art. 13 and 14 say it, in their order")
    func information() {
        // What the United Kingdom asks beside them stands in Art. 13(1)(c) and 14(1)(c) there.
        let added = InformationItem.allCases.filter { $0.reference(in: .fromPerson)?.hasPrefix("UK ") == true }
        #expect(added == [.recognisedInterest] && InformationItem.recognisedInterest.need == .recognisedInterest)
        #expect(InformationItem.recognisedInterest.reference(in: .fromPerson) == "UK GDPR Art. 13(1)(c)")
        #expect(InformationItem.recognisedInterest.reference(in: .fromOthers) == "UK GDPR Art. 14(1)(c)")
        let union = InformationItem.allCases.filter { !added.contains($0) }
        let direct = union.compactMap { $0.reference(in: .fromPerson) }.sorted()
        #expect(
            direct
                == ("abcdef".map { "GDPR Art. 13(1)(\($0))" } + "abcdef".map { "GDPR Art. 13(2)(\($0))" }))
        let indirect = union.compactMap { $0.reference(in: .fromOthers) }.sorted()
        #expect(
            indirect
                == ("abcdef".map { "GDPR Art. 14(1)(\($0))" } + "abcdefg".map { "GDPR Art. 14(2)(\($0))" }))
        let places: [(InformationItem, String?, String?)] = [
            (.legitimateInterests, "13(1)(d)", "14(2)(b)"), (.retention, "13(2)(a)", "14(2)(a)"),
            (.rights, "13(2)(b)", "14(2)(c)"), (.complaint, "13(2)(d)", "14(2)(e)"), (.duty, "13(2)(e)", nil),
            (.categories, nil, "14(1)(d)"), (.source, nil, "14(2)(f)"), (.automatedDecisions, "13(2)(f)", "14(2)(g)"),
        ]
        for (item, person, others) in places {
            #expect(item.reference(in: .fromPerson) == person.map { "GDPR Art. " + $0 }, "\(item)")
            #expect(item.reference(in: .fromOthers) == others.map { "GDPR Art. " + $0 }, "\(item)")
        }
        let exempt = InformationExemption.allCases.map { [$0.reference(in: .fromPerson), $0.reference(in: .fromOthers)] }
        #expect(
            exempt == [
                ["GDPR Art. 13(4)", "GDPR Art. 14(5)(a)"], [nil, "GDPR Art. 14(5)(b)"], [nil, "GDPR Art. 14(5)(c)"],
                [nil, "GDPR Art. 14(5)(d)"],
            ])
    }

    @Test("A ground for a refusal has the term of the Data Privacy Vocabulary 2.3, and none where that has none")
    func terms() {
        let terms: [RefusalGround: String] = [
            .unfounded: "A12ManifestlyUnfounded", .excessive: "A12ManifestlyExcessive", .identityFailed: "A12IdentityFailure",
            .expression: "A17FreedomOfExpression", .legalObligation: "A17LegallyRequired", .publicHealth: "A17PublicHealth",
            .archiving: "A17Archiving", .legalClaims: "A17LegalClaims",
        ]
        for ground in RefusalGround.all {
            #expect(ground.iri == terms[ground].map { "https://w3id.org/dpv/legal/eu/gdpr#Justification\($0)" }, "\(ground)")
        }
        // The exceptions to erasure are those of Art. 17(3), each once.
        let exceptions = RefusalGround.all.compactMap(\.reference).filter { $0.contains("17(3)") }
        #expect(
            exceptions == [
                "GDPR Art. 17(3)(a)", "GDPR Art. 17(3)(b)", "GDPR Art. 17(3)(c)", "GDPR Art. 17(3)(d)",
                "GDPR Art. 17(3)(e), 21(1)",
            ])
    }
}

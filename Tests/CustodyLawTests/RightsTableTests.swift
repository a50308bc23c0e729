import CustodyLaw
import CustodyModel
import Testing

@Suite("Rights, by law and by basis")
struct RightsTableTests {
    @Test(
        "Every rule names duties that are there, once for each law and kind; what only stops something asks nobody who they are"
    )
    func rules() {
        var seen: Set<String> = []
        for rule in RequestRule.standard {
            #expect(seen.insert("\(rule.law) \(rule.kind)").inserted, "\(rule.law) \(rule.kind) stands twice")
            #expect(rule.answerDuty != nil, "\(rule.answer)")
            #expect(rule.effect == nil || rule.effectDuty != nil)
            #expect((rule.identity == .forbidden) == rule.kind.isAbsolute, "\(rule.law) \(rule.kind)")
            #expect(rule.source.verification == .unverified || !rule.source.text.isEmpty)
        }
        #expect(Set(RequestRule.standard.map(\.kind)) == Set(RightKind.allCases))
        // Every duty about requests is used by some rule; that of Art. 14 is no request.
        let used = Set(RequestRule.standard.flatMap { [$0.answer, $0.effect].compactMap(\.self) })
        #expect(Set(RequestDuty.standard.map(\.id)).subtracting(used) == ["eu-gdpr-art14-notice"])
        #expect(RequestRule.rule(for: .access, under: "eu-gdpr")?.identity == .onReasonableDoubt)
        #expect(RequestRule.rule(for: .access, under: "us-ca")?.identity == .required)
        #expect(RequestRule.rule(for: .optOutOfSale, under: "us-ca")?.answer == "us-ca-opt-out-limit")
        #expect(RequestRule.rule(for: .optOutOfSale, under: "eu-gdpr") == nil)
    }

    /// The article of each right in the vocabulary's own mapping.
    private static let articles: [RightKind: String] = [
        .access: "15", .rectification: "16", .erasure: "17", .restriction: "18", .portability: "20", .objection: "21",
        .automatedDecision: "22", .withdrawal: "7-3", .complaint: "77",
    ]

    /// What the Data Privacy Vocabulary 2.3 maps to each basis, of these rights.
    private static let mapping: [LawfulBasis: Set<String>] = [
        .consent: ["15", "16", "17", "18", "20", "22", "7-3", "77"],
        .contract: ["15", "16", "17", "18", "20", "22", "77"],
        .legalObligation: ["15", "16", "18", "77"],
        .vitalInterests: ["15", "16", "17", "18", "22", "77"],
        .publicTask: ["15", "16", "18", "21", "22", "77"],
        .legitimateInterests: ["15", "16", "17", "18", "21", "22", "77"],
    ]

    /// Where the table says more than the vocabulary, and why.
    private static let deviations: [LawfulBasis: Set<String>] = [
        // Art. 17(3)(b) takes erasure away only as far as the duty needs the data; Art. 22 does not hang on a basis.
        .legalObligation: ["17", "22"],
        .publicTask: ["17"],
    ]

    @Test("The table of rights by basis is the vocabulary's, but for the deviations that are told", arguments: LawfulBasis.gdpr)
    func byBasis(_ basis: LawfulBasis) throws {
        let held = Self.articles.filter { RightOnBasis.answer($0.key, on: basis)?.isPossible == true }.map(\.value)
        let mapped = try #require(Self.mapping[basis])
        #expect(Set(held) == mapped.union(Self.deviations[basis] ?? []), "\(basis)")
        let rows = RightOnBasis.table.filter { $0.basis == basis }
        #expect(Set(rows.map(\.right)).count == rows.count && rows.allSatisfy { !$0.reference.isEmpty })
    }

    @Test("Recognised legitimate interests give the rights of legitimate interests, by the law of the United Kingdom")
    func recognised() throws {
        let rows = RightOnBasis.table.filter { $0.basis == .recognisedInterests }
        #expect(rows.map(\.right) == RightOnBasis.table.filter { $0.basis == .legitimateInterests }.map(\.right))
        for row in rows {
            #expect(row.answer == RightOnBasis.answer(row.right, on: .legitimateInterests), "\(row.right)")
            #expect(row.reference.hasPrefix("UK GDPR Art. "), "\(row.reference)")
        }
        #expect(RightOnBasis.answer(.objection, on: .recognisedInterests) == .when(.noCompellingGrounds))
        #expect(RightOnBasis.answer(.erasure, on: .recognisedInterests) == .when(.objectionUpheld))
        #expect(RightOnBasis.answer(.restriction, on: .recognisedInterests) == .when(.restrictionReasonOrObjection))
        #expect(RightOnBasis.answer(.portability, on: .recognisedInterests) == .no)
        #expect(rows.first { $0.right == .automatedDecision }?.reference == "UK GDPR Art. 22B(4), 22C")
        // Whoever can object has the right in the table, and nobody else.
        for basis in LawfulBasis.gdpr + LawfulBasis.unitedKingdom {
            #expect(basis.yieldsToObjection == (RightOnBasis.answer(.objection, on: basis)?.isPossible == true), "\(basis)")
        }
    }

    @Test("A basis of one country is law there from its first day on, and one that the table does not have is not judged")
    func scopes() throws {
        let scope = try #require(BasisScope.of(.recognisedInterests))
        let first = try #require(CivilDate(year: 2026, month: 2, day: 5))
        #expect(scope.country == "GB" && scope.validFrom == first && scope.isClosedToAuthorities)
        #expect(scope.forbidsAutomatedDecisions && scope.source.verification.isEnough && !scope.source.text.isEmpty)
        #expect(scope.holds(on: first) && !scope.holds(on: CivilDate(daysSince1970: first.daysSince1970 - 1)))
        var ended = scope
        ended.validTo = first
        #expect(ended.holds(on: first) && !ended.holds(on: CivilDate(daysSince1970: first.daysSince1970 + 1)))
        #expect(BasisScope.of(.contract) == nil && BasisScope.of("lgpd:7(I)") == nil)
        #expect(BasisScope.of(.legitimateInterests)?.isClosedToAuthorities == true)
    }

    @Test("Nothing is guessed for another law's basis or right")
    func unknown() {
        #expect(RightOnBasis.answer(.access, on: "lgpd:7(I)") == nil)
        #expect(RightOnBasis.answer(.optOutOfSale, on: .consent) == nil)
        #expect(RightOnBasis.answer(.portability, on: .contract) == .when(.givenAndAutomated))
        #expect(RightOnBasis.answer(.withdrawal, on: .contract) == .no)
    }

    @Test("What only stops something has no ground for a refusal, and everything else has some")
    func grounds() {
        for kind in RightKind.allCases {
            #expect(RefusalGround.all.contains { $0.applies(to: kind) } != kind.isAbsolute, "\(kind)")
        }
        #expect(RefusalGround.all.allSatisfy { $0.reference != nil })
        #expect(!RefusalGround("weAreBusy").applies(to: .access) && RefusalGround("weAreBusy").reference == nil)
    }
}

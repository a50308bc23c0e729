import CustodyAccess
import CustodyConsent
import CustodyLaw
import CustodyModel
import CustodyTesting
import Testing

@testable import CustodyCore

@Suite("What rests on recognised legitimate interests")
struct RecognisedInterestsTests {
    private static func governance() throws -> Governance {
        Governance(
            policy: try RolePolicy(controller: "acme") {
                Declare("fraud", on: .recognisedInterests, recognisedInterest: .crime)
                Role("staff") {
                    Allow([.collect, .read], [.contact], for: ["fraud"])
                    Allow([.exportPerson, .handleRequest, .planErasure], [])
                }
                Assign("agent-1", to: "staff")
            },
            records: [RecordSchema("letter") { Field("email", .emailAddress, for: ["fraud"]) }],
            logRetention: Bed.logRetention)
    }

    private func opened(_ bed: Bed) async throws -> Custodian {
        let custodian = try await bed.open(Self.governance())
        try await custodian.collect(
            FieldValues(text: ["email": "ada@example.org"]), as: "letter", about: "c-1", for: ["fraud"], from: .subject,
            by: bed.agent)
        return custodian
    }

    @Test("the store opens again with it, and the condition is as it was", arguments: Backing.allCases)
    func reopening(_ backing: Backing) async throws {
        let bed = Bed(backing)
        var custodian = try await opened(bed)
        if backing == .files {
            try await custodian.close()
            custodian = try await bed.open(Self.governance())
        }
        #expect(custodian.governance.declaration(of: "fraud")?.recognisedInterest == .crime)
        let governance = try Self.governance()
        #expect(try CBOR.decode(from: CBOR.encode(governance)) == governance)
    }

    @Test("without its condition nothing is governed")
    func condition() throws {
        var governance = try Self.governance()
        governance.policy.purposes[0].recognisedInterest = nil
        let bare = governance
        let error = #expect(throws: CustodianError.self) { try bare.validate() }
        #expect(error?.reasons.contains { $0.contains("missingCondition") } == true)
    }

    @Test("who objected is erased, and who did not is not: the purpose goes on for them")
    func erasure() async throws {
        let bed = Bed(.memory)
        let custodian = try await opened(bed)
        let early = try? await custodian.planErasure(of: "c-1", ground: .objection, by: bed.agent)
        #expect(early?.isComplete != true)
        try await custodian.object(on: "c-1", to: "fraud")
        #expect(try await custodian.planErasure(of: "c-1", ground: .objection, by: bed.agent).isComplete)
    }

    @Test("the person is told the condition and the rights, and takes nothing along")
    func package() async throws {
        let bed = Bed(.memory)
        let custodian = try await opened(bed)
        let sink = PackageTests.Sink()
        _ = try await custodian.accessPackage(of: "c-1", by: bed.agent) { sink.write($0, $1) }
        let told = try #require(try sink.list("purposes").first { $0["purpose"] as? String == "fraud" })
        #expect(told["basis"] as? String == "uk-gdpr:6(1)(ea)" && told["recognisedInterest"] as? String == "crime")
        let rights = try #require(told["rights"] as? [String])
        #expect(rights.contains("objection (UK GDPR Art. 21(1))") && !rights.contains { $0.hasPrefix("portability") })
        #expect(sink.text("report.html").contains("crime, UK GDPR Annex 1 para. 5"))
        let portable = PackageTests.Sink()
        let manifest = try await custodian.portabilityPackage(of: "c-1", by: bed.agent) { portable.write($0, $1) }
        #expect(manifest.records == 0)
    }

    @Test("a notice has to tell the condition, and no interest that was weighed")
    func notice() throws {
        let hash = NoticeHash(of: [1])
        for (article, reference) in [(InformationItem.Article.fromPerson, "13(1)(c)"), (.fromOthers, "14(1)(c)")] {
            var content = NoticeContent(
                of: hash, for: article, items: Set(InformationItem.items(of: article, where: [])), purposes: ["fraud"],
                categories: [.contact])
            let findings = InformationFinding.all([content], try Self.governance(), given: [], from: [article])
            #expect(findings == [.itemMissing(.recognisedInterest, in: hash, reference: "UK GDPR Art. \(reference)")])
            content.items.insert(.recognisedInterest)
            #expect(InformationFinding.all([content], try Self.governance(), given: [], from: [article]).isEmpty)
        }
    }

    @Test("what was collected on it is assessed before another use, and it is no law that allows one")
    func compatibility() throws {
        let fraud = PurposeDeclaration("fraud", basis: .recognisedInterests, recognisedInterest: .crime)
        #expect(ExtensionFault.ofTest(fraud) == nil)
        #expect(!fraud.needsConsent && !fraud.survivesRestriction)
        #expect(KeepingGround.all.allSatisfy { !$0.opens(fraud) })
    }
}

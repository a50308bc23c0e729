import CustodyConsent
import CustodyModel
import Foundation
import Testing

@Suite("Receipts") struct ReceiptTests {
    private let subject = SubjectToken(Handle([UInt8](repeating: 5, count: 16)) ?? .zero)
    private let time = Instant(milliseconds: 1_795_000_000_000)
    private let notice = Notice(
        hash: NoticeHash(of: [1]), version: "3", language: "de",
        text: SealedValue(key: KeyID(.zero, .text), keyVersion: 1, box: []),
        purposes: [.directMarketing], recordedAt: Instant(milliseconds: 0))

    private func terms(_ jurisdiction: String = "DE", thirdParties: [String] = ["Post GmbH", "Druck \"A\" AG"]) -> ReceiptTerms
    {
        ReceiptTerms(
            controllers: [
                .init(
                    name: "Northwind", contact: "Data protection", address: "Weg 1, Kiel", email: "dpo@example.org",
                    phone: "+49 1", url: "https://example.org"),
                .init(
                    name: "Southwind", contact: "Legal", address: "Weg 2", email: "l@example.org", phone: "+49 2",
                    onBehalf: true),
            ],
            policyURL: "https://example.org/privacy", service: "Newsletter", withdrawal: "https://example.org/withdraw",
            termination: "when consent ends", jurisdiction: jurisdiction, storageLocations: ["DE", "IE"], retention: "P2Y",
            thirdParties: thirdParties)
    }

    private func content(
        _ kind: ConsentEvent.Kind, explicit: Bool = false, for purpose: Purpose? = .directMarketing,
        at occurredAt: Instant? = nil, terms: ReceiptTerms? = nil,
        categories: [DataCategory] = [.emailAddress, .health, "interests"],
        _ tell: (inout ConsentDetails) -> Void = { _ in }
    ) throws -> ReceiptContent {
        var details = ConsentDetails()
        tell(&details)
        let event = ConsentEvent(
            kind, by: subject, for: purpose, notice: kind.needsNotice ? notice.hash : nil, explicit: explicit,
            occurredAt: occurredAt, recordedAt: time, details: details)
        return try ReceiptContent(
            ConsentEntry(event: event, sequence: .zero, recordedAt: time, effectiveAt: time, number: 0),
            notice: kind.needsNotice ? notice : nil, terms: terms ?? self.terms(),
            id: ReceiptContent.identity(of: Array(0..<32)), categories: categories)
    }

    private static let kinds: [ConsentEvent.Kind] = [
        .given, .renewed, .refused, .withdrawn, .revoked, .expired, .invalidated, .requested, .optedOut,
    ]

    /// The content with everything in it that a receipt may say.
    private func rich(_ kind: ConsentEvent.Kind) throws -> ReceiptContent {
        try content(kind, explicit: kind.givesConsent) {
            $0.categories = [.emailAddress, .ethnicOrigin, .criminal]
            $0.channel = "web"
            $0.method = .oral
            $0.language = "fr"
            $0.jurisdiction = "FR"
            $0.validUntil = kind.givesConsent ? time.adding(milliseconds: 86_400_000) : nil
            $0.onBehalf = Representation(.guardian, by: SubjectToken(.zero))
        }
    }

    @Test("A Kantara receipt keeps the rules of its schema, for consent, refusal and withdrawal", arguments: kinds)
    func kantara(_ kind: ConsentEvent.Kind) throws {
        for content in [try content(kind), try rich(kind), try content(kind, terms: terms("US-CA", thirdParties: []))] {
            let document = content.document(.kantara)
            #expect(KantaraRules.faults(in: document) == [])
            #expect(JSONStrictness.faults(in: document) == [])
        }
        let plain = try JSONTree(content(kind).document(.kantara))
        let purpose = plain["services"]?[0]?["purposes"]?[0]
        #expect(plain["consentTimestamp"] == .number("1795000000"))
        #expect(purpose?["consentType"] == .text("N/A"))
        #expect(plain["sensitive"] == .bool(true) && plain["spiCat"] == .list([.text("special.health")]))
        #expect(purpose?["thirdPartyName"] == .text("Post GmbH, Druck \"A\" AG"))
        let says = purpose?["purpose"]
        #expect(says == .text(kind.givesConsent ? "directMarketing" : "directMarketing (consent: \(kind))"))
        let explicit = try JSONTree(content(.given, explicit: true).document(.kantara))
        #expect(explicit["services"]?[0]?["purposes"]?[0]?["consentType"] == .text("EXPLICIT"))
    }

    @Test("The rules of Kantara's schema are checked at all", arguments: ["version", "piiControllers", "services", "spiCat"])
    func kantaraRules(_ name: String) throws {
        var object = try #require(
            JSONSerialization.jsonObject(with: Data(content(.given).document(.kantara))) as? [String: Any])
        object[name] = nil
        #expect(try !KantaraRules.faults(in: Array(JSONSerialization.data(withJSONObject: object))).isEmpty)
        object[name] = 1
        #expect(try !KantaraRules.faults(in: Array(JSONSerialization.data(withJSONObject: object))).isEmpty)
    }

    @Test(
        "A place is under the regulation however its code is written, and no other is",
        arguments: [("DE", true), ("de", true), ("at-9", true), ("EU", true), ("eu", true), ("US-CA", false), ("dea", false)])
    func jurisdiction(_ code: String, _ isEuropean: Bool) throws {
        let text = String(decoding: try content(.given, terms: terms(code)).document(.receipt), as: UTF8.self)
        #expect(text.contains("#receipt-eu-gdpr") == isEuropean && text.contains("eu-gdpr:A7-3") == isEuropean)
    }

    @Test("Records and receipts in terms of DPV use terms that exist, lists throughout, and no key twice", arguments: kinds)
    func dpv(_ kind: ConsentEvent.Kind) throws {
        let known = try DPVList()
        for form in [ReceiptForm.record, .receipt] {
            let contents = [
                try content(kind), try rich(kind), try content(kind, terms: terms("US-CA")),
                try content(kind, for: "some.purpose", categories: ["own.category"]),
            ]
            for content in contents {
                let document = content.document(form)
                #expect(JSONStrictness.faults(in: document) == [])
                let tree = try JSONTree(document)
                #expect(known.faults(in: tree) == [])
                let record = form == .record ? tree : tree["dpv:hasRecordOfActivity"]?[0]
                #expect(record?["dct:identifier"] == .list([.text(content.id)]))
                #expect(record?["dpv:hasConsentStatus"]?[0]?["@type"] == .list([.text("dpv:" + Self.state(kind))]))
            }
        }
    }

    private static func state(_ kind: ConsentEvent.Kind) -> String {
        switch kind {
        case .given: "ConsentGiven"
        case .renewed: "RenewedConsentGiven"
        case .refused: "ConsentRefused"
        case .revoked: "ConsentRevoked"
        case .expired: "ConsentExpired"
        case .invalidated: "ConsentInvalidated"
        case .requested: "ConsentRequested"
        default: "ConsentWithdrawn"
        }
    }

    @Test("A European record names the profile, the basis and the rights of the regulation; another does not")
    func european() throws {
        let european = try JSONTree(content(.given, explicit: true).document(.record))
        #expect(
            european["dct:conformsTo"]?[0]?["@id"] == .text("https://w3id.org/dpv/schema/dpv-27560#record-eu-gdpr"))
        let process = european["dpv:hasProcess"]?[0]
        #expect(process?["dpv:hasLegalBasis"]?[0]?["@id"] == .text("eu-gdpr:A6-1-a-explicit-consent"))
        #expect(process?["dpv:hasRight"]?[0]?["@id"] == .text("eu-gdpr:A7-3"))
        #expect(process?["dpv:hasNotice"]?[0]?["dct:identifier"] == .list([.text(notice.hash.description)]))
        let american = try JSONTree(content(.given, terms: terms("US-CA")).document(.record))
        #expect(american["dct:conformsTo"]?[0]?["@id"] == .text("https://w3id.org/dpv/schema/dpv-27560#record"))
        #expect(american["dpv:hasProcess"]?[0]?["dpv:hasLegalBasis"]?[0]?["@id"] == .text("dpv:Consent"))
        #expect(american["dpv:hasProcess"]?[0]?["dpv:hasRight"] == nil)
    }

    @Test("A term that does not exist, a repeated key and a value that stands alone are found")
    func checks() throws {
        let known = try DPVList()
        #expect(known.faults(in: try JSONTree(Array(#"{"dpv:hasDataStorageCondition":["x"]}"#.utf8))) != [])
        #expect(known.faults(in: try JSONTree(Array(#"{"@type":["pd:Email"]}"#.utf8))) != [])
        #expect(known.faults(in: try JSONTree(Array(#"{"dpv:hasPurpose":"x"}"#.utf8))) != [])
        #expect(known.faults(in: try JSONTree(Array(#"{"foo:bar":["x"]}"#.utf8))) != [])
        #expect(known.faults(in: try JSONTree(Array(#"{"dpv:hasPurpose":[{"@id":"eu-gdpr:GDPR"}]}"#.utf8))) != [])
        #expect(JSONStrictness.faults(in: Array(#"{"a":1,"b":{"c":1,"c":2}}"#.utf8)) == ["c"])
    }

    @Test("What a receipt has to say and nobody told is named; an event that no receipt is about is refused")
    func incomplete() throws {
        func code(_ body: () throws -> ReceiptContent) -> ConsentError.Code? {
            do {
                _ = try body()
                return nil
            } catch { return (error as? ConsentError)?.code }
        }
        let spoilt: [(inout ReceiptTerms) -> Void] = [
            { $0.controllers = [] }, { $0.controllers[0].email = " " }, { $0.policyURL = "" }, { $0.service = "" },
            { $0.withdrawal = "" }, { $0.termination = "" }, { $0.jurisdiction = "" }, { $0.storageLocations = [] },
            { $0.thirdParties = [""] },
        ]
        for spoil in spoilt {
            var terms = terms()
            spoil(&terms)
            #expect(!terms.faults.isEmpty)
            #expect(code { try content(.given, terms: terms) } == .receiptIncomplete)
        }
        #expect(code { try content(.given, categories: []) } == .receiptIncomplete)
        for kind in [ConsentEvent.Kind.objected, .objectionLifted, .signalEnded] {
            #expect(code { try content(kind) } == .receiptUnsupported)
        }
        #expect(code { try content(.restricted, for: nil) } == .receiptUnsupported)
        #expect(code { try content(.given, at: Instant(milliseconds: -1)) } == .receiptUnsupported)
    }

    @Test("The identity is a UUID of the digest, and the same digest gives the same one")
    func identity() {
        let id = ReceiptContent.identity(of: [UInt8](repeating: 0xff, count: 32))
        #expect(id == "ffffffff-ffff-8fff-bfff-ffffffffffff")
        #expect(ReceiptContent.identity(of: []) == "00000000-0000-8000-8000-000000000000")
        #expect(UUID(uuidString: id) != nil)
    }
}

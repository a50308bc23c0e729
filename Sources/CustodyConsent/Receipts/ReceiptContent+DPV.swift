import CustodyLaw
import CustodyModel

/// Records and receipts by ISO/IEC TS 27560 in the terms of the Data Privacy Vocabulary 2.3. Whatever may stand more than once is a
/// list, also where it stands once, so that no key is repeated.
extension ReceiptContent {
    private static let gdpr = "https://w3id.org/dpv/legal/eu/gdpr#"
    private static let profile = "https://w3id.org/dpv/schema/dpv-27560#"

    private static let context = JSONValue.record([
        "dpv": .text("https://w3id.org/dpv#"), "pd": .text("https://w3id.org/dpv/pd#"), "eu-gdpr": .text(gdpr),
        "dct": .text("http://purl.org/dc/terms/"), "xsd": .text("http://www.w3.org/2001/XMLSchema#"),
    ])

    /// The rights of who consented: those that the vocabulary lists for this basis, with Art. 19, which it lists for none, and without
    /// Art. 14, for nobody consents to what is collected from others.
    private static let rights = ["A7-3", "A13", "A15", "A16", "A17", "A18", "A19", "A20", "A22", "A77"]

    private var isEuropean: Bool {
        let country = jurisdiction.prefix { $0 != "-" }.uppercased()
        return country == "EU" || ConsentAgeTable.union.contains(country)
    }

    /// A receipt with the record that it is of.
    var receipt: JSONValue {
        .record([
            "@context": Self.context, "@id": .text("urn:uuid:\(id)#receipt"), "@type": .texts(["dpv:ConsentReceipt"]),
            "dct:conformsTo": .nodes([Self.profile + (isEuropean ? "receipt-eu-gdpr" : "receipt")]),
            "dct:identifier": .texts([id]), "dct:created": .array([Self.time(entry.recordedAt)]),
            "dpv:hasRecordOfActivity": .array([record(withContext: false)]),
        ])
    }

    /// The record.
    func record(withContext hasContext: Bool) -> JSONValue {
        .record([
            "@context": hasContext ? Self.context : nil, "@id": .text("urn:uuid:\(id)"),
            "@type": .texts(["dpv:ConsentRecord"]),
            "dct:conformsTo": .nodes([Self.profile + (isEuropean ? "record-eu-gdpr" : "record")]),
            "dct:identifier": .texts([id]), "dct:created": .array([Self.time(entry.recordedAt)]),
            "dpv:hasDataSubject": .array([
                .record(["@id": .text(person(event.subject)), "@type": .texts(["dpv:DataSubject"])])
            ]),
            "dpv:hasProcess": .array([process]), "dpv:hasConsentStatus": .array([status]),
        ])
    }

    private var process: JSONValue {
        .record([
            "@type": .texts(["dpv:Process"]),
            "dpv:hasService": .array([
                .record(["@type": .texts(["dpv:Service"]), "dct:title": .texts([terms.service])])
            ]),
            "dpv:hasPurpose": .array([
                .record([
                    "@type": .texts([purpose.iri.map(Self.compact) ?? "dpv:Purpose"]), "dct:title": .texts([purpose.rawValue]),
                ])
            ]),
            "dpv:hasLegalBasis": .nodes([basis]),
            "dpv:hasPersonalData": .array(covered.map(Self.data)),
            "dpv:hasDataController": .array(terms.controllers.map(Self.controller)),
            "dpv:hasNotice": notice.map { .array([Self.notice($0)]) },
            "dpv:hasRecipientThirdParty": terms.thirdParties.isEmpty
                ? nil
                : .array(
                    terms.thirdParties.map {
                        .record(["@type": .texts(["dpv:ThirdParty"]), "dpv:hasName": .texts([$0])])
                    }),
            "dpv:hasStorageCondition": .array(storage),
            "dpv:hasJurisdiction": .array([
                .record(["@type": .texts(["dpv:Jurisdiction"]), "dct:identifier": .texts([jurisdiction])])
            ]),
            "dpv:hasConsentControl": .array([
                .record(["@type": .texts(["dpv:WithdrawConsent"]), "dct:description": .texts([terms.withdrawal])])
            ]),
            "dpv:hasRight": isEuropean ? .nodes(Self.rights.map { "eu-gdpr:" + $0 }) : nil,
            "dpv:hasIndicationMethod": .texts([method.rawValue]),
            "dct:source": .texts([terms.policyURL]),
        ])
    }

    private var basis: String {
        guard isEuropean else { return event.explicit ? "dpv:ExplicitlyExpressedConsent" : "dpv:Consent" }
        return event.explicit ? "eu-gdpr:A6-1-a-explicit-consent" : "eu-gdpr:A6-1-a"
    }

    private var storage: [JSONValue] {
        terms.storageLocations.map {
            .record(["@type": .texts(["dpv:StorageLocation"]), "dct:identifier": .texts([$0])])
        } + [
            .record([
                "@type": .texts(["dpv:StorageDuration"]),
                "dct:description": .texts([terms.retention ?? terms.termination]),
            ])
        ]
    }

    private var status: JSONValue {
        let duration: JSONValue =
            if let end = event.details?.validUntil {
                .record(["@type": .texts(["dpv:UntilTimeDuration"]), "dct:valid": .array([Self.time(end)])])
            } else {
                .record(["@type": .texts(["dpv:UntilEventDuration"]), "dct:description": .texts([terms.termination])])
            }
        let state = Self.state(of: event.kind) ?? "ConsentUnknown"
        return .record([
            "@type": .texts(["dpv:" + state]),
            "dpv:isIndicatedAtTime": .array([Self.time(event.occurredAt)]),
            "dpv:isIndicatedBy": .array([indicator]), "dpv:hasDuration": .array([duration]),
        ])
    }

    private var indicator: JSONValue {
        guard let onBehalf = event.details?.onBehalf else {
            return .record(["@id": .text(event.kind == .revoked ? "urn:custody:controller" : person(event.subject))])
        }
        let type = onBehalf.capacity == .guardian ? "dpv:GuardianOfDataSubject" : "dpv:Representative"
        return .record(["@id": onBehalf.by.map { .text(person($0)) }, "@type": .texts([type])])
    }

    private func person(_ token: SubjectToken) -> String { "urn:custody:subject:\(token)" }

    private static func data(_ category: DataCategory) -> JSONValue {
        let term = category.lineage.lazy.compactMap(\.iri).first.map(compact) ?? "dpv:PersonalData"
        return .record([
            "@type": .texts(category.isSpecial ? [term, "dpv:SpecialCategoryPersonalData"] : [term]),
            "dct:title": .texts([category.rawValue]),
        ])
    }

    private static func controller(_ controller: ReceiptTerms.Controller) -> JSONValue {
        .record([
            "@id": controller.url.map { .text($0) }, "@type": .texts(["dpv:DataController"]),
            "dpv:hasName": .texts([controller.name]), "dpv:hasAddress": .texts([controller.address]),
            "dpv:hasContact": .texts([controller.contact, controller.email, controller.phone]),
        ])
    }

    private static func notice(_ notice: Notice) -> JSONValue {
        .record([
            "@id": .text("urn:sha256:\(notice.hash)"), "@type": .texts(["dpv:ConsentNotice"]),
            "dct:identifier": .texts([notice.hash.description]), "dct:language": .texts([notice.language]),
            "dct:hasVersion": .texts([notice.version]),
        ])
    }

    private static func time(_ instant: Instant) -> JSONValue {
        .record(["@type": .text("xsd:dateTime"), "@value": .text(instant.description)])
    }

    /// The term with its prefix.
    private static func compact(_ iri: String) -> String {
        for (prefix, start) in [
            ("eu-gdpr:", gdpr), ("pd:", "https://w3id.org/dpv/pd#"), ("dpv:", "https://w3id.org/dpv#"),
        ] where iri.hasPrefix(start) { return prefix + iri.dropFirst(start.count) }
        return iri
    }
}

extension JSONValue {
    /// References to things.
    fileprivate static func nodes(_ names: [String]) -> JSONValue { .array(names.map { .record(["@id": .text($0)]) }) }
}

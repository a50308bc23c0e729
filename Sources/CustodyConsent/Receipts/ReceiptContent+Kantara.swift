import CustodyModel

extension ReceiptContent {
    /// Kantara Consent Receipt 1.1. Its schema has no word for a refusal or a withdrawal, so that the purpose and its end say it.
    var kantara: JSONValue {
        let special = covered.filter { $0.isSpecial || $0.isCriminal }
        return .record([
            "version": .text("KI-CR-v1.1.0"), "jurisdiction": .text(jurisdiction),
            "consentTimestamp": .integer(event.occurredAt.milliseconds / 1000), "collectionMethod": .text(method.rawValue),
            "consentReceiptID": .text(id), "language": .text(language), "piiPrincipalId": .text(event.subject.description),
            "piiControllers": .array(terms.controllers.map { $0.kantara }), "policyUrl": .text(terms.policyURL),
            "services": .array([
                .record([
                    "service": .text(terms.service),
                    "purposes": .array([kantaraPurpose]),
                ])
            ]),
            "sensitive": .bool(!special.isEmpty), "spiCat": .texts(special.map(\.rawValue)),
        ])
    }

    private var kantaraPurpose: JSONValue {
        let isConsent = event.kind.givesConsent
        return .record([
            "purpose": .text(isConsent ? purpose.rawValue : "\(purpose.rawValue) (consent: \(event.kind))"),
            "consentType": .text(isConsent && event.explicit ? "EXPLICIT" : "N/A"),
            "purposeCategory": .texts([purpose.iri ?? purpose.rawValue]), "piiCategory": .texts(covered.map(\.rawValue)),
            "primaryPurpose": .bool(terms.isPrimaryPurpose),
            "termination": .text(isConsent ? terms.termination : "\(event.kind) at \(event.occurredAt)"),
            "thirdPartyDisclosure": .bool(!terms.thirdParties.isEmpty),
            "thirdPartyName": terms.thirdParties.isEmpty ? nil : .text(terms.thirdParties.joined(separator: ", ")),
        ])
    }
}

extension ReceiptTerms.Controller {
    fileprivate var kantara: JSONValue {
        .record([
            "piiController": .text(name), "onBehalf": onBehalf.map { .bool($0) }, "contact": .text(contact),
            "address": .record(["streetAddress": .text(address)]), "email": .text(email), "phone": .text(phone),
            "piiControllerUrl": url.map { .text($0) },
        ])
    }
}

extension JSONValue {
    static func texts(_ texts: [String]) -> JSONValue { .array(texts.map { .text($0) }) }
}

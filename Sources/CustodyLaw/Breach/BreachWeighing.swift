/// The two tests over the facts, in three values: what is not known is neither yes nor no.
struct BreachWeighing {
    typealias Reason = BreachAdvice.Reason

    /// What a test came to.
    struct Finding {
        var value: Bool?
        var reasons: [Reason]
    }

    let facts: BreachFacts
    let policy: BreachAdvice.Policy

    /// Kinds whose disclosure harms most people, by themselves.
    private static let grave: Set<DataKind> = [
        .credentials, .financial, .identity, .health, .special, .criminal, .professionalSecrecy, .communications,
    ]

    // MARK: Is a risk unlikely?

    /// Whether every property of the data is unharmed or harmed without a risk.
    var harmless: Finding {
        let parts = [confidentialityHarmless, integrityHarmless, availabilityHarmless]
        let value = ThreeValued.all(parts.map(\.value))
        let relevant = parts.filter { value == true || $0.value != true }.flatMap(\.reasons)
        let fallback = Reason(
            text: "nothing shows that a risk is unlikely, and notifying is the default", source: "GDPR Art. 33(1)")
        return Finding(value: value, reasons: relevant + (value == true ? [] : [fallback]))
    }

    private var confidentialityHarmless: Finding {
        guard facts.confidentiality != false else { return Finding(value: true, reasons: []) }
        let grounds: [(value: Bool?, reason: Reason)] = [
            (
                facts.isReadable.map { !$0 },
                Reason(
                    text: "the data is encrypted by the state of the art and the key is safe", source: "EDPB 9/2022 Annex B i")
            ),
            (
                ThreeValued.all([isKnownRecipient, facts.recipientsAreTrusted, facts.isReturned, notMalicious, nothingGrave]),
                Reason(text: "trusted recipients gave it back or deleted it", source: "EDPB 01/2021 case 9")
            ),
            (
                ThreeValued.all([
                    isKnownRecipient, notMalicious, areFew, onlyContact, facts.concernsVulnerablePeople.map { !$0 },
                ]),
                Reason(
                    text: "few people's plain contact data went astray, to people who are known",
                    source: "EDPB 01/2021 cases 13, 15")
            ),
        ]
        let value = shown(ThreeValued.any(grounds.map(\.value)), where: facts.confidentiality)
        let met = grounds.filter { $0.value == true }.map(\.reason)
        let text =
            facts.confidentiality == true
            ? "somebody unauthorised could see the data" : "whether anybody saw the data is not known"
        return Finding(value: value, reasons: value == true ? met : [Reason(text: text, source: "GDPR Art. 4(12)")])
    }

    private var integrityHarmless: Finding {
        guard facts.integrity != false else { return Finding(value: true, reasons: []) }
        let value = shown(ThreeValued.all([facts.hasBackup, facts.isRestored, notMalicious]), where: facts.integrity)
        let text =
            value == true
            ? "what was altered by mistake is restored"
            : facts.integrity == true ? "data was altered" : "whether data was altered is not known"
        return Finding(value: value, reasons: [Reason(text: text, source: "GDPR Art. 4(12)")])
    }

    private var availabilityHarmless: Finding {
        guard facts.availability != false else { return Finding(value: true, reasons: []) }
        let isShort = facts.outageMinutes.map { $0 <= policy.shortOutageMinutes }
        let value = shown(
            ThreeValued.all([facts.isRestored, isShort, facts.isVital.map { !$0 }]), where: facts.availability)
        if value == true {
            return Finding(
                value: true,
                reasons: [
                    Reason(
                        text: "the data was soon there again and nothing vital hung on it", source: "EDPB 9/2022 Annex B iii")
                ])
        }
        let text = facts.availability == true ? "the data was out of reach or is gone" : "whether data was lost is not known"
        return Finding(value: value, reasons: [Reason(text: text, source: "GDPR Art. 4(12)")])
    }

    /// Notifying is the default: where the property is known to be lost, a ground that is not shown is none.
    private func shown(_ value: Bool?, where isLost: Bool?) -> Bool? { value ?? (isLost == true ? false : nil) }

    // MARK: Is a high risk likely?

    /// Whether a high risk is likely.
    var highRisk: Finding {
        let grounds: [(value: Bool?, reason: Reason)] = [
            (
                ThreeValued.all([facts.confidentiality, facts.isReadable, isInBadHands, hasGrave]),
                Reason(text: "data that harms people is in bad or unknown hands", source: "GDPR rec. 75, 85")
            ),
            (
                ThreeValued.all([facts.confidentiality, facts.isReadable, isInBadHands, facts.concernsVulnerablePeople]),
                Reason(text: "people who can hardly help themselves are concerned", source: "GDPR rec. 75")
            ),
            (
                ThreeValued.all([facts.confidentiality, facts.isReadable, hasSpecial, facts.recipientsAreTrusted.map { !$0 }]),
                Reason(text: "special categories were disclosed to people who are not trusted", source: "GDPR rec. 75")
            ),
            (
                ThreeValued.all([
                    facts.availability, facts.isVital, facts.outageMinutes.map { $0 > policy.shortOutageMinutes },
                ]),
                Reason(text: "something vital was out of reach for long", source: "EDPB 9/2022 Annex B viii")
            ),
        ]
        let met = grounds.filter { $0.value == true }.map(\.reason)
        guard met.isEmpty else { return Finding(value: true, reasons: met) }
        // That no ground is met proves little: a person weighs unless the facts are plainly mild.
        let isMild = ThreeValued.all([ThreeValued.any([onlyMild, facts.confidentiality.map { !$0 }]), notMalicious, isNotLost])
        if isMild == true {
            return Finding(
                value: false,
                reasons: [Reason(text: "no data that harms people by itself, known hands, no purpose to harm", source: "ours")])
        }
        return Finding(
            value: nil,
            reasons: [
                Reason(text: "what the data, the people and the effects make likely must be weighed", source: "GDPR Art. 34(1)")
            ])
    }

    /// What frees from telling the people although the risk is high; nil when nothing is known to.
    var exception: Reason? {
        if facts.isReadable == false, facts.availability == false || facts.hasBackup == true {
            return Reason(text: "whoever has the data cannot read it", source: "GDPR Art. 34(3)(a)")
        }
        if facts.laterMeasuresRemoveHighRisk == true {
            return Reason(text: "later measures make a high risk unlikely", source: "GDPR Art. 34(3)(b)")
        }
        return nil
    }

    /// The facts that are not known.
    var missing: [String] {
        let facts = self.facts
        let known: [(String, Bool)] = [
            ("confidentiality", facts.confidentiality != nil), ("integrity", facts.integrity != nil),
            ("availability", facts.availability != nil), ("dataKinds", facts.dataKindsAreComplete),
            ("people", facts.people.most != nil), ("concernsVulnerablePeople", facts.concernsVulnerablePeople != nil),
            ("encryption", facts.encryption != nil),
            ("keyIsSafe", facts.keyIsSafe != nil || facts.encryption == BreachFacts.Encryption.none),
            ("hasBackup", facts.hasBackup != nil || facts.availability == false),
            ("outageMinutes", facts.outageMinutes != nil || facts.availability == false),
            ("isRestored", facts.isRestored != nil || facts.availability == false),
            ("isVital", facts.isVital != nil || facts.availability == false),
            ("recipients", facts.recipients != nil || facts.confidentiality == false),
            ("recipientsAreTrusted", facts.recipientsAreTrusted != nil || facts.confidentiality == false),
            ("isReturned", facts.isReturned != nil || facts.confidentiality == false),
            ("wasExfiltrated", facts.wasExfiltrated != nil || facts.confidentiality == false),
            ("isMalicious", facts.isMalicious != nil),
        ]
        return known.filter { !$0.1 }.map(\.0)
    }

    // MARK: The facts in three values

    private var isKnownRecipient: Bool? { facts.recipients.map { $0 == .known } }
    private var notMalicious: Bool? { facts.isMalicious.map { !$0 } }
    private var areFew: Bool? { HeadCount.moreThan(policy.fewPeople).isMet(by: facts.people).map { !$0 } }
    private var hasGrave: Bool? { Threshold.data(Self.grave).isMet(by: facts, risk: nil) }
    private var nothingGrave: Bool? { hasGrave.map { !$0 } }
    private var hasSpecial: Bool? { Threshold.data(DataKind.specialCategories).isMet(by: facts, risk: nil) }
    private var onlyContact: Bool? {
        facts.dataKindsAreComplete ? facts.dataKinds == [.contact] : hasGrave == true ? false : nil
    }
    private var onlyMild: Bool? {
        ThreeValued.all([nothingGrave, isKnownRecipient, facts.concernsVulnerablePeople.map { !$0 }])
    }
    private var isInBadHands: Bool? {
        ThreeValued.any([facts.isMalicious, facts.wasExfiltrated, facts.recipients.map { $0 == .unknown || $0 == .everybody }])
    }
    private var isNotLost: Bool? { ThreeValued.any([facts.availability.map { !$0 }, facts.isRestored, facts.hasBackup]) }
}

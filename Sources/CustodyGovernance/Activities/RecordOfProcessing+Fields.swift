import CustodyAccess
import CustodyLaw
import CustodyModel

extension RecordOfProcessing {
    typealias Field = @Sendable (RecordOfProcessing, ProcessingActivity, DerivedActivity) -> Answer

    /// What answers each question.
    static let fields: [RecordQuestion.ID: Field] = {
        var fields = Dictionary(
            RecordQuestion.all.compactMap { question in field(named: question.name).map { (question.id, $0) } },
            uniquingKeysWith: { first, _ in first })
        // The ICO and the CNIL ask for representatives apart.
        fields["dpc.joint"] = jointAndRepresentative
        return fields
    }()

    /// What answers a question, by its name without the authority's.
    private static func field(named name: String) -> Field? {
        head[name] ?? what[name] ?? sharing[name] ?? lawfulness[name] ?? care[name] ?? served[name]
    }

    // MARK: The head

    private static let joint: Field = { record, _, _ in
        .lines(record.book.controller?.joint.map(\.line) ?? [], else: record.book.controller.map { _ in "nobody" })
    }

    private static let representative: Field = { record, _, _ in
        .text(
            record.book.controller?.representative?.line,
            else: record.isEstablishedWhereItServes ? "none is needed: it is established where it offers" : nil)
    }

    private static let jointAndRepresentative: Field = { record, activity, derived in
        switch (joint(record, activity, derived), representative(record, activity, derived)) {
        case (.said(let partners), .said(let agent)): .said(partners + agent.map { "represented by \($0)" })
        case (.said(let partners), .missing): .said(partners + ["representative: not said"])
        case (.said(let partners), .nothing): .said(partners)
        case (_, .said(let agent)): .said(agent.map { "represented by \($0)" })
        case (.nothing(let nobody), .nothing(let none)): .nothing("\(nobody); \(none)")
        case (.nothing, .missing), (.missing, _): .missing
        }
    }

    private static let head: [String: Field] = [
        "controller": { record, _, _ in .text(record.book.controller?.controller.line) },
        "officer": { record, _, _ in
            .text(record.book.controller?.officer?.line, else: record.book.controller?.noOfficerBecause)
        },
        "representative": representative,
        "joint": joint,
        "activities": { record, _, _ in .lines(record.book.activities.map(\.title)) },
        "standsAlone": { record, _, _ in
            .text(record.book.activities.isEmpty ? nil : "this record, as a page, as CSV and as JSON")
        },
    ]

    // MARK: What is done

    private static let what: [String: Field] = [
        "function": { _, activity, _ in .text(activity.function) },
        "software": { _, activity, _ in .lines(activity.systems.map(\.name)) },
        "purpose": { _, activity, _ in .lines(activity.purposes.map(\.rawValue)) },
        "subjects": { _, activity, _ in .lines(activity.subjects.map(\.rawValue)) },
        // Also what is declared and held elsewhere; a kind of which something narrower is held is told by that.
        "categories": { _, activity, derived in
            let elsewhere = activity.categories.filter { declared in !derived.categories.contains { $0.isWithin(declared) } }
            return .lines(Set(derived.categories + elsewhere).sorted().map(\.rawValue))
        },
        "sensitive": { _, activity, derived in
            .lines(
                activity.sensitive(derived).map(\.rawValue),
                else: activity.namesData(derived) ? "no data of Art. 9 or 10 is held" : nil)
        },
        "source": { _, activity, _ in .lines(activity.sources.map { $0 == .subject ? "the person" : $0.rawValue }) },
        "location": { _, activity, _ in .lines(activity.systems.map(\.line)) },
        "automation": { _, activity, _ in
            activity.automation.map { .said(["\($0.logic); \($0.consequences)"]) } ?? .said(["no machine decides alone"])
        },
        "dates": { record, _, _ in .said(["every change is a line of the register with its time; drawn up \(record.at)"]) },
        "retention": retention,
    ]

    private static let retention: Field = { _, _, derived in
        .lines(derived.retention.map { "\($0.category): \($0.period)" }, else: "nothing is kept for it here")
    }

    // MARK: To whom

    private static let sharing: [String: Field] = [
        "recipients": { _, activity, derived in
            .lines(derived.roles.map { "role \($0)" } + activity.recipients.map(\.line))
        },
        "recipientsInside": { _, _, derived in .lines(derived.roles.map(\.rawValue), else: "nobody") },
        "recipientsOutside": { _, activity, _ in
            .lines(activity.recipients.filter { $0.role != .processor }.map(\.line), else: "nobody")
        },
        "processors": { _, activity, _ in
            .lines(activity.recipients.filter { $0.role == .processor }.map(\.line), else: "none")
        },
        "processorContract": { record, activity, _ in
            .lines(
                activity.recipients.filter { $0.role == .processor }.map { recipient in
                    let contract = record.book.contracts.first { $0.processor == recipient.id }
                    return "\(recipient.name): \(contract?.document.reference ?? recipient.contract?.reference ?? "missing")"
                }, else: "no processor is used")
        },
        "countries": { _, activity, _ in .lines(activity.abroad.map { "\($0.name): \($0.country)" }, else: "none") },
        "safeguards": { _, activity, _ in
            guard activity.abroad.contains(where: { $0.transfer != nil }) else {
                return activity.abroad.isEmpty ? .nothing("no transfer needs one") : .missing
            }
            return .said(activity.abroad.map { $0.transfer?.line ?? "\($0.name), \($0.country): nothing allows it" })
        },
        "transfers": { _, activity, _ in
            .lines(
                activity.abroad.map { "\($0.name), \($0.country): \($0.transfer?.line ?? "nothing allows it")" }, else: "none")
        },
    ]

    // MARK: Why it may be done

    private static let lawfulness: [String: Field] = [
        "basis": { _, _, derived in .lines(derived.purposes.map { "\($0.purpose): \($0.statedBasis)" }) },
        "specialCondition": specialCondition,
        "interests": interests,
        "interestsAssessment": { _, activity, derived in
            .text(activity.interests?.document, else: noInterests(activity, derived))
        },
        "rights": { _, _, derived in .lines(derived.rights.map(\.rawValue)) },
        "consentRecord": { _, activity, derived in
            derived.needsConsent
                ? .said(["the consent ledger of this store; every line with the text that was shown"])
                : activity.hasBases(derived) ? .nothing("no consent is needed") : .missing
        },
        "lawCondition": lawCondition,
        "lawBasis": { _, activity, derived in
            activity.sensitive(derived).isEmpty && activity.nationalCondition == nil
                ? noSensitive(activity, derived) : .lines(derived.purposes.map { "\($0.purpose): \($0.statedBasis)" })
        },
    ]

    private static let specialCondition: Field = { record, activity, derived in
        guard activity.sensitive(derived).contains(where: \.isSpecial) else {
            return activity.namesData(derived) ? .nothing("no special categories are processed") : .missing
        }
        let conditions = derived.purposes.compactMap { $0.specialCondition?.rawValue }
        guard !conditions.isEmpty else { return .missing }
        let open = activity.specialPurposes(in: record.live).filter { purpose in
            derived.purposes.first { $0.purpose == purpose }?.specialCondition == nil
        }
        return .said(conditions + open.map { "\($0): not said" })
    }

    private static let lawCondition: Field = { record, activity, derived in
        if let condition = activity.nationalCondition, condition.isSaid { return .said([condition]) }
        let sensitive = activity.sensitive(derived)
        if sensitive.isEmpty { return noSensitive(activity, derived) }
        let needsLaw = sensitive.contains(where: \.isCriminal) || activity.needsLawForSpecialData(in: record.live)
        return needsLaw ? .missing : .nothing("what allows the special data needs no law beside the GDPR")
    }

    private static func noSensitive(_ activity: ProcessingActivity, _ derived: DerivedActivity) -> Answer {
        activity.namesData(derived) ? .nothing("no special or criminal data is processed") : .missing
    }

    /// Those that were weighed, and the conditions that recognised ones meet; what is to be weighed and was not stays missing beside them.
    private static let interests: Field = { _, activity, derived in
        let weighed = Answer.text(activity.interests?.interest, else: noInterests(activity, derived))
        let recognised = derived.recognisedInterests.map { "recognised: \($0.rawValue) (\($0.reference))" }
        switch weighed {
        case .said(let lines): return .said(lines + recognised)
        case .nothing where !recognised.isEmpty: return .said(recognised)
        case .nothing, .missing: return weighed
        }
    }

    /// Said only where the policy tells that it is so.
    private static func noInterests(_ activity: ProcessingActivity, _ derived: DerivedActivity) -> String? {
        guard activity.hasBases(derived), !derived.restsOnInterests else { return nil }
        return derived.recognisedInterests.isEmpty
            ? "no legitimate interests are relied on" : "recognised legitimate interests are not weighed"
    }

    // MARK: With what care

    private static let care: [String: Field] = {
        var fields: [String: Field] = [
            "security": { _, activity, _ in .lines(activity.security.map(\.line)) },
            "impactRequired": { record, activity, _ in
                record.screening(of: activity).map { .said([$0.outcome.rawValue, $0.reason]) } ?? .missing
            },
            "impactProgress": { record, activity, _ in
                .text(record.assessment(of: activity)?.state.rawValue, else: record.noAssessment(of: activity))
            },
            "impactLink": { record, activity, _ in
                .text(record.assessment(of: activity)?.document, else: record.noAssessment(of: activity))
            },
            "risk": { record, activity, _ in
                record.screening(of: activity).map { screening in
                    .said(["\(screening.criteria.count) of 9 criteria", screening.outcome.rawValue])
                } ?? .missing
            },
            "breach": { record, activity, _ in
                .lines(record.breaches(of: activity).isEmpty ? [] : ["yes"], else: "no breach touched it")
            },
            "breachRecord": { record, activity, _ in
                .lines(record.breaches(of: activity).map { "incident \($0)" }, else: "no breach touched it")
            },
            "retentionPolicy": { _, activity, _ in .text(activity.retentionPolicy?.rawValue) },
            "retentionKept": { record, _, derived in
                let late = record.overdue.intersection(derived.fields.map(\.record)).sorted()
                return .said([late.isEmpty ? "yes" : "no: the time of some values of \(late.map(\.rawValue)) is over"])
            },
            "retentionReasons": { _, activity, _ in .text(activity.retentionDeviation, else: "it is kept as the policy says") },
            "review": owner, "owner": owner,
        ]
        let kinds: [(String, SecurityMeasure.Kind)] = [
            ("accessControl", .accessControl), ("traceability", .traceability), ("software.protection", .softwareProtection),
            ("backup", .backup), ("encryption", .encryption), ("processorControl", .processorControl),
        ]
        for (name, kind) in kinds {
            fields[name] = { _, activity, _ in .lines(activity.security.filter { $0.kind == kind }.map(\.how)) }
        }
        return fields
    }()

    private static let owner: Field = { _, activity, _ in
        .lines(
            [
                activity.owner, activity.reviewEvery.map { "every \($0)" } ?? "",
                activity.nextReview.map { "next on \($0)" } ?? "",
            ].filter(\.isSaid))
    }

    // MARK: For others

    private static let served: [String: Field] = [
        "processor": { record, activity, _ in
            activity.served.isEmpty
                ? .nothing("nothing is done for others")
                : .lines(record.book.controller?.speakers.map(\.line).filter(\.isSaid) ?? [])
        },
        "served": { _, activity, _ in each(activity) { whole($0, securedBy: activity.security) } },
        "servedController": { _, activity, _ in each(activity, \.controller.line) },
        "servedRepresentative": { _, activity, _ in
            each(activity) { served in
                [served.representative, served.officer].compactMap { $0?.line }.joined(separator: ", ")
            }
        },
        "servedProcessing": { _, activity, _ in each(activity, \.processing) },
        "servedCountries": { _, activity, _ in each(activity) { $0.transfers.map(\.country).joined(separator: ", ") } },
        "servedSafeguards": { _, activity, _ in each(activity) { $0.transfers.map(\.transfer.line).joined(separator: ", ") } },
        "servedSecurity": { _, activity, _ in
            activity.served.isEmpty
                ? .nothing("nothing is done for others")
                : .lines(activity.security.map(\.line))
        },
        "servedContract": { _, activity, _ in each(activity, \.contract.reference) },
    ]

    /// All that Art. 30(2) asks about one controller.
    private static func whole(_ served: ServedController, securedBy security: [SecurityMeasure]) -> String {
        let transfers = served.transfers.map { "\($0.country) (\($0.transfer.line))" }
        let parts: [String?] = [
            served.representative.map { "represented by \($0.line)" }, served.officer.map { "officer \($0.line)" },
            served.processing.isSaid ? served.processing : "processing not said",
            "transfers: " + (transfers.isEmpty ? "none" : transfers.joined(separator: ", ")),
            "security: " + (security.isEmpty ? "not said" : security.map(\.line).joined(separator: ", ")),
        ]
        return "\(served.controller.line): " + parts.compactMap(\.self).joined(separator: "; ")
    }

    private static func each(_ activity: ProcessingActivity, _ text: (ServedController) -> String) -> Answer {
        .lines(
            activity.served.map(text).filter(\.isSaid), else: activity.served.isEmpty ? "nothing is done for others" : "none")
    }

    // MARK: Looking up

    func screening(of activity: ProcessingActivity) -> ImpactScreening? {
        book.screenings.last { $0.activity == activity.id }
    }

    func assessment(of activity: ProcessingActivity) -> ImpactAssessment? {
        book.assessments.last { $0.activity == activity.id }
    }

    /// That no impact assessment is needed, where a screening came to that.
    private func noAssessment(of activity: ProcessingActivity) -> String? {
        screening(of: activity).flatMap { $0.isNeeded ? nil : "none is needed" }
    }

    /// Whether the host said where it is and whom it serves, and is established there itself: only who offers from abroad needs somebody
    /// to represent it. Within the European Economic Area one establishment is enough.
    private var isEstablishedWhereItServes: Bool {
        guard book.controller != nil, let host = book.host, !host.establishedIn.isEmpty else { return false }
        func area(_ place: String) -> String {
            let country = String(place.prefix { $0 != "-" })
            return EconomicArea.countries.contains(country) ? "EEA" : country
        }
        return Set(host.serves.map(area)).isSubset(of: host.establishedIn.map(area))
    }

    func breaches(of activity: ProcessingActivity) -> [String] {
        book.breaches.filter { $0.activity == activity.id }.map(\.incident).sorted()
    }
}

extension RecordQuestion {
    /// Its name without the authority's.
    var name: String { String(id.rawValue.drop { $0 != "." }.dropFirst()) }
}

extension Party {
    /// In one line.
    var line: String { [name, address, email, telephone].compactMap(\.self).filter(\.isSaid).joined(separator: ", ") }
}

extension ControllerProfile {
    /// Whom Art. 30(2)(a) asks for: the house itself, its officer and its representative.
    fileprivate var speakers: [Party] { [controller] + [officer, representative].compactMap(\.self) }
}

extension SystemPlace {
    /// In one line.
    var line: String { "\(name): \(place), \(country)" }
}

extension SecurityMeasure {
    /// In one line.
    var line: String { "\(kind.rawValue): \(how)" }
}

extension DataRecipient {
    /// In one line.
    var line: String { "\(name) (\(role.rawValue), \(country))" }
}

extension DataRecipient.Transfer {
    /// In one line.
    var line: String { "\(tool.reference): \(document.reference)" }
}

extension ProcessingActivity {
    /// Recipients outside the European Economic Area.
    var abroad: [DataRecipient] { recipients.filter { !EconomicArea.countries.contains($0.country) } }
}

import CustodyIncidents
import CustodyLaw
import CustodyModel
import Testing

@Suite struct NoticeTests {
    private let desk = IncidentDesk()
    private static let hostile = "<script>alert(1)</script> & \"x\" 'y'\n# heading\n[a](http://b) `c` *d* 1. e\u{202E}\u{0}"

    private func full(_ form: NoticeForm, _ text: String = "something", phase: BreachNotice.Phase = .final) -> BreachNotice {
        BreachNotice(form, phase: phase, texts: Dictionary(uniqueKeysWithValues: form.items.map { ($0, text) }))
    }

    @Test("A notice to the authority has the four things of Art. 33(3), and one to the people those of Art. 34(2)")
    func items() {
        #expect(
            NoticeForm.gdprAuthority.items == [
                .nature, .peopleKinds, .people, .dataKinds, .records, .contact, .consequences, .measures,
            ])
        #expect(NoticeForm.gdprPeople.items == [.nature, .contact, .consequences, .measures])
        #expect(NoticeForm.gdprPeople.further == [.dataKinds, .advice])
        #expect(
            NoticeForm.standard.allSatisfy { LawBook.standard.regime($0.regime) != nil }, "a form of a law that is not kept")
        for form in NoticeForm.standard {
            #expect(Set(form.items).count == form.items.count && !form.items.isEmpty, "\(form.regime)")
            #expect(form.items.allSatisfy { NoticeStrings.english.headings[$0] != nil }, "\(form.regime)")
        }
    }

    /// What each law wants told, in the words of the project's fact sheet on breaches (2026-11-23), with the items that tell it.
    private static let contents: [String: [String: [NoticeItem]]] = [
        "eu-gdpr authority": [
            "nature": [.nature], "categories_subjects": [.peopleKinds], "count_subjects_approx": [.people],
            "categories_records": [.dataKinds], "count_records_approx": [.records], "contact_point": [.contact],
            "likely_consequences": [.consequences], "measures_taken_or_proposed": [.measures],
        ],
        "eu-gdpr dataSubjects": [
            "nature_plain_language": [.nature], "contact_point": [.contact], "likely_consequences": [.consequences],
            "measures_taken_or_proposed": [.measures],
        ],
        "uk-gdpr authority": [
            "as Art. 33(3)": [
                .nature, .peopleKinds, .people, .dataKinds, .records, .contact, .consequences, .measures,
            ]
        ],
        "ch-fadp authority": [
            "nature": [.nature], "consequences": [.consequences], "measures_taken_or_planned": [.measures],
        ],
        "eu-nis2 authority earlyWarning": [
            "suspected_malicious": [.suspectedMalice], "possible_cross_border": [.crossBorder],
        ],
        "eu-nis2 authority notification": [
            "initial_severity_and_impact": [.impact], "indicators_of_compromise": [.indicators],
        ],
        "eu-nis2 authority final": [
            "detailed_description": [.nature], "root_cause_or_threat": [.cause], "mitigation": [.measures],
            "cross_border_impact": [.crossBorder],
        ],
        "us-hipaa dataSubjects": [
            "what_happened_dates": [.nature, .occurred], "types_of_data": [.dataKinds], "steps_to_protect": [.advice],
            "entity_actions": [.measures], "contact": [.contact],
        ],
        "us-sec-8k public": [
            "nature": [.nature], "scope": [.scope], "timing": [.occurred], "material_impact": [.impact],
        ],
        "us-ca dataSubjects": [
            "title_and_5_headings": [.nature, .dataKinds, .measures, .advice, .contact], "name_contact": [.contact],
            "data_types": [.dataKinds], "date": [.occurred], "cra_contacts": [.creditAgencies],
            "law_enforcement_delay": [.lawEnforcementDelay], "12_months_id_service_if_SSN_or_DL": [.identityProtection],
        ],
        "us-tx authority": [
            "description": [.nature], "residents_affected": [.people], "number_already_notified": [.noticesSent],
            "measures_taken": [.measures], "measures_planned": [.measures], "law_enforcement_engaged": [.lawEnforcement],
        ],
        "us-wa authority": [
            "residents_count": [.people], "data_types": [.dataKinds], "timeframe_of_exposure": [.occurred],
            "steps_to_contain": [.measures], "sample_notice": [.sample],
        ],
        "in-dpdp dataSubjects": [
            "nature_extent_timing_location": [.nature, .scope, .occurred], "likely_consequences": [.consequences],
            "mitigation": [.measures], "safety_measures": [.advice], "contact": [.contact],
        ],
        "in-dpdp authority detailed": [
            "updated_description": [.nature], "facts_and_causes": [.cause], "mitigation": [.measures],
            "findings_on_person": [.culprit], "remedial_measures": [.measures], "report_on_intimations": [.noticesSent],
        ],
        "cn-pipl authority": [
            "data_kinds": [.dataKinds], "cause": [.cause], "possible_harm": [.consequences], "remedies": [.measures],
            "mitigation_for_individuals": [.advice], "contact": [.contact],
        ],
        "id-pdp authority": [
            "data_disclosed": [.dataKinds], "when_and_how": [.occurred, .nature], "handling_and_recovery": [.measures],
        ],
        "sa-pdpl authority": [
            "description_time_and_awareness_time": [.nature, .occurred, .aware],
            "categories_and_counts": [.dataKinds, .people], "risks_and_measures": [.consequences, .measures],
            "whether_subject_notified": [.noticesSent], "contact": [.contact],
        ],
        "mx-lfpdppp dataSubjects": [
            "nature": [.nature], "data_compromised": [.dataKinds], "recommendations": [.advice],
            "corrective_actions": [.measures], "where_to_get_more": [.contact],
        ],
    ]

    @Test("A form asks for each thing that its law wants told and for nothing else, and no law with a list lacks a form")
    func formsAskWhatTheLawsWant() throws {
        let forms: [String: NoticeForm] = Dictionary(
            uniqueKeysWithValues: NoticeForm.standard.map { form in
                let parts = [form.regime.rawValue, form.recipient.rawValue, form.stage].filter { !$0.isEmpty }
                return (parts.joined(separator: " "), form)
            })
        #expect(Set(forms.keys) == Set(Self.contents.keys))
        for (name, facts) in Self.contents {
            let form = try #require(forms[name], "\(name)")
            let asked = Set(form.items)
            for (fact, items) in facts { #expect(asked.isSuperset(of: items), "\(name) does not ask for \(fact)") }
            #expect(asked == Set(facts.values.flatMap(\.self)), "\(name) asks for more")
        }
    }

    @Test("What people are told under Art. 34(2) is whole in every phase: only Art. 33(4) knows phases")
    func peopleAreToldAllAtOnce() {
        for phase in BreachNotice.Phase.allCases {
            var notice = full(.gdprPeople, phase: phase)
            #expect(notice.isReady)
            notice.texts[.contact] = nil
            #expect(!notice.isReady && notice.missing == [.contact], "\(phase)")
        }
        var first = full(.gdprAuthority, phase: .initial)
        first.texts[.contact] = nil
        #expect(first.isReady)
    }

    @Test("Each missing item is named, and takes the readiness of the last notice", arguments: NoticeForm.standard)
    func missing(_ form: NoticeForm) {
        #expect(full(form).isReady && full(form).missing.isEmpty)
        for item in form.items {
            var notice = full(form)
            notice.texts[item] = " \n"
            #expect(notice.missing == [item] && !notice.isReady)
            #expect(notice.rendered(as: .text).contains("Not known yet"))
            notice.phase = .initial
            #expect(notice.isReady == (form.isPhased && form.items.count > 1), "the first may lack something, not everything")
        }
    }

    @Test("A late notice says why, in every phase", arguments: BreachNotice.Phase.allCases)
    func late(_ phase: BreachNotice.Phase) {
        var notice = full(.gdprAuthority, phase: phase)
        notice.isLate = true
        #expect(notice.missing == [.reasonsForDelay] && !notice.isReady)
        notice.texts[.reasonsForDelay] = "The log was read only then."
        #expect(notice.isReady && notice.rendered(as: .text).contains("The log was read only then."))
    }

    @Test("What is on record is filled in, and what is not known is missing and not made up")
    func filled() throws {
        var facts = BreachFacts()
        facts.people = try Magnitude(least: 10, most: 20)
        facts.dataKinds = [.health, .contact]
        let incident = try desk.incident(after: [desk.open(), .learn(.breach(facts), reason: nil)])
        let notice = BreachNotice(.gdprAuthority, of: incident)
        #expect(notice.texts == [.people: "10 to 20", .dataKinds: "contact, health"])
        #expect(notice.missing == [.nature, .peopleKinds, .records, .contact, .consequences, .measures])
        #expect(notice.isReady, "a first notice tells what is known")
        #expect(!BreachNotice(.gdprAuthority, of: try desk.incident(after: [desk.open()])).isReady, "an empty notice is none")
    }

    @Test("Nothing that somebody typed becomes markup", arguments: BreachNotice.Format.allCases)
    func escaped(_ format: BreachNotice.Format) {
        let document = full(.gdprPeople, Self.hostile).rendered(as: format)
        #expect(!document.unicodeScalars.contains { $0 == "\u{202E}" || $0 == "\u{0}" })
        switch format {
        case .html:
            #expect(
                !document.contains("<script") && document.contains("&lt;script&gt;")
                    && document.contains("&amp; &quot;x&quot; &#39;y&#39;"))
            #expect(document.contains("default-src 'none'"))
        case .markdown:
            let lines = document.split(separator: "\n")
            #expect(!lines.contains { $0.hasPrefix("# heading") } && lines.contains("\\# heading"))
            #expect(!document.contains("](") && document.contains("\\<script\\>"))
            #expect(!document.replacing("\\<", with: "").contains("<"), "HTML begins somewhere")
            #expect(lines.filter { $0.hasPrefix("#") }.count == 5, "the title and the four items")
        case .text:
            #expect(document.split(separator: "\n").filter { !$0.hasPrefix("    ") }.count == 6)
        }
    }

    @Test("The words come from the table, and an item without a heading shows its name")
    func localised() {
        var strings = NoticeStrings.english
        strings.language = "de"
        strings.peopleTitle = "Was mit Ihren Daten geschah"
        strings.headings = [.nature: "Was geschah"]
        let page = full(.gdprPeople).rendered(as: .html, in: strings)
        #expect(
            page.contains("<html lang=\"de\">") && page.contains("<h2>Was geschah</h2>") && page.contains("<h2>contact</h2>"))
    }

    @Test("A notice prints no text")
    func printing() { #expect(!"\(full(.gdprPeople, "secret"))".contains("secret")) }
}

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

    @Test("Each missing item is named, and takes the readiness of the last notice", arguments: NoticeForm.standard)
    func missing(_ form: NoticeForm) {
        #expect(full(form).isReady && full(form).missing.isEmpty)
        for item in form.items {
            var notice = full(form)
            notice.texts[item] = " \n"
            #expect(notice.missing == [item] && !notice.isReady)
            #expect(notice.rendered(as: .text).contains("Not known yet"))
            notice.phase = .initial
            #expect(notice.isReady == (form.items.count > 1), "the first may lack something, and not everything")
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

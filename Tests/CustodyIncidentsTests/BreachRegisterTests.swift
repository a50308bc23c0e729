import CustodyIncidents
import CustodyLaw
import CustodyModel
import Foundation
import Testing

@Suite struct BreachRegisterTests {
    private let desk = IncidentDesk()

    private func text(_ text: String) -> SealedValue {
        SealedValue(key: KeyID(.zero, .text), keyVersion: 1, box: Array(text.utf8))
    }

    private func register(_ incidents: [Incident]) -> BreachRegister {
        BreachRegister(incidents) { sealed, _ in String(decoding: sealed.box.array, as: UTF8.self) }
    }

    private func incident(_ title: String, _ steps: [IncidentChange.Step] = []) throws -> Incident {
        try desk.incident(after: [.open(title: text(title), role: .controller, occurred: nil, detected: nil)] + steps)
    }

    @Test("A line has the facts, the effects, what was done, and each duty with its reasons")
    func line() throws {
        let breach = try incident(
            "Lost laptop",
            [
                desk.determine(.confirmed), .aware(at: desk.time(0), reason: text("told"), under: [.gdpr]),
                .assess(.personalData(risk: .unlikely), reason: nil), .learn(.effects(text("none seen")), reason: nil),
                .learn(.remedialAction(text("wiped")), reason: nil), .learn(.records(.exactly(7)), reason: nil),
                .notRequired(.gdprAuthority, reason: text("encrypted, key safe")),
            ])
        let entry = try #require(register([breach]).entries.first)
        #expect(entry.title == "Lost laptop" && entry.effects == "none seen" && entry.remedialAction == "wiped")
        #expect(entry.risk == "unlikely" && entry.records == "7" && entry.people == "unknown" && entry.occurred.isEmpty)
        #expect(entry.duties.first == "eu-gdpr.33(1) not required: encrypted, key safe")
        #expect(!"\(entry)".contains("laptop"))
    }

    @Test("A line says why the risk was judged as it last was, and what brought it about once a review found that")
    func reasonsOfTheRiskAndCauses() throws {
        var steps: [IncidentChange.Step] = [.assess(.personalData(risk: .risk), reason: text("many"))]
        var entry = try #require(register([try incident("a", steps)]).entries.first)
        #expect(entry.riskReason == "many" && entry.causes == nil)
        steps += [
            .assess(.personalData(risk: .unlikely), reason: text("key safe")),
            .respond(.review(IncidentReview(findings: [text("f")], causes: [text("haste"), text("no seal")]))),
        ]
        let table = register([try incident("a", steps)])
        entry = try #require(table.entries.first)
        #expect(entry.riskReason == "key safe" && entry.causes == "haste; no seal" && entry.risk == "unlikely")
        #expect(table.csv().contains("\"key safe\",\"haste; no seal\"\r\n"))
        let unassessed = register([try incident("a")])
        #expect(unassessed.entries.count == 1 && unassessed.entries.allSatisfy { $0.riskReason == nil })
        // What was written before a line could say so is read.
        let former = try table.json().replacing(#/ *"(riskReason|causes)"[^\n]*\n/#, with: "")
        let read = try JSONDecoder().decode([BreachRegister.Entry].self, from: Data(former.utf8))
        #expect(read.first?.riskReason == nil && read.first?.causes == nil && read.first?.title == "a")
    }

    @Test("What is no breach has no line; what nobody assessed has one")
    func which() throws {
        let incidents = [
            try incident("a"), try incident("b", [desk.determine(.notAnIncident)]),
            try incident("c", [.assess(.noPersonalData, reason: nil)]), try incident("d", [desk.determine(.suspected)]),
        ]
        #expect(register(incidents).entries.map(\.title) == ["a", "d"])
    }

    @Test("JSON reads back as the same lines")
    func json() throws {
        let register = register([try incident("a \"quoted\" <b>\n"), try incident("é")])
        let back = try JSONDecoder().decode([BreachRegister.Entry].self, from: Data(try register.json().utf8))
        #expect(back == register.entries)
    }

    @Test(
        "A field that a spreadsheet would take for a formula is text in CSV",
        arguments: ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "  =1", "\n=1", "＝1"])
    func formula(_ title: String) throws {
        let csv = register([try incident(title)]).csv()
        #expect(csv.contains("\"'\(title)\""), "\(csv.debugDescription)")
    }

    @Test("CSV quotes what it must, and has a field for every column in every line")
    func csv() throws {
        let csv = register([try incident("a \"b\", c\r\nd")]).csv()
        #expect(csv.contains("\"a \"\"b\"\", c\r\nd\""))
        #expect(csv.hasPrefix("\"incident\",\"title\",") && csv.hasSuffix("\"\r\n"))
    }

    @Test("HTML escapes everything")
    func html() throws {
        let page = register([try incident("<img src=x onerror=alert(1)>")]).html(title: "A & B")
        #expect(!page.contains("<img") && page.contains("&lt;img src=x") && page.contains("<title>A &amp; B</title>"))
    }
}

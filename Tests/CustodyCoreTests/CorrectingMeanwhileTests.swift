import CustodyModel
import CustodyTesting
import Testing

@testable import CustodyCore

@Suite("Who puts values right, and what changes while it is decided")
struct CorrectingMeanwhileTests {
    /// Each act that is decided about values that are held.
    enum Act: CaseIterable {
        case correct, verify

        func perform(_ custodian: Custodian, about subject: SubjectID, by principal: Principal) async throws {
            switch self {
            case .correct:
                try await custodian.correct(
                    FieldValues(text: ["phone": "+2"]), of: "customer", about: subject, by: principal)
            case .verify:
                try await custodian.verify(
                    ["phone"], of: "customer", about: subject, by: .document, principal: principal)
            }
        }
    }

    @Test("Whoever is suspended while it is decided changes nothing", arguments: Act.allCases)
    func suspendedMeanwhile(_ act: Act) async throws {
        let bed = Bed(.memory)
        let hook = Hook()
        let custodian = try await bed.withSlowPolicy(hook)
        try await custodian.collect(
            Customer(email: "ada@example.org", phone: "+1"), about: "c-1", for: [.customerCare], from: .subject,
            by: bed.importer)
        let incident = try await custodian.openIncident(title: "x", detectedAt: nil, by: bed.who("officer-1"))
        let token = try await custodian.known("c-1")
        let before = try await custodian.backends.data.records(of: token, name: nil)
        hook.arm {
            do {
                try await custodian.contain(incident, .suspendPrincipal("agent-1"), because: "r", by: bed.who("officer-1"))
            } catch { Issue.record("\(error)") }
        }
        let error = try await thrown(.denied) { try await act.perform(custodian, about: "c-1", by: bed.agent) }
        #expect(error.receipt != nil)
        let after = try await custodian.backends.data.records(of: token, name: nil)
        #expect(after == before)
    }

    @Test(
        "Who may not is told the same about people known and unknown, and who may is told on record who is not known",
        arguments: Act.allCases)
    func absence(_ act: Act) async throws {
        let life = try await LifeBed()
        try await life.collect(["name": "Ada", "phone": "+1"], as: "customer", for: [.customerCare])
        var told: Set<String> = []
        for subject: SubjectID in ["c-1", "c-9"] {
            let error = try await thrown(.denied) {
                try await act.perform(life.custodian, about: subject, by: life.bed.agent)
            }
            #expect(error.receipt != nil)
            told.insert(error.description)
        }
        #expect(told.count == 1, "\(told)")
        let error = try await thrown(.unknownSubject) {
            try await act.perform(life.custodian, about: "c-9", by: life.officer)
        }
        #expect(error.receipt != nil)
    }
}

import CustodyCore
import CustodyGovernance
import CustodyModel
import CustodyTesting

extension CanaryRun {
    /// Registers of the house, with marked values, and the report.
    func governing(_ custodian: Custodian) async throws {
        var book = RegisterBook()
        let party = Party(value("party"), address: value("address"), email: value("email"))
        book.controller = ControllerProfile(party)
        book.activities = [
            ProcessingActivity(
                "care", value("activity"), function: value("function"), purposes: [.customerCare], subjects: ["customers"],
                categories: [.contact], owner: value("owner"))
        ]
        book.completions = [
            TrainingCompletion("t-1", of: "privacy", version: "1", by: staff.id, at: clock.now())
        ]
        book.acknowledgements = [Acknowledgement(of: "policy", version: "1", by: staff.id, at: clock.now())]
        try await custodian.record(book, by: staff, reason: value("register reason"))
        _ = try await custodian.findings(by: staff)
        let report = try await custodian.complianceReport(by: staff)
        // People are named in no page. What the house itself wrote in its registers, and what it calls its recipients, stands there.
        var nameless = report
        nameless.record.book = RegisterBook()
        nameless.findings.removeAll { if case .recipient = $0.place { true } else { false } }
        keep("report.html", Array(nameless.html().utf8))
        keep("report.csv", Array(nameless.csv().utf8))
        keep("report.json", Array(try nameless.json().utf8))
    }
}

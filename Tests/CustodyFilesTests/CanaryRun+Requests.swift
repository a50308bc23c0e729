import CustodyAudit
import CustodyConsent
import CustodyGovernance
import CustodyLaw
import CustodyModel
import CustodyTesting
import Testing

@testable import CustodyCore

extension CanaryRun {
    /// Requests, sharing, telling.
    func requests(_ custodian: Custodian) async throws {
        let person = subject("asking")
        try await collect(person, custodian)
        let recipient = DataRecipient(
            RecipientID(value("recipient")), named: value("recipient"), as: .processor, in: "US",
            under: DataRecipient.Document(value("contract")),
            transfer: DataRecipient.Transfer(.standardClauses, DataRecipient.Document(value("clauses"))))
        _ = try await custodian.share(
            [FieldRequest("name")], of: "customer", about: person, for: .customerCare, with: recipient, by: staff)
        try await custodian.correct(
            FieldValues(text: ["name": value("right name")]), of: "customer", about: person, by: staff)
        for notice in try await custodian.recipientNotices(by: nil) {
            try await custodian.settleNotice(notice.id, notTold: value("not told"), by: staff)
        }
        let text = ShownNotice(text: Array(value("privacy").utf8), version: "1", language: "en")
        let hash = try await custodian.recordNotice(text, explaining: [.customerCare], by: staff)
        _ = try await custodian.declare(
            NoticeContent(of: hash, for: .fromPerson, items: [.controller], purposes: [.customerCare], categories: []),
            by: staff)
        try await custodian.inform(person, .served(hash), by: staff)

        let request = try await custodian.receiveRequest(.access, about: person, words: Sensitive(value("words")), by: staff)
        try await custodian.advance(request.id, .askIdentity(because: value("doubt")), by: staff)
        try await custodian.takeEvidence(Sensitive(Array(value("card").utf8)), for: request.id, by: staff)
        try await custodian.advance(request.id, .verify(by: value("card")), by: staff)
        try await custodian.advance(request.id, .grant, by: staff)
        var package: [UInt8] = []
        try await custodian.execute(try await custodian.verified(request.id), by: staff) {
            try await custodian.accessPackage(of: person, for: request.id, by: self.staff) { package += $1 }
        }
        // What the person is given has to be plain.
        #expect(throws: BrokenPromise.self) { try canary.scan(package, at: "what a person is given") }
        let other = try await custodian.receiveRequest(.rectification, about: subject("stranger"), by: nil)
        try await custodian.advance(
            other.id,
            .refuse(
                RequestRefusal(
                    .accurate, because: value("refusal"), complaintTo: value("authority"), court: value("court"))), by: staff)
        clock.advance(hours: 48)
        #expect(try await custodian.shrinkRequests(after: .days(1), by: staff) == 2)
    }
}

import CustodyModel
import CustodyTesting
import Testing

@testable import CustodyCore

@Suite("The order in which everybody is disclosed")
struct BulkOrderTests {
    @Test("Those who were collected one after another come one after another", arguments: Backing.allCases)
    func neighbours(_ backing: Backing) async throws {
        let bed = Bed(backing)
        let custodian = try await BulkTests.custodian(bed, 20)
        let emails = try await BulkTests.all(custodian, bed, batch: 6).flatMap(\.disclosures).map(\.value.email)
        #expect(emails == (1...20).map { "c-\($0)@example.org" })
        try await custodian.close()
    }

    @Test("A stream ends although for everybody of it somebody else is collected")
    func growing() async throws {
        let bed = Bed(.memory)
        let custodian = try await BulkTests.custodian(bed, 5)
        var collected = 5
        var met: Set<RecordID> = []
        let stream = try await custodian.discloseAll(
            SupportView.self, for: .customerCare, to: bed.agent, options: BulkOptions(batch: 16))
        for try await batch in stream {
            // Another row falls behind what was read more surely each time: that twenty do not is as likely as one of 20! shuffles.
            try #require(met.count < 20 * RecordNames.rowLength)
            for part in batch.parts {
                #expect(met.insert(part.record).inserted)
                collected += 1
                try await custodian.collect(
                    Customer(email: "c-\(collected)@example.org", phone: "1", iban: "DE1"),
                    about: SubjectID("c-\(collected)"), for: [.customerCare, .payment], from: .subject, by: bed.importer)
            }
        }
        #expect(met.count >= 5)
    }
}

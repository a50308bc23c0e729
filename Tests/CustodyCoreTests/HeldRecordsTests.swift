import CustodyAccess
import CustodyConsent
import CustodyData
import CustodyModel
import Testing

@testable import CustodyCore

@Suite("Questions about what is held")
struct HeldRecordsTests {
    private static func all(_ custodian: Custodian, _ question: HeldQuestion, limit: Int) async throws -> [SubjectToken] {
        var (found, after): ([SubjectToken], PageCursor?) = ([], nil)
        repeat {
            let page = try await custodian.heldRecords(question, after: after, limit: limit, by: nil)
            found += page.records.map(\.subject)
            after = page.next
        } while after != nil
        return found
    }

    @Test("By purpose, expiry, source and edition, without opening anything", arguments: Backing.allCases)
    func questions(_ backing: Backing) async throws {
        let bed = Bed(backing)
        var custodian = try await bed.open()
        for number in 1...6 {
            try await custodian.collect(
                Customer(email: "\(number)@example.org", iban: number % 2 == 0 ? "DE\(number)" : nil),
                about: SubjectID("c-\(number)"), for: number % 2 == 0 ? [.customerCare, .payment] : [.customerCare],
                from: number % 3 == 0 ? .other("a broker") : .subject, by: bed.importer)
        }
        if backing == .files {
            // As a checkpoint keeps them.
            try await custodian.close()
            custodian = try await bed.open()
        }
        for limit in [1, 4, 100] {
            #expect(try await Self.all(custodian, .forPurpose(.payment), limit: limit).count == 3)
            #expect(try await Self.all(custodian, .expiring(before: Instant(milliseconds: .max)), limit: limit).count == 3)
            #expect(try await Self.all(custodian, .sealed("customer", before: 2), limit: limit).count == 6)
            #expect(try await Self.all(custodian, .sealed("customer", before: 1), limit: limit).isEmpty)
            let fromBroker = try await Self.all(custodian, .from(.other("a broker")), limit: limit)
            #expect(Set(fromBroker) == [try await custodian.known("c-3"), try await custodian.known("c-6")])
            #expect(try await Self.all(custodian, .from(.other("another")), limit: limit).isEmpty)
        }
        _ = try await thrown(.invalidInput) { _ = try await custodian.heldRecords(.from(.subject), by: nil) }
        _ = try await thrown(.denied) { _ = try await custodian.heldRecords(.forPurpose(.payment), by: bed.agent) }
        try await custodian.close()
    }

    @Test("Who objects is listed until they take it back", arguments: Backing.allCases)
    func objections(_ backing: Backing) async throws {
        let bed = Bed(backing)
        let custodian = try await bed.withCustomer()
        _ = try await custodian.object(on: "c-1042", to: .customerCare)
        let listed = try await custodian.consents(.objecting, for: .customerCare, by: nil)
        #expect(listed.items.map(\.subject) == [try await custodian.known("c-1042")])
        _ = try await custodian.takeBackObjection(of: "c-1042", to: .customerCare)
        #expect(try await custodian.consents(.objecting, for: .customerCare, by: nil).items.isEmpty)
        try await custodian.close()
    }
}

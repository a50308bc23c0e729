import CustodyAudit
import CustodyModel
import CustodyTesting
import Testing

@testable import CustodyCore

@Suite("What errors and printing give away")
struct LeakTests {
    private enum Domain: String, Decodable { case known }

    private struct EnumView: PersonalView {
        typealias Record = Customer
        let email: Domain
    }

    private struct OwnError: Error { var text: String }

    private struct ThrowingView: PersonalView {
        typealias Record = Customer
        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Keys.self)
            throw OwnError(text: try container.decode(String.self, forKey: .email))
        }
        enum Keys: String, CodingKey { case email }
    }

    private struct ThrowingRecord: PersonalRecord {
        static let schema = Customer.schema
        init() {}
        init(from decoder: any Decoder) throws {}
        func encode(to encoder: any Encoder) throws { throw OwnError(text: "ada@example.org") }
    }

    @Test("A value that does not fit the view is in no error, and the log says that nothing was disclosed")
    func misfits() async throws {
        let bed = Bed(.memory)
        let custodian = try await bed.withCustomer()
        func aborts() async throws -> Int { try await custodian.log(by: nil).count { $0.action == .disclosureAborted } }
        #expect(try await aborts() == 0)
        let misfit = try await thrown(.invalidInput) {
            _ = try await custodian.disclose(EnumView.self, about: "c-1042", for: .customerCare, to: bed.agent)
        }
        #expect(!"\(misfit) \(String(reflecting: misfit))".contains("ada@"))
        #expect(misfit.message.contains("email"))
        #expect(try await aborts() == 1)
        let own = try await thrown(.invalidInput) {
            _ = try await custodian.disclose(ThrowingView.self, about: "c-1042", for: .customerCare, to: bed.agent)
        }
        #expect(!"\(own) \(String(reflecting: own))".contains("ada@"))
        #expect(try await aborts() == 2)
    }

    @Test("A record that cannot be encoded is refused without its values")
    func unencodable() async throws {
        let bed = Bed(.memory)
        let custodian = try await bed.open()
        let error = try await thrown(.invalidInput) {
            try await custodian.collect(
                ThrowingRecord(), about: "c-1", for: [.customerCare], from: .subject, by: bed.importer)
        }
        #expect(!"\(error) \(String(reflecting: error))".contains("ada@"))
    }

    @Test("A disclosure prints redacted")
    func printing() async throws {
        let bed = Bed(.memory)
        let custodian = try await bed.withCustomer()
        let seen = try await custodian.disclose(SupportView.self, about: "c-1042", for: .customerCare, to: bed.agent)
        var dumped = ""
        dump(seen, to: &dumped)
        #expect(!"\(seen) \(String(reflecting: seen)) \(dumped)".contains("ada@"))
    }
}

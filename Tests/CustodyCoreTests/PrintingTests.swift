import CustodyModel
import Testing

@testable import CustodyCore

@Suite("What is printed of values that tell about people")
struct PrintingTests {
    /// What interpolation, the debugger's text, a dump and a collection make of it.
    private static func printed(_ value: some Any) -> String {
        var dumped = ""
        dump(value, to: &dumped)
        let alone = "\(value) \(String(reflecting: value)) \(Mirror(reflecting: value).children) \(dumped)"
        return "\(alone) \([value]) \(["k": value])"
    }

    @Test("A value that is kept without the person prints where it stood, and never itself")
    func anonymous() {
        let value = AnonymousValue(record: "customer", field: "email", value: .text("ada@example.org"))
        #expect("\(value)" == "‹redacted: customer.email›")
        #expect(!Self.printed(value).contains("ada@"))
    }

    @Test("A source prints whether it was the person, and never who else it was")
    func source() {
        let source = DataSource.other("Bureau Lovelace")
        #expect("\(source)" == "other: ‹redacted›" && "\(DataSource.subject)" == "subject")
        #expect(!Self.printed(source).contains("Lovelace"))
        #expect(!Self.printed(HeldQuestion.from(source)).contains("Lovelace"))
        // What is sealed is the text itself.
        #expect(source.text == "other: Bureau Lovelace" && DataSource.subject.text == "subject")
    }
}

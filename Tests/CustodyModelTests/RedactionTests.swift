import CustodyModel
import Testing

@Suite struct RedactionTests {
    private static func everyWayToPrint(_ value: some Any) -> [String] {
        var dumped = ""
        dump(value, to: &dumped)
        var printed = ""
        print(value, to: &printed)
        return [
            "\(value)", String(describing: value), String(reflecting: value), dumped, printed, "\([value])",
            "\(Optional(value) as Any)", "\(["k": value])", String(reflecting: [value]),
            "\(Mirror(reflecting: value).children)",
        ]
    }

    @Test("A sensitive value is printed by nothing")
    func sensitive() {
        struct Holder { var secret: Sensitive<String> }
        for text in Self.everyWayToPrint(Sensitive("hunter2")) + Self.everyWayToPrint(Holder(secret: "hunter2")) {
            #expect(!text.contains("hunter2"), "\(text)")
        }
        #expect("\(Sensitive(5))" == "‹redacted›" && Sensitive(5).exposed == 5)
    }

    @Test("A subject's identifier is printed by nothing")
    func subject() {
        for text in Self.everyWayToPrint(SubjectID("c-1042@example.org")) { #expect(!text.contains("1042"), "\(text)") }
        #expect(SubjectID("a") == "a" && SubjectID("a") != "b")
    }

    @Test("A principal is printed by nothing")
    func principal() {
        let principal = Principal(
            "anna.adams", Authentication(.password, at: Instant(milliseconds: 0), by: "directory", level: 1))
        for text in Self.everyWayToPrint(principal) { #expect(!text.contains("anna"), "\(text)") }
    }

    @Test("A sealed value prints its length alone")
    func sealed() {
        let value = SealedValue(key: KeyID(.zero, .text), keyVersion: 1, box: [0xab, 0xcd])
        #expect("\(value)" == "‹sealed, 2 bytes›")
    }

    @Test("A handle has 16 bytes and prints them")
    func handle() {
        #expect(Handle([UInt8](repeating: 0, count: 15)) == nil && Handle([UInt8](repeating: 0, count: 17)) == nil)
        let bytes: [UInt8] = Array(240...255)
        #expect(Handle(bytes)?.bytes == bytes)
        #expect(Handle(bytes)?.description == "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff")
        #expect(Handle(bytes[...])?.bytes == bytes)
    }
}

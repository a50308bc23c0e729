import CustodyModel
import Testing

@testable import CustodyCore

@Suite("What protects before it is on record")
struct ProtectionsTests {
    private let entry = Protections.Entry(subject: BlindIndex(.zero), will: .objected, purpose: "marketing")

    @Test("An act that is on record ends earlier ones that failed, and none that is under way or failed later")
    func order() {
        let protections = Protections()
        func isProtected() -> Bool { protections.entries(of: entry.subject) == [entry] }
        let first = protections.begin(entry)
        let second = protections.begin(entry)
        protections.end(first)
        #expect(isProtected())
        protections.keep(second)
        #expect(isProtected())
        let third = protections.begin(entry)
        let fourth = protections.begin(entry)
        protections.keep(fourth)
        protections.end(third)
        #expect(isProtected())
        protections.end(protections.begin(entry))
        #expect(!isProtected())
    }

    @Test("It covers the purpose and what stands below, and every purpose when it names none")
    func purposes() {
        #expect(Set([entry]).will(about: "marketing.direct") == [.objected])
        #expect(Set([entry]).will(about: "marketings").isEmpty)
        let restriction = Protections.Entry(subject: entry.subject, will: .restricted, purpose: nil)
        #expect(Set([entry, restriction]).will(about: "care") == [.restricted])
    }
}

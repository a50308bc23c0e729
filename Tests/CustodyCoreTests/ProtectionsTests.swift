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

    @Test("What is on record ends what failed before by another name of the person, and only what forbade the same")
    func otherNames() {
        let protections = Protections()
        let other = BlindIndex(Handle(words: (0, 1)))
        var same = entry
        same.subject = other
        same.field = .token
        var wider = same
        wider.purpose = nil
        var optOut = same
        optOut.isOptOut = true
        let calls = [same, wider, optOut].map { protections.begin($0) }
        for call in calls { protections.keep(call) }
        let recorded = protections.begin(entry)
        let later = protections.begin(same)
        #expect(protections.areMore(than: [recorded]))
        protections.end(recorded)
        #expect(protections.all == [same, wider, optOut])
        protections.end(recorded, alsoNamed: [other])
        #expect(protections.all == [same, wider, optOut], "a call is under way")
        protections.end(later)
        #expect(protections.all == [wider, optOut] && !protections.areMore(than: [recorded]))
    }

    @Test("It covers the purpose and what stands below, and every purpose when it names none")
    func purposes() {
        #expect(Set([entry]).will(about: "marketing.direct") == [.objected])
        #expect(Set([entry]).will(about: "marketings").isEmpty)
        let restriction = Protections.Entry(subject: entry.subject, will: .restricted, purpose: nil)
        #expect(Set([entry, restriction]).will(about: "care") == [.restricted])
    }
}

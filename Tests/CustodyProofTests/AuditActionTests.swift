import CustodyProof
import Testing

@Suite struct AuditActionTests {
    @Test("each code of the library has a name of its own, which leads back to it")
    func names() {
        for action in AuditAction.all {
            #expect(AuditAction(name: action.description) == action)
            #expect(UInt16(action.description) == nil, "\(action) has a name, not a number")
        }
        #expect(Set(AuditAction.all.map(\.description)).count == AuditAction.all.count)
        // Codes stand in every log that was written: they never move.
        let known: [(AuditAction, UInt16, String)] = [
            (.collect, 1, "collect"), (.rotateKey, 22, "key.rotate"), (.checkpoint, 24, "checkpoint"),
            (.restoreStore, 28, "store.restore"), (.drawReport, 65, "report.draw"),
        ]
        for (action, code, name) in known { #expect(action.rawValue == code && action.description == name) }
    }

    @Test("the code that nothing ever wrote is none of the library's, and a host's own is told by its number")
    func free() {
        #expect(!AuditAction.all.contains { $0.rawValue == 23 })
        #expect(AuditAction(name: "store.open") == nil)
        for code: UInt16 in [0, 23, 0x8001, .max] { #expect(AuditAction(rawValue: code).description == String(code)) }
    }
}

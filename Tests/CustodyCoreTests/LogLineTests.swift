import CustodyAudit
import CustodyModel
import Foundation
import Testing

@testable import CustodyCore

@Suite("What a line of the log is written as")
struct LogLineTests {
    private static func line(_ action: AuditAction) -> LogLine {
        LogLine(
            place: AuditPlace(.access, 7), commit: CommitSequence(rawValue: 9), time: Instant(milliseconds: 0),
            auditClass: .access,
            action: action, decision: .permit, purpose: .customerCare, categories: [], role: nil, recordCount: 1, leafHash: "00"
        )
    }

    private static func members(_ value: some Encodable) throws -> [String: Any] {
        let object = try JSONSerialization.jsonObject(with: JSONEncoder().encode(value))
        return try #require(object as? [String: Any])
    }

    @Test(
        "class, action and decision by their names, and a host's own action by its number",
        arguments: [
            (AuditAction.disclosureAborted, "disclosure.aborted"), (AuditAction(rawValue: 0x8001), "32769"),
        ])
    func names(_ action: AuditAction, _ word: String) throws {
        let line = Self.line(action)
        let members = try Self.members(line)
        #expect(members["action"] as? String == word)
        #expect(members["auditClass"] as? String == "access" && members["decision"] as? String == "permit")
        #expect(try JSONDecoder().decode(LogLine.self, from: JSONEncoder().encode(line)) == line)
        let access = SubjectAccessLog.Access(
            time: line.time, action: action, decision: .none, purpose: nil, categories: [], role: nil, actor: nil)
        #expect(try Self.members(access)["action"] as? String == word)
        #expect(try Self.members(access)["decision"] as? String == "none")
        #expect(try JSONDecoder().decode(SubjectAccessLog.Access.self, from: JSONEncoder().encode(access)) == access)
    }

    @Test("every name that the library has is read as what it stands for")
    func everyName() throws {
        for action in AuditAction.all {
            let line = Self.line(action)
            #expect(try JSONDecoder().decode(LogLine.self, from: JSONEncoder().encode(line)) == line, "\(action)")
        }
        for number in 1...13 as ClosedRange<UInt8> {
            let known = AuditClass(rawValue: number)
            #expect(AuditClass(name: "\(known)") == known)
        }
    }

    @Test("a word of a later version is not read as another")
    func laterWord() throws {
        var members = try Self.members(Self.line(.read))
        members["action"] = "teleport"
        let bytes = try JSONSerialization.data(withJSONObject: members)
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(LogLine.self, from: bytes) }
    }
}

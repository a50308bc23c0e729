import Crypto
import CustodyAudit
import CustodyConsent
import CustodyCore
import CustodyModel
import CustodyTesting
import Testing

@Suite("What is taken over from another store, and what is not")
struct ConsentTakeoverTests {
    @Test(
        "An import brings no later edition of a notice for who may not change the policy, and every one for who may",
        arguments: Backing.allCases)
    func editions(_ backing: Backing) async throws {
        let first = try await ConsentBed(backing, isEmpty: true)
        for version in ["1", "2", "3"] {
            try await first.give(for: .directMarketing, notice: ConsentBed.edition(version))
        }
        let lines = try await first.lines(of: ["c-1"])
        let second = try await ConsentBed(backing, isEmpty: true)
        second.bed.clock.advance(hours: 1)
        let refused = try await thrown(.denied) {
            _ = try await second.custodian.importConsents(lines, by: second.clerk)
        }
        #expect(refused.receipt != nil)
        #expect(try await second.custodian.log(LogFilter(actions: [.noticeRecorded], decisions: [.deny]), by: nil).count == 1)
        #expect(try await second.custodian.notices().editions(of: "newsletter").map(\.version) == ["1"])
        let report = try await second.custodian.importConsents(lines, by: second.staff)
        #expect(report.faults == [] && report.notices == 2 && report.added == 6)
        // What is recorded ends nothing any more.
        let again = try await second.custodian.importConsents(lines, by: second.clerk)
        #expect(again.faults == [] && again.known == 6)
        try await first.custodian.close()
        try await second.custodian.close()
    }

    @Test(
        "Each line of a person who was erased is a fault, and the others are taken, however often it is done",
        arguments: Backing.allCases)
    func erased(_ backing: Backing) async throws {
        let first = try await ConsentBed(backing, isEmpty: true)
        for subject: SubjectID in ["c-1", "c-2"] { try await first.give(subject, for: .directMarketing) }
        let lines = try await first.lines(of: ["c-1", "c-2"])
        let second = try await ConsentBed(backing, isEmpty: true)
        second.bed.clock.advance(hours: 1)
        try await second.collect(for: [.customerCare])
        let key = Curve25519.Signing.PrivateKey()
        try await second.custodian.enroll(
            publicKey: Bytes([UInt8](key.publicKey.rawRepresentation)), of: "lead-1", by: nil)
        let plan = try await second.custodian.planErasure(of: "c-1", ground: .noLongerNecessary, by: second.staff)
        let approval = try await second.custodian.approve(plan, by: second.bed.who("lead-1"), signingWith: key)
        _ = try await second.custodian.execute(plan, approval: approval, by: second.staff)
        let faults = [2, 3].map { ConsentImportFault($0, .subject, .erased) }
        let report = try await second.custodian.importConsents(lines, by: second.clerk)
        #expect(report.faults == faults && report.added == 2)
        #expect(try await second.state("c-2", for: .directMarketing) == .given)
        let again = try await second.custodian.importConsents(lines, by: second.clerk)
        #expect(again.faults == faults && again.known == 2)
        try await first.custodian.close()
        try await second.custodian.close()
    }

    private func line(_ kind: String, _ purpose: Purpose, _ more: String = "") -> [UInt8] {
        Array(
            (#"{"type":"event","subject":"c-1","kind":"\#(kind)","purpose":"\#(purpose)","#
                + #""occurredAt":"2025-06-01T00:00:00Z"\#(more)}"#).utf8)
    }

    @Test("A consent that nobody could record is not imported either, and what says no is", arguments: Backing.allCases)
    func guardians(_ backing: Backing) async throws {
        let bed = try await ConsentBed(backing, isEmpty: true)
        let text = Array("May we?".utf8)
        let notice =
            #"{"type":"notice","hash":"\#(NoticeHash(of: text))","version":"1","language":"en","#
            + #""purposes":["fun","directMarketing","customerCare"],"recordedAt":"2025-05-01T00:00:00Z","text":"\#(text.hex)"}"#
        let shown = #","notice":"\#(NoticeHash(of: text))""#
        let grown = shown + #","age":{"country":"AT","age":14,"isYounger":false}"#
        let child = shown + #","age":{"country":"AT","age":14,"isYounger":true}"#
        let report = try await bed.custodian.importConsents(
            [
                Array(notice.utf8),
                line("requested", "fun", shown), line("requested", .customerCare, shown),
                line("given", "fun.game", shown), line("given", "fun", shown), line("given", "fun.game", child),
                line("given", .customerCare, shown), line("given", "offers", grown), line("withdrawn", "research"),
                line("refused", "fun.game", shown), line("withdrawn", "fun"), line("objected", .customerCare),
                line("withdrawn", "offers"), line("given", "fun.game", grown),
            ], by: bed.clerk)
        #expect(
            report.faults == [
                ConsentImportFault(4, .age, .missing), ConsentImportFault(5, .age, .missing),
                ConsentImportFault(6, .line, .refused(.guardianMissing)), ConsentImportFault(7, .purpose, .otherBasis),
                ConsentImportFault(8, .purpose, .undeclared), ConsentImportFault(9, .purpose, .undeclared),
            ])
        #expect(report.added == 7)
        #expect(try await bed.custodian.consentHistory(of: "c-1", by: nil).filter { $0.event.kind == .given }.count == 1)
        try await bed.custodian.close()
    }

    @Test("What a store wrote about everybody it knows again, and nobody is there twice", arguments: Backing.allCases)
    func ownExport(_ backing: Backing) async throws {
        let bed = try await ConsentBed(backing, isEmpty: true)
        for subject: SubjectID in ["c-1", "c-2"] { try await bed.give(subject, for: .directMarketing) }
        try await bed.custodian.withdrawConsent(of: "c-2", for: .directMarketing)
        func everybody() async throws -> [[UInt8]] {
            var lines: [[UInt8]] = []
            _ = try await bed.custodian.exportConsents(by: nil) { lines.append(Array($0.dropLast())) }
            return lines
        }
        let lines = try await everybody()
        bed.bed.clock.advance(hours: 1)
        let report = try await bed.custodian.importConsents(lines, by: bed.clerk)
        #expect(report.faults == [] && report.added == 0 && report.notices == 0 && report.known == 5)
        #expect(try await everybody() == lines)
        // Another store knows none of them.
        let other = try await ConsentBed(backing, isEmpty: true)
        other.bed.clock.advance(hours: 2)
        #expect(try await other.custodian.importConsents(lines, by: other.clerk).added == 5)
        try await bed.custodian.close()
        try await other.custodian.close()
    }
}

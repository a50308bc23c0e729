import CustodyAccess
import CustodyAudit
import CustodyModel
import CustodyMonitor
import CustodyTesting
import Synchronization
import Testing

@testable import CustodyCore

@Suite("What the monitoring looks for is on record") struct MonitorRecordTests {
    /// Keeps the newest bytes.
    private final class Memory: MonitorMemory {
        let kept = Mutex<[UInt8]?>(nil)
        func load() -> [UInt8]? { kept.withLock { $0 } }
        func save(_ bytes: [UInt8]) { kept.withLock { $0 = bytes } }
    }

    /// What every record of a change says, the oldest first.
    private func changes(_ custodian: Custodian) async throws -> [[String: CBOR]] {
        var changes: [[String: CBOR]] = []
        for entry in try await custodian.backends.audit.entries(AuditQuery(actions: [.changeMonitoring])) {
            if case .map(let said) = try entry.open(as: custodian.systemIdentity) { changes.append(said) }
        }
        return changes
    }

    private static func turned(from: Int64, to: Int64) -> CBOR { .map(["from": .integer(from), "to": .integer(to)]) }

    @Test("A candidate score, a place and a number of actors that are others are on record, with what they were")
    func aHigherCandidateScoreIsOnRecord() async throws {
        let bed = Bed(.memory)
        let custodian = try await bed.withCustomer()
        let memory = Memory()
        try await custodian.monitor(MonitorSettings(memory: memory)).catchUp()
        #expect(try await changes(custodian).isEmpty)
        let high = try MonitorConfiguration(actors: 1, utcOffset: 600, candidateScore: 1000)
        try await custodian.monitor(MonitorSettings(high, memory: memory)).catchUp()
        let change = try #require(try await changes(custodian).first)
        #expect(change["rules"] == .array([]))
        #expect(
            change["figures"]
                == CBOR.map([
                    "actors": Self.turned(from: 10_000, to: 1), "utc-offset": Self.turned(from: 0, to: 600),
                    "candidate-score": Self.turned(from: 10, to: 1000),
                ]))
        // The same again is no change.
        try await custodian.monitor(MonitorSettings(high, memory: memory)).catchUp()
        #expect(try await changes(custodian).count == 1)
    }

    @Test("A first opening with every rule off is on record")
    func aFirstOpeningWithoutRulesIsOnRecord() async throws {
        let bed = Bed(.memory)
        let custodian = try await bed.withCustomer()
        let rules = RuleID.allCases.map { rule in
            var settings = RuleSettings.standard(rule)
            settings.mode = .off
            return settings
        }
        _ = try await custodian.monitor(MonitorSettings(try MonitorConfiguration(rules: rules)))
        guard case .array(let said)? = try await changes(custodian).first?["rules"] else {
            Issue.record("no rules")
            return
        }
        #expect(said.count == RuleID.allCases.count)
    }

    @Test("An auditor role that the policy does not have is refused, and others are told of before an auditor ever acted")
    func anAuditorRoleThatIsNoneIsRefused() async throws {
        let bed = Bed(.memory)
        var governance = try Bed.governance()
        for role in ["auditor", "reader"] as [RoleID] {
            governance.policy.roles.append(Role(role, rules: [Rule([.readLog])]))
        }
        governance.policy.principals.append(Assignment("reader-1", to: ["reader"]))
        let custodian = try await bed.open(governance)
        let misspelt = MonitorSettings(auditors: ["audtior"])
        _ = try await thrown(.invalidInput) { _ = try await custodian.monitor(misspelt) }
        _ = try await thrown(.invalidInput) { _ = try await custodian.replayMonitor(misspelt, by: nil) }
        let memory = Memory()
        let monitor = try await custodian.monitor(MonitorSettings(auditors: ["auditor"], memory: memory))
        _ = try await custodian.log(by: bed.who("reader-1"))
        try await monitor.catchUp()
        let alerts = (await monitor.book).cases.flatMap(\.alerts)
        #expect(alerts.map(\.detail) == ["reader"])
        // That nobody looks at it any more is on record.
        _ = try await custodian.monitor(MonitorSettings(memory: memory))
        #expect(try await changes(custodian).last?["figures"] == CBOR.map(["auditors": .array([])]))
    }
}

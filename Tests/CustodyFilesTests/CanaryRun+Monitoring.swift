import CustodyFiles
import CustodyModel
import CustodyMonitor
import Testing

@testable import CustodyCore

extension CanaryRun {
    /// What another system noticed, who looked at it, what nobody is told of, and another threshold; what is remembered stands in a file.
    func monitoring(_ custodian: Custodian) async throws {
        let monitor = try await custodian.monitor(MonitorSettings(memory: FileMonitorMemory(at: "/monitor", files: files)))
        try await monitor.catchUp()
        try await monitor.ingest(signal: MonitorSignal(.logUnanchored, at: clock.now()))
        let found = try #require(await monitor.book.cases.first)
        try await monitor.acknowledge(found.number, note: value("case"), by: staff)
        try await monitor.suppress(
            .volumeCap, about: staff.id, because: value("suppression"), until: clock.now().adding(milliseconds: 60_000),
            by: staff)
        var cap = RuleSettings.standard(.volumeCap)
        cap.mode = .shadow
        try await monitor.set(cap, because: value("thresholds"), by: staff)
        try await monitor.catchUp()
    }
}

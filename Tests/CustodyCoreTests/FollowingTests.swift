import CustodyAudit
import CustodyCore
import CustodyModel
import CustodyTesting
import Testing

@Suite("Following the log") struct FollowingTests {
    @Test(
        "who follows gets each new line when it is committed, and the end when the store is closed", arguments: Backing.allCases
    )
    func follow(_ backing: Backing) async throws {
        let bed = Bed(backing)
        let custodian = try await ExportingTests.filled(bed)
        let lines = try await custodian.follow(LogFilter(log: .access, actions: [.read]), by: bed.who("reader-1"))
        #expect(lines.receipt != nil)
        let (stream, received) = AsyncStream.makeStream(of: LogLine.self)
        let follower = Task {
            defer { received.finish() }
            for try await line in lines { received.yield(line) }
        }
        var iterator = stream.makeAsyncIterator()
        for place in UInt64(0)..<2 { #expect(await iterator.next()?.place == AuditPlace(.access, place)) }
        for _ in 0..<3 {
            let seen = try await custodian.disclose(SupportView.self, about: "c-1", for: .customerCare, to: bed.agent)
            let line = await iterator.next()
            #expect(line?.place == seen.receipt.place)
            #expect(line?.purpose == .customerCare)
        }
        try await custodian.close()
        if backing == .files {
            #expect(await iterator.next() == nil)
            try await follower.value
        } else {
            // A store in memory goes on existing, so that only its reader ends the reading.
            follower.cancel()
            await #expect(throws: CancellationError.self) { try await follower.value }
        }
    }

    @Test("a follower that is cancelled while it waits ends at once, and one that names somebody is refused")
    func cancelled() async throws {
        let bed = Bed(.memory)
        let custodian = try await ExportingTests.filled(bed)
        let lines = try await custodian.follow(LogFilter(actions: [.checkpoint]), by: nil)
        let follower = Task { for try await _ in lines { Issue.record("there is no such line") } }
        follower.cancel()
        await #expect(throws: CancellationError.self) { try await follower.value }
        _ = try await thrown(.invalidInput) { _ = try await custodian.follow(LogFilter(subject: "c-1"), by: nil) }
        _ = try await thrown(.denied) { _ = try await custodian.follow(by: bed.who("agent-1")) }
    }
}

import CustodyAudit
import CustodyModel
import CustodyTesting
import Testing

@Suite("Following a log") struct FollowingTests {
    @Test("who follows gets what is there and then each new entry, in whatever pages, until cancelled", arguments: [1, 7, 512])
    func follow(_ page: Int) async throws {
        let sink = try Fixture.sink()
        var log = RandomAuditLog(seed: 14)
        try await log.record(20, in: sink)
        let query = AuditQuery(limit: .max, decisions: [.permit])
        let (stream, received) = AsyncStream.makeStream(of: AuditPlace.self)
        let follower = Task {
            defer { received.finish() }
            for try await entry in AuditEntries(of: sink, matching: query, page: page, following: true) {
                received.yield(entry.place)
            }
        }
        var iterator = stream.makeAsyncIterator()
        var count = 0
        for _ in 0..<5 {
            let places = try await sink.entries(query).map(\.place)
            for place in places.dropFirst(count) { #expect(await iterator.next() == place) }
            count = places.count
            try await log.record(15, in: sink)
        }
        #expect(count > 20)
        follower.cancel()
        while await iterator.next() != nil {}
        await #expect(throws: CancellationError.self) { try await follower.value }
    }

    @Test("who follows from a commit on that is still to come gets nothing before it")
    func later() async throws {
        let sink = try Fixture.sink()
        let first = try #require(try await Fixture.record(Fixture.read(1), in: sink))
        let since = first.commit.next.next
        var iterator = AuditEntries(of: sink, matching: AuditQuery(since: since), following: true).makeAsyncIterator()
        for number in UInt64(2)...4 { try await Fixture.record(Fixture.read(number), in: sink) }
        #expect(try await iterator.next()?.leaf().commit == since)
    }
}

import CustodyFaults
import Synchronization
import Testing

@testable import CustodyJournal

@Suite("When the writer waits for more")
struct GroupCommitTests {
    private static let sync = Duration.microseconds(200)

    @Test("whoever is alone waits for nobody")
    func alone() {
        for answered in 0...1 {
            #expect(GroupCommit.patience(for: answered, sync: Self.sync, answering: .zero) == .zero)
        }
    }

    @Test("those who come back are waited for half a sync, and never longer than a millisecond")
    func patience() {
        for microseconds in stride(from: 0, through: 10_000, by: 50) {
            let sync = Duration.microseconds(microseconds)
            for answered in [2, 3, 64, 5000] {
                let patience = GroupCommit.patience(for: answered, sync: sync, answering: .zero)
                #expect(patience == min(sync / 2, .milliseconds(1)))
            }
        }
    }

    @Test("nobody waits for the disk where answering takes longer than it")
    func busy() {
        #expect(GroupCommit.patience(for: 64, sync: Self.sync, answering: Self.sync * 2) == Self.sync / 2)
        #expect(GroupCommit.patience(for: 64, sync: Self.sync, answering: Self.sync * 2 + .nanoseconds(1)) == .zero)
    }

    @Test("a wait that is limited ends by itself, and at once where the signal was raised before")
    func limited() {
        let signal = ThreadSignal()
        #expect(!signal.wait(atMost: .zero))
        #expect(!signal.wait(atMost: .microseconds(50)))
        signal.raise()
        // Without the raise this would hold the suite for an hour.
        #expect(signal.wait(atMost: .seconds(3600)))
        #expect(!signal.wait(atMost: .zero), "one raise ends one wait")
    }

    @Test("callers that come back one by one lose nothing, keep their order and are told how many follow")
    func comingBack() async throws {
        let journal = try JournalBed.open(JournalBed.empty()).journal
        let told = Told()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<16 {
                group.addTask {
                    for _ in 0..<50 { await Self.commit(journal, told) }
                }
            }
        }
        let (order, following) = told.all.withLock { ($0.map(\.sequence), $0.map(\.following)) }
        #expect(order == Array(1...800))
        // Within one write the number falls by one each, down to none.
        #expect(following.last == 0)
        #expect(zip(following, following.dropFirst()).allSatisfy { $0 == 0 || $1 == $0 - 1 })
        try await journal.close()
    }

    @Test("those who want no count do not count")
    func mixed() async throws {
        let gate = Gate()
        let journal = try JournalBed.open(FaultyFileSystem(JournalBed.empty(), beforeOperation: { gate.pass($0) })).journal
        gate.shut(at: .sync)
        let (told, ended) = AsyncStream<Int?>.makeStream()
        journal.enqueue(JournalEntry(sequence: 1, body: [1])) { _, following in ended.yield(following) }
        var arrivals = gate.arrivals.makeAsyncIterator()
        _ = await arrivals.next()
        // The rest goes into one write.
        journal.enqueue(JournalEntry(sequence: 2, body: [2])) { _, following in ended.yield(following) }
        journal.enqueue(JournalEntry(sequence: 9, body: [2])) { _, following in ended.yield(following) }
        journal.enqueue(JournalEntry(sequence: 3, body: [3])) { _ in ended.yield(nil) }
        journal.enqueue(JournalEntry(sequence: 4, body: [4])) { _, following in ended.yield(following) }
        journal.enqueue(JournalEntry(sequence: 5, body: [5])) { _ in ended.yield(nil) }
        gate.open()
        var counts: [Int?] = []
        for await count in told.prefix(6) { counts.append(count) }
        #expect(counts == [0, 2, 1, nil, 0, nil])
        try await journal.close()
    }

    private final class Told: Sendable {
        let last = Mutex<UInt64>(0)
        let all = Mutex<[(sequence: UInt64, following: Int)]>([])
    }

    private static func commit(_ journal: Journal, _ told: Told) async {
        await withCheckedContinuation { (waiter: CheckedContinuation<Void, Never>) in
            told.last.withLock { last in
                last += 1
                let sequence = last
                journal.enqueue(JournalEntry(sequence: sequence, body: JournalBed.body(sequence))) { result, following in
                    if case .success = result { told.all.withLock { $0.append((sequence, following)) } }
                    waiter.resume()
                }
            }
        }
    }
}

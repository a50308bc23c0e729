import CustodyJournal
import Synchronization

/// The journal, with tasks that each wait for their commit before they make the next.
struct OurJournal: Contender {
    let writers: Int

    var name: String { writers == 1 ? "journal, 1 writer" : "journal, \(writers) writers" }

    func run(in directory: String, seconds: Double) async throws -> Sample {
        let log = try await OpenLog.open(in: directory)
        let sample = try await Writers.run(writers, seconds: seconds) { _ in try await log.commit() }
        try await log.journal.close()
        return sample
    }
}

/// An open journal and the number of its last commit.
final class OpenLog: Sendable {
    static let storeID = [UInt8](repeating: 0x5a, count: 16)

    let journal: Journal
    private let handedOver: Mutex<UInt64>

    private init(_ journal: Journal) {
        self.journal = journal
        handedOver = Mutex(journal.recovery.lastSequence)
    }

    static func open(
        in directory: String, replay: @escaping @Sendable (JournalFrame) -> Void = { _ in }
    ) async throws -> OpenLog {
        try await Threads.run {
            OpenLog(
                try Journal.open(
                    directory: directory, fileSystem: PosixFileSystem(), storeID: storeID, mode: .readWrite,
                    salt: { (0..<32).map { _ in UInt8.random(in: 0...255) } }, replay: replay))
        }
    }

    /// One commit, awaited; as the file coordinator does it.
    func commit() async throws {
        let result = await withCheckedContinuation { (waiter: CheckedContinuation<Result<Void, JournalError>, Never>) in
            handedOver.withLock { last in
                last += 1
                journal.enqueue(JournalEntry(sequence: last, body: Payload.body)) { waiter.resume(returning: $0) }
            }
        }
        try result.get()
    }
}

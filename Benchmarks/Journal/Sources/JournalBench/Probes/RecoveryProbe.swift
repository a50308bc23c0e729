import CustodyJournal
import Foundation
import Synchronization

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// How fast a journal is opened whose writer died, with the files in the page cache, and one that was closed in order.
struct RecoveryProbe {
    /// A directory whose journal was copied while it was open: nothing is missing, but no close frame is there.
    let unclean: String
    /// Closed in order, everything to be replayed.
    let closed: String
    /// Closed in order behind a checkpoint that covers everything.
    let checkpointed: String
    let commits: UInt64

    var bytes: UInt64 { commits * UInt64(Payload.frameBytes) }

    static func make(in directory: String, megabytes: Int) async throws -> RecoveryProbe {
        let commits = UInt64(megabytes) * 1_000_000 / UInt64(Payload.frameBytes)
        let (closed, unclean, checkpointed) = (directory + "/closed", directory + "/unclean", directory + "/checkpointed")
        let log = try await OpenLog.open(in: checkpointed)
        // A queue of some thousand entries keeps the batches large and the memory small.
        for first in stride(from: UInt64(1), through: commits, by: 10_000) {
            let last = min(commits, first + 9_999)
            let result = await withCheckedContinuation { (waiter: CheckedContinuation<Result<Void, JournalError>, Never>) in
                for sequence in first...last {
                    log.journal.enqueue(JournalEntry(sequence: sequence, body: Payload.body)) { result in
                        if sequence == last { waiter.resume(returning: result) }
                    }
                }
            }
            try result.get()
        }
        try FileManager.default.copyItem(atPath: checkpointed, toPath: unclean)
        try FileManager.default.copyItem(atPath: unclean, toPath: closed)
        let checkpoint = JournalCheckpoint(sequence: commits, payload: [1])
        let result = await withCheckedContinuation { waiter in
            log.journal.checkpoint(checkpoint) { waiter.resume(returning: $0) }
        }
        try result.get()
        try await log.journal.close()
        try await OpenLog.open(in: closed).journal.close()
        return RecoveryProbe(unclean: unclean, closed: closed, checkpointed: checkpointed, commits: commits)
    }

    /// Seconds to open a fresh copy of the unclean journal for writing.
    func recover(in directory: String) async throws -> Double {
        try FileManager.default.copyItem(atPath: unclean, toPath: directory)
        sync()
        return try await time(directory, expecting: commits)
    }

    /// Seconds to open the closed one.
    func reopen() async throws -> Double { try await time(closed, expecting: commits) }

    /// Seconds to open the one whose checkpoint covers everything.
    func reopenCheckpointed() async throws -> Double { try await time(checkpointed, expecting: 0) }

    private func time(_ directory: String, expecting commits: UInt64) async throws -> Double {
        let found = Mutex(0)
        let start = Stopwatch.now()
        let log = try await OpenLog.open(in: directory) { frame in found.withLock { $0 += frame.body.count } }
        let end = Stopwatch.now()
        guard found.withLock({ $0 }) == Int(commits) * Payload.body.count else { throw BenchError("recovery lost commits") }
        try await log.journal.close()
        return Double(end - start) / 1e9
    }
}

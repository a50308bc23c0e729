import CustodyFaults
import Synchronization
import Testing

@testable import CustodyJournal

/// Where the tests' journals stand, and short ways to make them.
enum JournalBed {
    static let directory = "/store/journal"
    static let name = "00000000000000000001.log"
    static let segment = directory + "/" + name
    /// Without filling ahead: most tests count bytes.
    static let options = JournalOptions(preallocatedBytes: 0)
    static let storeID = [UInt8](repeating: 0x5a, count: 16)
    static let salt = [UInt8](0..<32)
    static let headerSize = 128
    /// A frame without body.
    static let overhead = 40

    static func manifest(_ generation: UInt64) -> String { directory + "/" + JournalPath.manifestName(generation) }

    /// The segment that is written to.
    static func lastSegment(_ fileSystem: InMemoryFileSystem) -> String {
        fileSystem.snapshot().keys.filter { $0.hasSuffix(".log") }.max() ?? segment
    }

    static func empty() -> InMemoryFileSystem { InMemoryFileSystem(directories: ["/store"]) }

    static func open(
        _ fileSystem: any JournalFileSystem, directory: String = directory, storeID: [UInt8] = storeID,
        mode: JournalMode = .readWrite, options: JournalOptions = options, companion: (any JournalFile)? = nil
    ) throws -> (journal: Journal, frames: [JournalFrame]) {
        var frames: [JournalFrame] = []
        let journal = try Journal.open(
            directory: directory, fileSystem: fileSystem, storeID: storeID, mode: mode, options: options,
            companion: companion, salt: { salt },
            replay: { frames.append($0) })
        return (journal, frames)
    }

    static func body(_ sequence: UInt64) -> [UInt8] {
        [UInt8](repeating: UInt8(truncatingIfNeeded: sequence), count: Int(sequence % 7) * 3)
    }

    /// A journal of two sessions, each closed in order, with commits 1 to 3 and 4 to 6.
    static func closedJournal() async throws -> InMemoryFileSystem {
        let fileSystem = empty()
        for session in 0..<2 {
            let journal = try open(fileSystem).journal
            for sequence in UInt64(session * 3 + 1)...UInt64(session * 3 + 3) {
                try await journal.commit(sequence, body(sequence)).get()
            }
            try await journal.close()
        }
        return fileSystem
    }

    /// What the disk holds after `count` acknowledged commits of a writer that did not stop in order.
    static func uncleanJournal(_ count: UInt64) async throws -> InMemoryFileSystem {
        let fileSystem = empty()
        let journal = try open(fileSystem).journal
        for sequence in 1...count { try await journal.commit(sequence, body(sequence)).get() }
        let crashed = fileSystem.copy()
        try await journal.close()
        return crashed
    }

    static func bodies(_ range: ClosedRange<UInt64>) -> [[UInt8]] { range.map(body) }
}

extension Journal {
    func perform(_ entry: JournalEntry) async -> Result<Void, JournalError> {
        await withCheckedContinuation { continuation in
            enqueue(entry) { continuation.resume(returning: $0) }
        }
    }

    func commit(_ sequence: UInt64, _ body: [UInt8]) async -> Result<Void, JournalError> {
        await perform(JournalEntry(sequence: sequence, body: body))
    }
}

extension Result where Failure == JournalError {
    var code: JournalError.Code? {
        if case .failure(let error) = self { error.code } else { nil }
    }
}

/// Holds the journal's thread at the next call of a kind until the test lets it go on.
final class Gate: Sendable {
    /// Each call that waits.
    let arrivals: AsyncStream<FileOperation>
    private let arrived: AsyncStream<FileOperation>.Continuation
    private let kind = Mutex<FileOperation.Kind?>(nil)
    private let signal = ThreadSignal()

    init() { (arrivals, arrived) = AsyncStream.makeStream() }

    /// The next call of this kind waits.
    func shut(at kind: FileOperation.Kind) { self.kind.withLock { $0 = kind } }

    /// Lets the waiting call through.
    func open() { signal.raise() }

    func pass(_ operation: FileOperation) {
        let waits = kind.withLock { kind in
            guard kind == operation.kind else { return false }
            kind = nil
            return true
        }
        guard waits else { return }
        arrived.yield(operation)
        signal.wait()
    }
}

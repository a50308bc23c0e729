/// A crash-safe log of commits in segments, written by one thread and read once, when it opens.
///
/// What it promises (each has a test):
/// 1. Durability: a commit whose completion got success is there after any crash, also after power loss.
/// 2. Atomicity: a commit is wholly there or wholly absent.
/// 3. Prefix: what is found is a prefix of the order of enqueueing that holds every acknowledged commit.
/// 4. Loud corruption: a changed byte before the last certified frame makes opening fail with file, offset and sequence.
/// 5. Total opening: any bytes end in a journal or a ``JournalError``; opening for reading writes nothing.
/// 6. Bounded doubt: after an error each commit is wholly in or out, and the writer takes nothing more.
/// 7. One writer.
///
/// Not promised: a drive that lies about flushing; a directory rolled back to an older copy; network file systems. Bit rot
/// in the last synced batch of a writer that never closed looks like a tear and is cut, with a copy in `quarantine/`.
///
/// All errors of the module are ``JournalError``.
public final class Journal: Sendable {
    /// The largest body of one commit, in bytes.
    public static let maximumBodyBytes = 16 << 20

    /// Where its segments and its manifest stand.
    public let directory: String
    /// What opening found.
    public let recovery: JournalRecovery
    /// This writer's epoch, higher than any before; nil when opened for reading.
    public let writerEpoch: UInt32?

    private let writer: JournalWriter?

    init(directory: String, recovery: JournalRecovery, writerEpoch: UInt32?, writer: JournalWriter?) {
        self.directory = directory
        self.recovery = recovery
        self.writerEpoch = writerEpoch
        self.writer = writer
    }

    // The thread holds the writer, not this object: it makes what is queued durable and ends, without a close frame.
    deinit { writer?.abandon() }

    /// Opens the journal in `directory` and replays every commit behind the checkpoint, in order. Blocks: call it from a thread
    /// that may wait.
    ///
    /// Opening for writing removes every `*.tmp` file in the directory and every segment that no manifest names, and makes the
    /// last writer's frames durable. A torn tail is copied to `quarantine/`, where the newest 16 are kept, and the writer goes
    /// on in a new segment.
    ///
    /// - Parameters:
    ///   - directory: Where the journal's files stand, and nothing else; made when absent, unless the mode forbids it.
    ///   - fileSystem: The operating system, or a stand-in.
    ///   - storeID: 16 bytes that say which store the journal belongs to.
    ///   - mode: For reading only, or for writing.
    ///   - options: How it is kept.
    ///   - lock: A lock over the directory that the caller holds and keeps until the journal is closed; of a journal that is let go
    ///     its thread keeps it until it has ended. When nil, a journal opened for writing takes `LOCK` in its directory and gives
    ///     it back when closed.
    ///   - companion: The file that companion writes go to. It stays the caller's, to be closed after the journal.
    ///   - salt: Draws 32 random bytes; called whenever a segment is made, also on the journal's thread.
    ///   - restore: Gets the newest checkpoint, before any commit, when there is one. What it throws ends the opening.
    ///   - replay: Gets each commit behind the checkpoint. What it throws ends the opening and is thrown on.
    /// - Throws: ``JournalError``, or what `restore` or `replay` threw.
    public static func open(
        directory: String, fileSystem: any JournalFileSystem, storeID: [UInt8], mode: JournalMode,
        options: JournalOptions = JournalOptions(), lock: (any JournalLock)? = nil, companion: (any JournalFile)? = nil,
        salt: @escaping @Sendable () -> [UInt8], restore: (JournalCheckpoint) throws -> Void = { _ in },
        replay: (JournalFrame) throws -> Void
    ) throws -> Journal {
        guard storeID.count == SegmentHeader.storeIDSize else {
            throw JournalError(.invalidArgument, "a store's identity has 16 bytes, not \(storeID.count)", path: directory)
        }
        return try withoutActuallyEscaping(restore) { restore in
            try withoutActuallyEscaping(replay) { replay in
                let opening = JournalOpening(
                    directory: directory, fileSystem: fileSystem, storeID: storeID, options: options, salt: salt,
                    restore: restore, replay: replay)
                switch mode {
                case .readOnly: return try opening.forReading()
                case .readWrite, .readWriteExisting:
                    return try opening.forWriting(create: mode == .readWrite, lock: lock, companion: companion)
                }
            }
        }
    }

    /// The highest sequence that is durable.
    public var durableSequence: UInt64 { writer?.durableSequence ?? recovery.lastSequence }

    /// The highest sequence that was taken into the queue; the next commit's is one more.
    public var lastSequence: UInt64 { writer?.lastSequence ?? recovery.lastSequence }

    /// Takes an entry into the queue and returns at once. The order of calls is the order in the file.
    ///
    /// `whenDurable` is called exactly once, on the journal's thread and in the order of the queue; it must neither block nor
    /// take long, for it holds up every later commit. Only on a journal that is closed or open for reading is it called at
    /// once on the caller's thread. Its errors:
    /// * `notWritten`: certainly absent. * `commitUnknown`: opening again tells. * `poisoned`: an earlier failure; absent.
    /// * `outOfOrder`, `tooLarge`, `invalidArgument`: refused, nothing was written and the journal goes on.
    /// * `closed`, `readOnly`.
    ///
    /// The queue is not bounded: callers that wait for their completion bound it.
    public func enqueue(
        _ entry: JournalEntry, whenDurable: @escaping @Sendable (Result<Void, JournalError>) -> Void
    ) {
        guard let writer else {
            whenDurable(.failure(JournalError(.readOnly, "the journal is open for reading only", path: directory)))
            return
        }
        writer.enqueue(entry, whenDurable: whenDurable)
    }

    /// As ``enqueue(_:whenDurable:)``, for callers that would rather act once for many: the completion is also told how many others that
    /// are told so follow right behind it. The last of them hears 0.
    public func enqueue(
        _ entry: JournalEntry, whenDurable: @escaping @Sendable (_ result: Result<Void, JournalError>, _ following: Int) -> Void
    ) {
        guard let writer else {
            whenDurable(.failure(JournalError(.readOnly, "the journal is open for reading only", path: directory)), 0)
            return
        }
        writer.enqueue(entry, whenDurable: whenDurable)
    }

    /// Makes a checkpoint durable, in its turn in the queue, and removes the segments that it covers wholly.
    ///
    /// What the checkpoint names must be durable before this is called, and what the checkpoint before it names must stay until
    /// the completion got success. After `commitUnknown` either of the two may be found at the next opening, and the writer
    /// takes nothing more. The completion follows the rules of ``enqueue(_:whenDurable:)``; `invalidArgument` means that the
    /// sequence is not durable, lies before the last checkpoint, or that the payload is too large. Any other code but `commitUnknown`,
    /// `poisoned` and `closed` says what kept it from being made: nothing has changed, the journal goes on, and a later one may succeed.
    public func checkpoint(
        _ checkpoint: JournalCheckpoint, whenDurable: @escaping @Sendable (Result<Void, JournalError>) -> Void
    ) {
        guard let writer else {
            whenDurable(.failure(JournalError(.readOnly, "the journal is open for reading only", path: directory)))
            return
        }
        writer.checkpoint(checkpoint, whenDurable: whenDurable)
    }

    /// How many bytes of frames an opening would replay, to about a mebibyte: the sign that a checkpoint is due.
    public var bytesSinceCheckpoint: UInt64 { writer?.bytesSinceCheckpoint ?? 0 }

    /// Makes everything queued durable, writes a close frame, closes the file and gives the journal's own lock back.
    ///
    /// Returns when the thread's work is over. Closing again gives the same answer. Throws `poisoned` when an earlier failure
    /// stopped the writer, or the error that kept the close frame from being written; the journal is closed nevertheless.
    public func close() async throws(JournalError) {
        let result = await withCheckedContinuation { continuation in
            close { continuation.resume(returning: $0) }
        }
        try result.get()
    }

    /// Ends the journal as if it was let go: what is queued is made durable, no close frame is written, and the next opening finds what
    /// this one found. Returns when the thread's work is over; does nothing to a journal that is closed.
    package func abandon() async {
        guard let writer else { return }
        await withCheckedContinuation { continuation in writer.abandon { _ in continuation.resume() } }
    }

    /// As ``close()``, for callers without a task. The completion runs on the journal's thread, or at once when it is closed.
    public func close(_ completion: @escaping @Sendable (Result<Void, JournalError>) -> Void) {
        guard let writer else {
            completion(.success(()))
            return
        }
        writer.close(completion)
    }
}

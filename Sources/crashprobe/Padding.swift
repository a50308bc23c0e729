import CustodyJournal

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// System calls that fail and do nothing.
///
/// `strace` counts the calls of each thread by themselves. To strike the k-th call of the journal's thread and no other, its
/// numbers must lie above those of every other thread; and a mark must show where a thread's real work begins.
enum Padding {
    /// On the thread that opens: a mark, behind the calls of the loader and the runtime.
    static func mark() { make(1) }

    /// On the journal's thread: more of each call than any other thread makes. What is enqueued next is beyond them.
    static func pad(_ journal: Journal) async {
        await withCheckedContinuation { waiter in
            journal.enqueue(JournalEntry(companionWrites: [])) { _ in
                make(64)
                waiter.resume()
            }
        }
    }

    private static func make(_ count: Int) {
        var byte: UInt8 = 0
        for _ in 0..<count {
            _ = pwrite(-1, &byte, 1, 0)
            _ = fsync(-1)
            #if !canImport(Darwin)
                _ = fdatasync(-1)
            #endif
            _ = ftruncate(-1, 0)
            _ = rename("", "")
            _ = unlink("")
            _ = mkdir("", 0)
            // The loader opens many files.
            for _ in 0..<8 { _ = open("", O_RDONLY) }
        }
    }
}

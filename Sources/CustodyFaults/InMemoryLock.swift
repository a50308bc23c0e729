import CustodyJournal
import Synchronization

/// A lock of an ``InMemoryFileSystem``.
final class InMemoryLock: JournalLock {
    let path: String
    private let onRelease: @Sendable () -> Void
    private let isReleased = Mutex(false)

    init(path: String, onRelease: @escaping @Sendable () -> Void) {
        self.path = path
        self.onRelease = onRelease
    }

    deinit { release() }

    func release() {
        let isFirst = isReleased.withLock { released in
            defer { released = true }
            return !released
        }
        if isFirst { onRelease() }
    }
}

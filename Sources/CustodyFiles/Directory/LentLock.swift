import CustodyJournal

/// A lock for somebody who works under it and may not give it back.
final class LentLock: JournalLock {
    private let own: any JournalLock

    init(_ own: any JournalLock) { self.own = own }

    var path: String { own.path }

    func release() {}
}

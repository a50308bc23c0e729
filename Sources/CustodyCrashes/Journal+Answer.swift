import CustodyJournal

extension Journal {
    /// Waits for an entry's completion.
    func answer(to entry: JournalEntry) async -> Result<Void, JournalError> {
        await withCheckedContinuation { continuation in
            enqueue(entry) { continuation.resume(returning: $0) }
        }
    }
}

extension JournalFileSystem {
    /// Takes the exclusive lock as ``lockExclusive(_:)`` does, and waits two seconds at most for whoever holds it. Blocks.
    ///
    /// An inspection holds it for the moment of a look, and a journal that was let go until its thread has ended: neither is another writer.
    package func lockPatiently(_ path: String) throws(JournalError) -> any JournalLock {
        let pause = ThreadSignal()
        for _ in 0..<400 {
            do throws(JournalError) { return try lockExclusive(path) } catch  where error.code == .locked {
                pause.wait(atMost: .milliseconds(5))
            }
        }
        return try lockExclusive(path)
    }
}

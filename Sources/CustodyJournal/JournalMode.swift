/// How a journal is opened.
public enum JournalMode: Sendable, Hashable {
    /// Writes nothing and takes no lock; a torn tail is left where it is.
    case readOnly
    /// For writing; makes the journal when there is none.
    case readWrite
    /// For writing; `notFound` when there is none. For a caller who knows that there must be one.
    case readWriteExisting
}

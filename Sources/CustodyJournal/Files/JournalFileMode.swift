/// How a file is opened.
public enum JournalFileMode: Sendable, Hashable {
    /// An existing file, for reading.
    case readOnly
    /// An existing file, for reading and writing.
    case readWrite
    /// A new file, readable and writable by its owner only; fails when the name is taken.
    case createNew
}

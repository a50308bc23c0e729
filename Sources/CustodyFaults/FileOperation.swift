/// One call of a file system, as ``FaultyFileSystem`` sees it.
public struct FileOperation: Equatable, Sendable, CustomStringConvertible {
    /// Which call.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// `open` with `readOnly` or `readWrite`.
        case open
        /// `open` with `createNew`.
        case create
        /// `rename`.
        case rename
        /// `remove`.
        case remove
        /// `createDirectory`.
        case createDirectory
        /// `list`.
        case list
        /// `status`.
        case status
        /// `syncDirectory`.
        case syncDirectory
        /// `lockExclusive`.
        case lock
        /// A file's `read`.
        case read
        /// A file's `write`.
        case write
        /// A file's `sync`.
        case sync
        /// A file's `truncate`.
        case truncate
        /// A file's `size`.
        case size

        /// Whether the call makes changes durable.
        public var isSync: Bool { self == .sync || self == .syncDirectory }

        /// Whether the call changes what is on the disk.
        public var isChange: Bool {
            switch self {
            case .create, .rename, .remove, .createDirectory, .write, .truncate: true
            case .open, .list, .status, .syncDirectory, .lock, .read, .sync, .size: false
            }
        }
    }

    /// Which call.
    public let kind: Kind
    /// The path it names; for a file's call, the path the file was opened by.
    public let path: String
    /// The place of a read or write, or the size of a truncation.
    public let offset: UInt64?
    /// The bytes of a read or write.
    public let count: Int?

    /// Makes a record of a call.
    public init(_ kind: Kind, _ path: String, offset: UInt64? = nil, count: Int? = nil) {
        self.kind = kind
        self.path = path
        self.offset = offset
        self.count = count
    }

    /// One line.
    public var description: String {
        var text = "\(kind) \(path)"
        if let offset { text += " @\(offset)" }
        if let count { text += " +\(count)" }
        return text
    }
}

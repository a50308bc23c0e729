/// What a ``SimulatedFileSystem`` holds: files and names, each as it is seen and as it is durable. A value: a copy is a
/// picture of one moment and costs next to nothing.
public struct SimulatedDisk: Sendable {
    enum NameAction: Sendable {
        case link(String, Int)
        case unlink(String)
        case rename(String, to: String, Int, replacing: Bool)
        case makeDirectory(String)

        func apply(to names: inout SimulatedNames) {
            switch self {
            case .link(let path, let inode): names.link(path, inode)
            case .unlink(let path): names.unlink(path)
            case .rename(let path, let destination, let inode, _):
                // Where only a later change of the old name was kept, it is not this file's any more.
                if names.inode(path) == inode { names.unlink(path) }
                names.link(destination, inode)
            case .makeDirectory(let path): names.add(directory: path)
            }
        }
    }

    struct NameChange: Sendable {
        let action: NameAction
        /// The directory whose sync makes it durable; for a rename the destination's.
        let directory: String
        let order: Int
    }

    private(set) var inodes: [SimulatedInode] = []
    private(set) var visible = SimulatedNames()
    private(set) var durable = SimulatedNames()
    private(set) var pending: [NameChange] = []
    /// How many changes there were; the place of the next one.
    private(set) var clock = 0
    /// The place up to which a directory sync took all metadata along, as an ordered file system does.
    private(set) var orderedFloor = 0

    /// An empty disk with its root, and `directories` in it with all their parents, durable.
    public init(directories: [String] = []) {
        for directory in directories { addDurable(directory: PlainPath.normal(directory)) }
    }

    init(names: SimulatedNames, inodes: [SimulatedInode]) {
        self.visible = names
        self.durable = names
        self.inodes = inodes
    }

    // MARK: For tests

    /// The bytes of a file as they are read, or nil.
    public func bytes(of path: String) -> [UInt8]? {
        visible.inode(PlainPath.normal(path)).map { inodes[$0].visible }
    }

    /// Every file's path, sorted.
    public var paths: [String] { visible.files.map(\.path) }

    /// Every directory's path, sorted.
    public var directories: [String] { visible.directories.sorted() }

    /// Whether both hold the same names with the same bytes, as they are read.
    public func reads(like other: SimulatedDisk) -> Bool {
        paths == other.paths && directories == other.directories
            && paths.allSatisfy { bytes(of: $0) == other.bytes(of: $0) }
    }

    /// Whether a power loss would take nothing away.
    public var isSettled: Bool { pending.isEmpty && inodes.allSatisfy(\.pending.isEmpty) }

    /// Puts a durable file there, with all its parents, in the place of one that is there.
    public mutating func put(_ bytes: [UInt8], at path: String) {
        let path = PlainPath.normal(path)
        addDurable(directory: PlainPath.parent(path))
        inodes.append(SimulatedInode(durable: bytes))
        visible.link(path, inodes.count - 1)
        durable.link(path, inodes.count - 1)
    }

    /// How many bytes of a file, of its first `limit` or of all, a crash could show otherwise than they are read now.
    /// Nil when there is no such file.
    public func unsyncedBytes(of path: String, upTo limit: Int = .max) -> Int? {
        visible.inode(PlainPath.normal(path)).map { inodes[$0].unsyncedBytes(upTo: limit) }
    }

    /// Whether the name, and the directories above it, survive any crash and mean the file they mean now.
    public func isEntryDurable(_ path: String) -> Bool {
        var path = PlainPath.normal(path)
        let touched = { (path: String) in
            pending.contains { change in
                switch change.action {
                case .link(let name, _), .unlink(let name), .makeDirectory(let name): name == path
                case .rename(let name, let destination, _, _): name == path || destination == path
                }
            }
        }
        guard let inode = visible.inode(path) else { return visible.isDirectory(path) && durable.isDirectory(path) }
        guard durable.inode(path) == inode, !touched(path) else { return false }
        path = PlainPath.parent(path)
        while path != "/" {
            guard durable.isDirectory(path) else { return false }
            path = PlainPath.parent(path)
        }
        return true
    }

    // MARK: Changes

    mutating func create(_ path: String) -> Int {
        inodes.append(SimulatedInode())
        change(.link(path, inodes.count - 1), in: PlainPath.parent(path))
        return inodes.count - 1
    }

    mutating func rename(_ path: String, to destination: String, inode: Int) {
        let replacing = visible.inode(destination) != nil
        change(.rename(path, to: destination, inode, replacing: replacing), in: PlainPath.parent(destination))
    }

    mutating func remove(_ path: String) { change(.unlink(path), in: PlainPath.parent(path)) }

    mutating func makeDirectory(_ path: String) { change(.makeDirectory(path), in: PlainPath.parent(path)) }

    mutating func write(_ bytes: [UInt8], at offset: Int, inode: Int) {
        inodes[inode].write(bytes, at: offset, order: tick())
    }

    mutating func truncate(_ inode: Int, to size: Int) { inodes[inode].truncate(to: size, order: tick()) }

    mutating func sync(_ inode: Int) { inodes[inode].sync() }

    mutating func failSync(_ inode: Int) { inodes[inode].failSync() }

    mutating func syncDirectory(_ directory: String) {
        for change in pending where change.directory == directory { change.action.apply(to: &durable) }
        pending.removeAll { $0.directory == directory }
        orderedFloor = clock
    }

    private mutating func change(_ action: NameAction, in directory: String) {
        action.apply(to: &visible)
        pending.append(NameChange(action: action, directory: directory, order: tick()))
    }

    private mutating func tick() -> Int {
        clock += 1
        return clock - 1
    }

    private mutating func addDurable(directory: String) {
        var path = directory
        while !visible.isDirectory(path) || !durable.isDirectory(path) {
            visible.add(directory: path)
            durable.add(directory: path)
            path = PlainPath.parent(path)
        }
    }
}

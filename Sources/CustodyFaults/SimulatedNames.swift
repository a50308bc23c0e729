/// The names of a ``SimulatedDisk``, in order of path, so that nothing depends on hashing.
struct SimulatedNames: Sendable {
    private(set) var files: [(path: String, inode: Int)] = []
    private(set) var directories: [String] = ["/"]

    func inode(_ path: String) -> Int? {
        let place = index(path)
        return place < files.count && files[place].path == path ? files[place].inode : nil
    }

    func isDirectory(_ path: String) -> Bool { directories.contains(path) }

    mutating func link(_ path: String, _ inode: Int) {
        let place = index(path)
        if place < files.count, files[place].path == path {
            files[place].inode = inode
        } else {
            files.insert((path, inode), at: place)
        }
    }

    mutating func unlink(_ path: String) {
        let place = index(path)
        if place < files.count, files[place].path == path { files.remove(at: place) }
    }

    mutating func add(directory: String) {
        if !isDirectory(directory) { directories.append(directory) }
    }

    /// The last parts of the paths right under a directory, sorted.
    func list(_ directory: String) -> [String] {
        let prefix = directory == "/" ? "/" : directory + "/"
        let paths = files.lazy.map(\.path) + directories
        return paths.filter { $0.hasPrefix(prefix) && $0 != "/" && !$0.dropFirst(prefix.count).contains("/") }
            .map { String($0.dropFirst(prefix.count)) }.sorted()
    }

    /// Takes away what stands under a directory that is not there.
    mutating func removeUnreachable() {
        var reachable: [String] = ["/"]
        // Parents have shorter paths.
        for directory in directories.sorted(by: { $0.utf8.count < $1.utf8.count }) where directory != "/" {
            if reachable.contains(PlainPath.parent(directory)) { reachable.append(directory) }
        }
        guard reachable.count < directories.count || files.contains(where: { !reachable.contains(PlainPath.parent($0.path)) })
        else { return }
        directories = reachable
        files.removeAll { !reachable.contains(PlainPath.parent($0.path)) }
    }

    private func index(_ path: String) -> Int {
        var low = 0
        var high = files.count
        while low < high {
            let middle = (low + high) / 2
            if files[middle].path < path { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

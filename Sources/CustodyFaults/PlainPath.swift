/// Paths as the file systems in memory keep them.
enum PlainPath {
    /// `/a//b/`, `/a/./b` and `a/b` are all `/a/b`.
    static func normal(_ path: String) -> String {
        if isNormal(path) { return path }
        return "/" + path.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
    }

    /// The directory of a normal path.
    static func parent(_ path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")), slash != path.startIndex else { return "/" }
        return String(path[..<slash])
    }

    private static func isNormal(_ path: String) -> Bool {
        var last: UInt8 = 0
        for (index, byte) in path.utf8.enumerated() {
            if index == 0, byte != UInt8(ascii: "/") { return false }
            if last == UInt8(ascii: "/"), byte == last || byte == UInt8(ascii: ".") { return false }
            last = byte
        }
        return path.utf8.count > 1 && last != UInt8(ascii: "/") || path == "/"
    }
}

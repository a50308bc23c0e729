#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A file that the operator names as input.
enum InputFile {
    /// Documents are read by people; what is larger is the wrong file.
    private static let maximumBytes = 16 << 20

    /// Whether a directory stands there.
    static func isDirectory(_ path: String) -> Bool {
        var isDirectory = false
        #if canImport(ObjectiveC)
            var answer: ObjCBool = false
            if FileManager.default.fileExists(atPath: path, isDirectory: &answer) { isDirectory = answer.boolValue }
        #else
            if !FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) { isDirectory = false }
        #endif
        return isDirectory
    }

    /// The bytes of the file.
    static func read(_ path: String, _ what: String) throws(ToolError) -> [UInt8] {
        let bytes: Data
        do { bytes = try Data(contentsOf: URL(filePath: path)) } catch {
            throw ToolError("unreadableFile", "\(what) cannot be read; check the path and its permissions", path: path)
        }
        guard bytes.count <= maximumBytes else {
            throw ToolError(
                "unreadableFile", "\(what) has \(bytes.count) bytes, which is more than any such file needs", path: path)
        }
        return Array(bytes)
    }

    /// The text of the file.
    static func text(_ path: String, _ what: String) throws(ToolError) -> String {
        String(decoding: try utf8(path, what), as: UTF8.self)
    }

    /// The lines of the file that say something.
    static func lines(_ path: String, _ what: String) throws(ToolError) -> [String] {
        let lines = try utf8(path, what).split { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
        return lines.map { String(decoding: $0, as: UTF8.self) }
    }

    /// The bytes of a file of text, without a byte order mark. What is no text is refused: a name that was altered to be read would be
    /// another one.
    private static func utf8(_ path: String, _ what: String) throws(ToolError) -> ArraySlice<UInt8> {
        let bytes = try read(path, what)
        if let place = TextPlace(ofInvalidUTF8In: bytes) {
            throw ToolError("unreadableText", "\(what) is not UTF-8 at \(place); save the file as UTF-8", path: path)
        }
        return bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
    }
}

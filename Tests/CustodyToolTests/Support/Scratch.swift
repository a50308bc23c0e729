import Foundation

/// Places for files of a test.
enum Scratch {
    /// A fresh directory.
    static func directory() throws -> URL {
        let place = FileManager.default.temporaryDirectory.appending(path: "custody-tool-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        return place
    }

    /// A fresh empty file.
    static func file() throws -> URL {
        let place = FileManager.default.temporaryDirectory.appending(path: "custody-tool-\(UUID().uuidString)")
        try Data().write(to: place)
        return place
    }
}

import Foundation
import Testing

/// A file or directory of a store that was made once, to be put elsewhere as it was.
struct KeptFile: Sendable {
    private let path: String
    /// Nil for a directory.
    private let bytes: Data?
    private let permissions: Int

    init(_ path: String, in place: URL) throws {
        let file = place.appending(path: path)
        let attributes = try FileManager.default.attributesOfItem(atPath: file.path)
        self.path = path
        let isDirectory = attributes[.type] as? FileAttributeType == .typeDirectory
        bytes = try isDirectory ? nil : Data(contentsOf: file)
        permissions = try #require(attributes[.posixPermissions] as? Int)
    }

    func put(in place: URL) throws {
        let target = place.appending(path: path).path
        let attributes: [FileAttributeKey: Any] = [.posixPermissions: permissions]
        if let bytes {
            let isMade = FileManager.default.createFile(atPath: target, contents: bytes, attributes: attributes)
            try #require(isMade, "\(target) was not made")
        } else {
            try FileManager.default.createDirectory(
                atPath: target, withIntermediateDirectories: false, attributes: attributes)
        }
    }
}

import CustodyJournal
import CustodyModel

/// `custody.json`: which store this is and in which format it is written.
///
/// The text is fixed to the byte, so that every changed byte shows.
struct StoreIdentity: Equatable {
    static let format = 1
    static let fileName = "custody.json"
    /// No such file is larger, in this format or a later one.
    static let limit = 1 << 16

    var store: Handle
    var controller: ControllerID

    var text: String { Self.text(format: Self.format, store: store, controller: controller) }

    private static func text(format: Int, store: Handle, controller: ControllerID) -> String {
        let content = """
            {
              "format": \(format),
              "store": "\(store)",
              "controller": "\(controller)",
            """
        var digits: [UInt8] = []
        digits.append(bigEndian: CRC32C.checksum(Array(content.utf8)))
        return content + "\n  \"checksum\": \"\(digits.hex)\"\n}\n"
    }

    /// Whether the name can stand in the file without escaping, and be read back.
    static func isPlain(_ controller: ControllerID) -> Bool {
        !controller.rawValue.isEmpty && controller.rawValue.utf8.count <= 128
            && controller.rawValue.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0 != "\"" && $0 != "\\" }
            // A name that begins with a combining mark would make one character of itself and the quote before it.
            && "\"\(controller)".first == "\""
    }

    /// Reads the file.
    ///
    /// - Throws: ``CustodyFilesError`` with `newerFormat`, or `corrupt` with the offset of the first byte that is not as written.
    init(text bytes: [UInt8], path: String) throws(CustodyFilesError) {
        func value(_ name: String) -> Substring? {
            let text = String(decoding: bytes, as: UTF8.self)
            guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix("  \"\(name)\": ") }) else { return nil }
            let value = line.dropFirst(name.count + 6)
            return value.hasSuffix(",") ? value.dropLast() : value
        }
        func unquoted(_ text: Substring?) -> String? {
            guard let text, text.count >= 2, text.first == "\"", text.last == "\"" else { return nil }
            return String(text.dropFirst().dropLast())
        }
        let format = value("format").flatMap { Int($0) } ?? 0
        guard let name = unquoted(value("controller")),
            let handle = unquoted(value("store")).flatMap([UInt8].init(hex:)).flatMap({ Handle($0) })
        else {
            throw CustodyFilesError(
                .corrupt, "the identity of the store is not readable; restore the file", path: path, offset: 0)
        }
        let expected = Array(Self.text(format: format, store: handle, controller: ControllerID(name)).utf8)
        guard expected == bytes else {
            let offset = zip(expected, bytes).enumerated().first { $1.0 != $1.1 }?.offset ?? min(expected.count, bytes.count)
            throw CustodyFilesError(
                .corrupt, "the identity of the store is not as it was written; restore the file", path: path,
                offset: UInt64(offset))
        }
        guard format <= Self.format else {
            throw CustodyFilesError(
                .newerFormat, "the store is of format \(format), this version reads up to \(Self.format); use a newer version",
                path: path)
        }
        guard format == Self.format else {
            throw CustodyFilesError(.corrupt, "there is no format \(format)", path: path)
        }
        self.init(store: handle, controller: ControllerID(name))
    }

    init(store: Handle, controller: ControllerID) {
        self.store = store
        self.controller = controller
    }
}

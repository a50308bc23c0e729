#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Finds a key that stands twice in one object of a JSON text in UTF-8.
///
/// Decoders keep one of the two and drop the other in silence; whoever reads the text might trust the one that is dropped.
package struct DuplicateKeys {
    private var frames: [Frame] = []

    private struct Frame {
        var isObject: Bool
        var expectsKey: Bool
        var keys: Set<String> = []
        var key = ""
        var place = 0
    }

    /// A key that stands twice.
    package struct Found: Hashable, Sendable {
        /// The key.
        package var name: String
        /// Where it stands for the second time, such as `roles[0].rules`.
        package var path: String
    }

    /// Whether a text can be searched: a decoder reads UTF-16 too, which would pass the search. No JSON in UTF-8 has a zero byte.
    package static func canSearch(_ json: [UInt8]) -> Bool { !json.contains(0) }

    /// The first key that stands twice; nil when none does.
    ///
    /// - Throws: `DecodingError` for a key that is no text.
    package static func first(in json: [UInt8]) throws -> Found? {
        var scan = DuplicateKeys()
        var place = json.startIndex
        while place < json.endIndex {
            let byte = json[place]
            if byte == UInt8(ascii: "\"") {
                let end = textEnd(in: json, from: place)
                if let found = try scan.text(json[place..<end]) { return found }
                place = end
            } else {
                scan.mark(byte)
                place += 1
            }
        }
        return nil
    }

    /// The place after the closing quotation mark.
    private static func textEnd(in json: [UInt8], from start: Int) -> Int {
        var place = start + 1
        while place < json.endIndex, json[place] != UInt8(ascii: "\"") {
            place += json[place] == UInt8(ascii: "\\") ? 2 : 1
        }
        return min(place + 1, json.endIndex)
    }

    private mutating func mark(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "{"): frames.append(Frame(isObject: true, expectsKey: true))
        case UInt8(ascii: "["): frames.append(Frame(isObject: false, expectsKey: false))
        case UInt8(ascii: "}"), UInt8(ascii: "]"): _ = frames.popLast()
        case UInt8(ascii: ":"): change { $0.expectsKey = false }
        case UInt8(ascii: ","):
            change {
                $0.expectsKey = $0.isObject
                $0.place += 1
            }
        default: break
        }
    }

    private mutating func change(_ body: (inout Frame) -> Void) {
        guard !frames.isEmpty else { return }
        body(&frames[frames.count - 1])
    }

    private mutating func text(_ literal: ArraySlice<UInt8>) throws -> Found? {
        guard let frame = frames.last, frame.expectsKey else { return nil }
        let name = try Self.key(literal)
        var isNew = true
        change {
            $0.key = name
            isNew = $0.keys.insert(name).inserted
        }
        return isNew ? nil : Found(name: name, path: path)
    }

    private static func key(_ literal: ArraySlice<UInt8>) throws -> String {
        guard literal.contains(UInt8(ascii: "\\")) else {
            return String(decoding: literal.dropFirst().dropLast(), as: UTF8.self)
        }
        // `"rol\u0065s"` is `"roles"`: only the decoder knows what an escaped key says.
        let list = [UInt8(ascii: "[")] + literal + [UInt8(ascii: "]")]
        return try JSONDecoder().decode([String].self, from: Data(list)).first ?? ""
    }

    private var path: String {
        frames.reduce(into: "") { path, frame in
            if frame.isObject {
                path += path.isEmpty ? frame.key : "." + frame.key
            } else {
                path += "[\(frame.place)]"
            }
        }
    }
}

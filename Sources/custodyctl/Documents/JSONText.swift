#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// JSON as the tool writes it: one value has one text, so that an edited file shows.
enum JSONText {
    /// The text of a value, without a line end.
    static func encode(_ value: some Encodable, onOneLine isOneLine: Bool = false) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        if !isOneLine { encoder.outputFormatting.insert(.prettyPrinted) }
        return Array(try encoder.encode(value))
    }

    /// Reads a value. What is no JSON is a `DecodingError` that says in which line and column.
    static func decode<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) throws -> Value {
        do { return try JSONDecoder().decode(type, from: Data(bytes)) } catch DecodingError.dataCorrupted(let context)
            where context.codingPath.isEmpty
        {
            guard let fault = JSONFault(in: bytes) else { throw DecodingError.dataCorrupted(context) }
            throw DecodingError.dataCorrupted(.init(codingPath: [], debugDescription: fault.description))
        }
    }
}

extension Dictionary where Key: FixedWidthInteger {
    /// An object in JSON, which a dictionary by numbers of a fixed width is not.
    var keyedByText: [String: Value] { [String: Value](uniqueKeysWithValues: map { (String($0.key), $0.value) }) }
}

extension DecodingError {
    /// Where and what, in the words of somebody who wrote the document. Never what stands there, which may be personal.
    var explanation: String {
        switch self {
        case .keyNotFound(let key, let context): "\((context.codingPath + [key]).documentPath): is missing; add it"
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            "\(context.codingPath.documentPath): \(context.debugDescription)"
        case .dataCorrupted(let context): Self.explanation(of: context)
        @unknown default: "it cannot be read"
        }
    }

    /// The sentences of the decoder and the standard library begin with a capital letter, and repeat the value; our own do neither.
    private static func explanation(of context: Context) -> String {
        let isOurs = context.debugDescription.first?.isUppercase == false
        guard !context.codingPath.isEmpty else {
            return isOurs ? context.debugDescription : "a number or an escaped character in it cannot be read"
        }
        return "\(context.codingPath.documentPath): "
            + (isOurs ? context.debugDescription : "this is no value that can stand here")
    }
}

extension [any CodingKey] {
    /// The path as an author reads it: `[0].fields[1].purposes`.
    var documentPath: String {
        let path = reduce(into: "") { path, key in
            if let place = key.intValue {
                path += "[\(place)]"
            } else {
                path += path.isEmpty ? key.stringValue : "." + key.stringValue
            }
        }
        return path.isEmpty ? "the document" : path
    }
}

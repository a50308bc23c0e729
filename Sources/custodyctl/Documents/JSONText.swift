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

extension DecodingError {
    /// Where, and what, in the words of somebody who wrote the document.
    package var explanation: String {
        // What is no JSON at all says where by itself.
        if case .dataCorrupted(let context) = self, context.codingPath.isEmpty { return words }
        return "\(place.isEmpty ? "the document" : place): \(words)"
    }

    /// Where in the document, such as `[0].fields[1].purposes`; empty for the document as a whole.
    package var place: String {
        switch self {
        case .keyNotFound(let key, let context): (context.codingPath + [key]).documentPath
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
            context.codingPath.documentPath
        @unknown default: ""
        }
    }

    /// What is wrong there. Never what a decoder says of a value, which may be personal, and no type of the program.
    package var words: String {
        switch self {
        case .keyNotFound(let key, _): "'\(key.stringValue)' is missing; add it"
        case .typeMismatch(let type, let context):
            Self.own(context) ?? "another kind of value stands here than \(Self.name(of: type))"
        case .valueNotFound(let type, let context): Self.own(context) ?? "null stands here instead of \(Self.name(of: type))"
        case .dataCorrupted(let context):
            Self.own(context)
                ?? (context.codingPath.isEmpty
                    ? "it is no JSON, or a number or an escaped character in it cannot be read"
                    : "this is no value that can stand here")
        @unknown default: "it cannot be read"
        }
    }

    /// The sentences of the decoder and the standard library begin with a capital letter, and repeat the value and the names of types;
    /// our own do neither. Nil for theirs.
    private static func own(_ context: Context) -> String? {
        context.debugDescription.first?.isUppercase == false ? context.debugDescription : nil
    }

    /// The kind of value in JSON that the decoder wanted.
    private static func name(of type: any Any.Type) -> String {
        switch "\(type)".prefix(while: { $0 != "<" }) {
        case "Array", "Set": "a list"
        case "Dictionary": "an object"
        case "String": "a text"
        case "Bool": "true or false"
        case "Int", "Int64", "UInt64", "UInt32", "UInt16", "UInt8", "Double": "a number"
        default: "what belongs here"
        }
    }
}

extension [any CodingKey] {
    /// The path as an author reads it: `roles[0].rules[1]`.
    package var documentPath: String {
        reduce(into: "") { path, key in
            if let place = key.intValue {
                path += "[\(place)]"
            } else {
                path += path.isEmpty ? key.stringValue : "." + key.stringValue
            }
        }
    }
}

/// Where a value that is asked for stands in a record.
public enum FieldOrigin: Hashable, Sendable {
    /// It is the value of a field.
    case whole(FieldName)
    /// It is a part of the value of a field.
    case part(of: FieldName, Int, in: Int, at: String)
    /// It is made of the values of several fields.
    case joined([FieldName], at: String)
    /// It is held no more, wherever it still stands.
    case retired(FieldName)

    /// The fields in which it stands.
    public var fields: [FieldName] {
        switch self {
        case .whole(let field), .part(let field, _, _, _), .retired(let field): [field]
        case .joined(let fields, _): fields
        }
    }

    /// The value out of those of the fields; nil when there is none.
    public func value(of values: [FieldName: CBOR]) -> CBOR? {
        switch self {
        case .whole(let field), .retired(let field): return values[field]
        case .part(let field, let place, let count, let separator):
            return values[field].flatMap { value -> CBOR? in
                let parts = Self.parts(of: value, count: count, at: separator)
                return parts.indices.contains(place) ? parts[place] : nil
            }
        case .joined(let fields, let separator):
            let parts = fields.compactMap { values[$0] }
            guard let first = parts.first, parts.count > 1 else { return parts.first }
            let texts = parts.compactMap { part -> String? in
                guard case .text(let text) = part else { return nil }
                return text
            }
            return texts.count == parts.count ? .text(texts.joined(separator: separator)) : first
        }
    }

    /// The parts of a value, from the first on; those that there are not are nil.
    static func parts(of value: CBOR, count: Int, at separator: String) -> [CBOR?] {
        var parts: [CBOR?] = []
        if case .text(let text) = value {
            // By their bytes, so that joining gives the same text again.
            let mark = Array(separator.utf8)
            var rest = Array(text.utf8)[...]
            while parts.count + 1 < count, let place = rest.firstRange(of: mark) {
                parts.append(.text(String(decoding: rest[..<place.lowerBound], as: UTF8.self)))
                rest = rest[place.upperBound...]
            }
            parts.append(.text(String(decoding: rest, as: UTF8.self)))
        } else {
            parts.append(value)
        }
        return parts + Array(repeating: nil, count: max(parts.count, count) - parts.count)
    }
}

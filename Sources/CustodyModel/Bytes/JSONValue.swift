/// A value of JSON with one text: members in the order given, no space that is not asked for. What is exported is written with it, so
/// that a reader can write it again and compare to the byte.
package enum JSONValue: Hashable, Sendable {
    case null
    case bool(Bool)
    case integer(Int64)
    case unsigned(UInt64)
    case double(Double)
    case text(String)
    case array([JSONValue])
    case object([Member])

    /// A named value of an object.
    package struct Member: Hashable, Sendable {
        package var name: String
        package var value: JSONValue

        package init(name: String, value: JSONValue) {
            self.name = name
            self.value = value
        }
    }

    /// An object, without the members that have no value.
    package static func record(_ members: KeyValuePairs<String, JSONValue?>) -> JSONValue {
        .object(members.compactMap { name, value in value.map { Member(name: name, value: $0) } })
    }

    /// Hexadecimal text.
    package static func hex(_ bytes: Bytes) -> JSONValue { .text(bytes.hex) }

    /// The member of an object; nil when it has none, or is none.
    package subscript(_ name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }

    /// The text on one line, without a line end.
    package var line: [UInt8] {
        var output: [UInt8] = []
        write(into: &output, indentation: nil)
        return output
    }

    /// The text for people too: a member on a line, with a line end.
    package var page: [UInt8] {
        var output: [UInt8] = []
        write(into: &output, indentation: 0)
        return output + [0x0a]
    }

    private func write(into output: inout [UInt8], indentation: Int?) {
        switch self {
        case .null: output += "null".utf8
        case .bool(let value): output += (value ? "true" : "false").utf8
        case .integer(let value): output += String(value).utf8
        case .unsigned(let value): output += String(value).utf8
        // JSON has no word for what is no number.
        case .double(let value): if value.isFinite { output += value.description.utf8 } else { output += "null".utf8 }
        case .text(let text): Self.write(text, into: &output)
        case .array(let values):
            Self.write(values, "[", "]", into: &output, indentation) { $0.write(into: &$1, indentation: $2) }
        case .object(let members):
            Self.write(members, "{", "}", into: &output, indentation) { member, output, indentation in
                Self.write(member.name, into: &output)
                output += (indentation == nil ? ":" : ": ").utf8
                member.value.write(into: &output, indentation: indentation)
            }
        }
    }

    private static func write<Element>(
        _ elements: [Element], _ opening: String, _ closing: String, into output: inout [UInt8], _ indentation: Int?,
        _ each: (Element, inout [UInt8], Int?) -> Void
    ) {
        func newLine(_ depth: Int?, _ output: inout [UInt8]) {
            guard let depth else { return }
            output.append(0x0a)
            output += [UInt8](repeating: 0x20, count: 2 * depth)
        }
        output += opening.utf8
        let inner = indentation.map { $0 + 1 }
        for (number, element) in elements.enumerated() {
            if number > 0 { output += ",".utf8 }
            newLine(inner, &output)
            each(element, &output, inner)
        }
        if !elements.isEmpty { newLine(indentation, &output) }
        output += closing.utf8
    }

    private static func write(_ text: String, into output: inout [UInt8]) {
        output.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): output += [UInt8(ascii: "\\"), byte]
            case 0..<0x20: output += "\\u00\([byte].hex)".utf8
            default: output.append(byte)
            }
        }
        output.append(UInt8(ascii: "\""))
    }
}

extension JSONValue {
    /// What a value of CBOR says: bytes as hexadecimal text, members in the order of their names.
    package init(_ value: CBOR) {
        switch value {
        case .unsigned(let number): self = .unsigned(number)
        case .negative(let number): self = number <= UInt64(Int64.max) ? .integer(-1 - Int64(number)) : .text("-1-\(number)")
        case .bytes(let bytes): self = .hex(Bytes(bytes))
        case .text(let text): self = .text(text)
        case .array(let values): self = .array(values.map { JSONValue($0) })
        case .map(let members):
            self = .object(members.sorted { $0.key < $1.key }.map { Member(name: $0.key, value: JSONValue($0.value)) })
        case .bool(let value): self = .bool(value)
        case .null: self = .null
        case .double(let number): self = .double(number)
        }
    }
}

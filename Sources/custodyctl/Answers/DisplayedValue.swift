import Custody

/// A stored value as it is shown: text as it is, anything else in its nearest form.
struct DisplayedValue: Encodable {
    let value: CBOR

    init(_ value: CBOR) { self.value = value }

    /// On one line, safe for a terminal.
    var text: String {
        switch value {
        case .unsigned(let number): String(number)
        case .negative(let number): Self.text(negative: number)
        case .bytes(let bytes): bytes.hex
        case .text(let text): Printable.text(text)
        case .array(let values): "[" + values.map { DisplayedValue($0).text }.joined(separator: ", ") + "]"
        case .map(let values):
            "{"
                + values.sorted { $0.key < $1.key }.map { "\(Printable.text($0)): \(DisplayedValue($1).text)" }.joined(
                    separator: ", ")
                + "}"
        case .bool(let bool): String(bool)
        case .null: "null"
        case .double(let double): String(double)
        }
    }

    /// `-1 - n`, which may lie below what an `Int64` holds.
    private static func text(negative number: UInt64) -> String {
        let (magnitude, overflow) = number.addingReportingOverflow(1)
        return overflow ? "-18446744073709551616" : "-\(magnitude)"
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch value {
        case .unsigned(let number): try container.encode(number)
        case .negative(let number):
            if let number = Int64(exactly: number) { try container.encode(-1 - number) } else { try container.encode(text) }
        case .bytes(let bytes): try container.encode(bytes.hex)
        case .text(let text): try container.encode(text)
        case .array(let values): try container.encode(values.map(DisplayedValue.init))
        case .map(let values): try container.encode(values.mapValues(DisplayedValue.init))
        case .bool(let bool): try container.encode(bool)
        case .null: try container.encodeNil()
        case .double(let double): if double.isFinite { try container.encode(double) } else { try container.encode(text) }
        }
    }
}

import CustodyModel

/// One thing in a package: for machines, and for people.
struct PackageRow {
    /// The thing as JSON.
    var json: JSONValue
    /// What stands above a table of its own; nil when it is one line of the section's table.
    var heading: String?
    /// The lines of the table.
    var cells: [[String]]

    init(_ json: JSONValue, heading: String? = nil, cells: [[String]]) {
        self.json = json
        self.heading = heading
        self.cells = cells
    }

    /// A line of the section's table.
    init(_ json: JSONValue, _ cells: String...) { self.init(json, cells: [cells]) }
}

extension JSONValue {
    /// A stored value as JSON: bytes as hexadecimal text, and a number that JSON's readers may not hold as text.
    init(_ value: CBOR) {
        switch value {
        case .unsigned(let number): self = .unsigned(number)
        case .negative(let number):
            let (magnitude, overflow) = number.addingReportingOverflow(1)
            if let integer = Int64(exactly: number) {
                self = .integer(-1 - integer)
            } else {
                self = .text(overflow ? "-18446744073709551616" : "-\(magnitude)")
            }
        case .bytes(let bytes): self = .text(bytes.hex)
        case .text(let text): self = .text(text)
        case .array(let values): self = .array(values.map { JSONValue($0) })
        case .map(let values):
            self = .object(values.sorted { $0.key < $1.key }.map { Member(name: $0, value: JSONValue($1)) })
        case .bool(let bool): self = .bool(bool)
        case .null: self = .null
        case .double(let double): self = double.isFinite ? .double(double) : .text("\(double)")
        }
    }

    /// Bytes as text where they are text, as hexadecimal digits otherwise.
    static func readable(_ bytes: [UInt8]) -> JSONValue { .text(String(validating: bytes, as: UTF8.self) ?? bytes.hex) }

    /// The value on a line for people: text as it is.
    var shown: String {
        switch self {
        case .text(let text): text
        case .null: ""
        case .array(let values): values.map(\.shown).joined(separator: ", ")
        case .object(let members): members.map { "\($0.name): \($0.value.shown)" }.joined(separator: "; ")
        default: String(decoding: line, as: UTF8.self)
        }
    }
}

extension Instant {
    /// The time for people, to the minute.
    var shown: String { description.prefix(16).split(separator: "T").joined(separator: " ") + " UTC" }
}

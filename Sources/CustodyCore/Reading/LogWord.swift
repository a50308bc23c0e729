import CustodyAudit

/// Something that leaves record as a code, as it is written for people and for other programs: by its name, and by the number of the code
/// where it has none.
struct LogWord<Meaning: LogTerm>: Codable {
    var meaning: Meaning

    init(_ meaning: Meaning) { self.meaning = meaning }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let word = try container.decode(String.self)
        guard let meaning = Meaning(name: word) ?? Meaning.RawValue(word).flatMap({ Meaning(rawValue: $0) }) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "a word of a later version; read it with that release")
        }
        self.meaning = meaning
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode("\(meaning)")
    }
}

/// What has a code in leaves and a name.
protocol LogTerm: RawRepresentable where RawValue: FixedWidthInteger {
    init?(name: String)
}

extension AuditClass: LogTerm {}
extension AuditAction: LogTerm {}
extension AuditDecision: LogTerm {
    init?(name: String) {
        guard let known = Self.allCases.first(where: { "\($0)" == name }) else { return nil }
        self = known
    }
}

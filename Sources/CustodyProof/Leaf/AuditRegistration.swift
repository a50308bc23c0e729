package import CustodyModel

/// A name with the number that it is given.
public struct AuditRegistration: Hashable, Sendable {
    /// The name.
    public var term: AuditTerm
    /// The number.
    public var code: UInt32

    static let tag: UInt8 = 7

    /// A name with its number.
    public init(term: AuditTerm, code: UInt32) {
        self.term = term
        self.code = code
    }

    /// Kind, name and number in a list.
    package var content: CBOR { .array([.text(term.kind.rawValue), .text(term.name), .unsigned(UInt64(code))]) }

    private init?(_ content: CBOR) {
        guard case .array(let parts) = content, parts.count == 3, case .text(let kind) = parts[0],
            case .text(let name) = parts[1], case .unsigned(let number) = parts[2], let code = UInt32(exactly: number)
        else { return nil }
        self.init(term: AuditTerm(AuditTerm.Kind(rawValue: kind), name), code: code)
    }

    /// The control body: `07 || length u32 || list`.
    static func body(of registrations: [AuditRegistration]) -> [UInt8] {
        let list = CBOR.array(registrations.map(\.content)).encoded()
        var bytes = [tag]
        bytes.append(bigEndian: UInt32(clamping: list.count))
        return bytes + list
    }

    static func read(_ reader: inout ByteReader) throws(AuditError) -> [AuditRegistration] {
        guard try reader.byte() == tag else { throw reader.failure("no registration of names") }
        let count: UInt32 = try reader.integer()
        let bytes = try reader.take(Int(count))
        guard case .array(let list)? = try? CBOR(decoding: bytes) else {
            throw reader.failure("the registered names are no list")
        }
        var registrations: [AuditRegistration] = []
        for content in list {
            guard let registration = AuditRegistration(content) else { throw reader.failure("a registered name is malformed") }
            registrations.append(registration)
        }
        return registrations
    }
}

import CustodyModel

/// The data categories of a leaf by their codes: 63 of them as bits, further ones in a list behind the leaf.
public struct AuditCategories: Hashable, Sendable {
    /// The code of a category that the vocabulary did not know when the event was staged.
    public static let unregistered: UInt16 = .max
    /// The first code that has no bit.
    static let firstListed: UInt16 = 63
    static let listBit: UInt64 = 1 << 63
    static let bodyTag: UInt8 = 6

    /// The codes in ascending order, each once.
    public let codes: [UInt16]

    /// A set of codes; nil when more than 255 of them have no bit.
    public init?(_ codes: some Sequence<UInt16>) {
        self.codes = Set(codes).sorted()
        guard listed.count <= Int(UInt8.max) else { return nil }
    }

    /// No category.
    public static let none = AuditCategories(sorted: [])

    private init(sorted codes: [UInt16]) { self.codes = codes }

    /// Whether the code is in the set.
    public func contains(_ code: UInt16) -> Bool { codes.contains(code) }

    private var listed: ArraySlice<UInt16> { codes.drop { $0 < Self.firstListed } }

    /// The 8 bytes of the leaf.
    var bits: UInt64 {
        codes.reduce(0) { $0 | ($1 < Self.firstListed ? 1 << UInt64($1) : Self.listBit) }
    }

    /// What follows the leaf; empty when every category has a bit.
    var body: [UInt8] {
        guard !listed.isEmpty else { return [] }
        var bytes = [Self.bodyTag, UInt8(listed.count)]
        for code in listed { bytes.append(bigEndian: code) }
        return bytes
    }

    init(bits: UInt64, reader: inout ByteReader) throws(AuditError) {
        var codes: [UInt16] = []
        var rest = bits & ~Self.listBit
        while rest != 0 {
            codes.append(UInt16(rest.trailingZeroBitCount))
            rest &= rest - 1
        }
        if bits & Self.listBit != 0 {
            guard try reader.byte() == Self.bodyTag else { throw reader.failure("the list of categories is missing") }
            let count = try reader.byte()
            guard count > 0 else { throw reader.failure("the list of categories is empty") }
            for _ in 0..<count {
                let code: UInt16 = try reader.integer()
                guard code >= Self.firstListed, codes.last.map({ $0 < code }) ?? true else {
                    throw reader.failure("the list of categories is not in order")
                }
                codes.append(code)
            }
        }
        self.init(sorted: codes)
    }
}

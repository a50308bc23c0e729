/// Where a row stands: the number of its file, and the offset in it. A location is both in one number.
struct RowPlace {
    /// Offsets fit into 26 bits of a location, numbers into 14.
    static let offsets: UInt64 = 1 << 26
    /// A location in the header of a file, where no row is read. It is not zero, which an index takes for none.
    static let nowhere: UInt64 = 1

    let number: Int
    let offset: UInt64

    init(_ number: Int, _ offset: UInt64) { (self.number, self.offset) = (number, offset) }

    init(_ location: UInt64) { self.init(Int(location / Self.offsets), location % Self.offsets) }

    var location: UInt64 { UInt64(number) * Self.offsets | offset }
}

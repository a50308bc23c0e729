/// Which role has which row. Roles beyond the capacity share the last one.
struct RoleTable {
    static let capacity = 64
    private var codes: [UInt32] = []
    private var latest = 0

    /// The role's row, and whether it is new.
    @inline(__always)
    mutating func row(of code: UInt32) -> (row: Int, isNew: Bool) {
        if latest < codes.count, codes[latest] == code { return (latest, false) }
        return search(code)
    }

    private mutating func search(_ code: UInt32) -> (row: Int, isNew: Bool) {
        if let row = codes.firstIndex(of: code) {
            latest = row
            return (row, false)
        }
        guard codes.count < Self.capacity else { return (Self.capacity - 1, false) }
        codes.append(code)
        latest = codes.count - 1
        return (latest, true)
    }

    /// Every role that has a row, with it.
    var rows: [(row: Int, code: UInt32)] { codes.enumerated().map { ($0, $1) } }
}

extension RoleTable: MonitorState {
    mutating func code(_ coder: inout StateCoder) throws(MonitorError) {
        try coder.code(&codes)
        try coder.expect(codes.count <= Self.capacity && Set(codes).count == codes.count)
        latest = 0
    }
}

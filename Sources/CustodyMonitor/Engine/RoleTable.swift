/// Which role has which row. Roles beyond those that can be named share the last one, which has the standard thresholds.
struct RoleTable {
    static let capacity = 64
    /// How many roles have a row of their own.
    static let named = capacity - 1
    private var codes: [UInt32] = []
    private var latest = 0
    // The roles with thresholds of their own whose numbers are known, and how many such there are.
    private var own: Set<UInt32> = []
    private var ownCount = 0

    /// Keeps rows for roles with thresholds of their own, however many others come before them.
    mutating func keepRows(for codes: Set<UInt32>, of count: Int) { (own, ownCount) = (codes, count) }

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
        let kept = own.contains(code) ? 0 : ownCount - codes.count(where: own.contains)
        guard codes.count < Self.named - kept else { return (Self.named, false) }
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
        // Before version 2 a role could have the last row, which is everybody's now.
        if coder.isReading { codes = Array(codes.prefix(Self.named)) }
        latest = 0
    }
}

/// What an opening gave back.
struct RecoveredState: Sendable, Equatable {
    /// The checkpoint's sequence; 0 when there is none.
    var base: UInt64 = 0
    var payload: [UInt8] = []
    /// How often a checkpoint was handed over.
    var restores = 0
    /// Whether it came after a commit.
    var restoredLate = false
    var sequences: [UInt64] = []
    var bodies: [[UInt8]] = []
    var closedCleanly = false

    /// The last commit it holds.
    var last: Int { Int(base) + bodies.count }
}

import CustodyModel

/// Which commit each idempotency key has made.
struct CommittedKeys: VisitableState {
    private var commits: Table<Handle, Done>

    private struct Done: RowValue {
        var request: Handle
        var sequence: CommitSequence

        init(request: Handle, sequence: CommitSequence) { (self.request, self.sequence) = (request, sequence) }

        func encodedRow() throws -> [UInt8] {
            var row = request.bytes
            row.append(bigEndian: sequence.rawValue)
            return row
        }

        init(row: [UInt8]) throws {
            guard row.count == 24, let request = Handle(row[..<16]) else {
                throw RowError("what an idempotency key has made cannot be read")
            }
            self.init(request: request, sequence: CommitSequence(rawValue: row[16...].reduce(0) { $0 << 8 | UInt64($1) }))
        }
    }

    init(in rows: any RowLog) { commits = Table(.idempotency, in: rows) }

    /// The commit that a key has made.
    ///
    /// - Throws: ``CommitError`` with `idempotencyKeyReused` when that was for something else.
    func earlier(_ idempotency: Idempotency) throws -> CommitSequence? {
        guard let done = try commits.value(idempotency.key) else { return nil }
        guard done.request == idempotency.request else { throw CommitError.reused }
        return done.sequence
    }

    mutating func note(_ idempotency: Idempotency, at sequence: CommitSequence) throws {
        try commits.set(Done(request: idempotency.request, sequence: sequence), for: idempotency.key)
    }

    mutating func visit(_ visitor: inout some StateVisitor) throws { try commits.visit(&visitor) }
}

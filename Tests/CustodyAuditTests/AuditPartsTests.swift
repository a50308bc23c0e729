import CustodyModel
import CustodyProof
import CustodyTesting
import Testing

@testable import CustodyAudit

@Suite("What an entry says about persons, as a row") struct AuditPartsTests {
    private static func parts() -> AuditParts {
        let hash = Bytes([UInt8](repeating: 7, count: 32))
        return AuditParts([
            AuditCompartment(
                position: 0, keyClass: .subject, reference: Fixture.identity(1).handle, month: 202_611, commitment: hash,
                box: Bytes(Array(0..<60))),
            AuditCompartment(
                position: 1, keyClass: .actor, reference: Fixture.identity(2).handle, month: 202_611, commitment: hash,
                box: nil,
                erasedBy: AuditPlace(.evidence, 70_000)),
            AuditCompartment(position: 2, keyClass: .system, reference: .zero, month: 1, commitment: hash, box: nil),
        ])
    }

    @Test("comes back as it was, and no shorter or longer row is one")
    func coding() throws {
        let parts = Self.parts()
        let row = try parts.encodedRow()
        #expect(try AuditParts(row: row) == parts)
        for count in 0..<row.count { #expect(throws: AuditError.self) { try AuditParts(row: Array(row.prefix(count))) } }
        #expect(throws: AuditError.self) { try AuditParts(row: row + [0]) }
    }

    @Test("no row that was altered traps, and what is read writes itself again")
    func altered() throws {
        let row = try Self.parts().encodedRow()
        var read = 0
        for byte in row.indices {
            for bit in 0..<8 {
                var altered = row
                altered[byte] ^= 1 << bit
                guard let parts = try? AuditParts(row: altered) else { continue }
                read += 1
                #expect(try parts.encodedRow() == altered)
            }
        }
        #expect(read > 0)
    }

    @Test("of a pruned entry only what an erasure took stays, without a reference")
    func pruned() throws {
        let pruned = try #require(Self.parts().pruned(at: CommitSequence(rawValue: 9)))
        #expect(pruned.compartments.map(\.position) == [1])
        #expect(pruned.compartments[0].reference == .zero)
        #expect(pruned.compartments[0].erasedBy == AuditPlace(.evidence, 70_000))
        #expect(pruned.prunedCommit == CommitSequence(rawValue: 9))
        #expect(try AuditParts(row: pruned.encodedRow()) == pruned)
        #expect(AuditParts([]).pruned(at: .zero) == nil)
    }
}

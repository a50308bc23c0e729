import CustodyModel
import CustodyProof
import Testing

@testable import CustodyAudit

@Suite("The leaves of a log in a snapshot")
struct AuditLeavesTests {
    /// Restores what it is shown, but for the last leaf of the incomplete bundle: what who can write checksums may put into a snapshot.
    private struct Shortening: StateVisitor {
        var isRestoring: Bool { true }
        mutating func visit(_ index: inout RowIndex) throws {}
        mutating func visit<Element: FlatElement>(_ list: inout OrderedChunks<Element>) throws {}
        mutating func visit<Value: Codable>(small value: inout Value) throws {
            guard let leaves = value as? [Bytes], let shorter = Array(leaves.dropLast()) as? Value else { return }
            value = shorter
        }
    }

    @Test("An end that is shorter than the count says is damage")
    func shortTail() throws {
        var leaves = AuditLeaves(0, in: nil)
        for number in 0..<3 as Range<UInt8> { try leaves.append([number], []) }
        var visitor = Shortening()
        #expect(throws: RowError.self) { try leaves.visit(&visitor) }
    }

    @Test("A log and a tree of different sizes are damage")
    func otherTree() throws {
        var records = AuditRecords(.access, base: "example.org", index: AuditIndexShape(), in: nil)
        try records.restore(MerkleHash(leaf: [1]), [1], nil)
        var visitor = Growing()
        #expect(throws: RowError.self) { try records.visit(&visitor) }
    }

    /// Counts one leaf more than there is, together with the leaf.
    private struct Growing: StateVisitor {
        var isRestoring: Bool { true }
        mutating func visit(_ index: inout RowIndex) throws {}
        mutating func visit<Element: FlatElement>(_ list: inout OrderedChunks<Element>) throws {}
        mutating func visit<Value: Codable>(small value: inout Value) throws {
            if let leaves = value as? [Bytes], let longer = leaves + [Bytes([2])] as? Value {
                value = longer
            } else if case .map(var map) = try CBOR(decoding: CBOR.encode(value)), map["removed"] != nil {
                map["count"] = .unsigned(2)
                value = try CBOR.decode(Value.self, from: CBOR.map(map).encoded())
            }
        }
    }
}

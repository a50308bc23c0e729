import CustodyModel
import CustodyTesting
import Foundation
import Testing

@testable import CustodyData

/// What is written without a tree of values is what `Codable` writes: one form on disk, whichever way it was made.
@Suite("The forms of changes and rows") struct DataChangeCodingTests {
    @Test("Writes and bindings are the bytes that Codable gives, and are read back, for records with any parts")
    func direct() throws {
        let seed = ProcessInfo.processInfo.environment["CUSTODY_SEED"].flatMap(UInt64.init) ?? .random(in: 0 ... .max)
        print("CUSTODY_SEED=\(seed)")
        let dice = RecordDice(random: SeededRandomSource(seed: seed))
        for round in 0..<500 {
            for change in [dice.writes(), dice.binding()] {
                let bytes = try change.encoded()
                #expect(try bytes == CBOR.encode(change), "round \(round), CUSTODY_SEED=\(seed)")
                #expect(try CBOR.decode(DataChange.self, from: bytes) == change, "round \(round), CUSTODY_SEED=\(seed)")
            }
        }
    }

    @Test("A change of another kind is encoded by Codable")
    func others() throws {
        let (index, subject) = (BlindIndex(.zero), SubjectToken(.zero))
        let erasure = BegunErasure(subject, keeping: [.firstRetention], grounds: [:])
        for change: DataChange in [
            .unbind([index]), .unbindAll([index], of: .zero), .lift([index]), .beginErasure(erasure),
            .eraseSubject(subject, keeping: [.firstRetention]), .require(SubjectPrecondition(subject, at: .zero)),
            .write([]), .requireUnbound([index]),
        ] {
            #expect(try change.encoded() == CBOR.encode(change))
        }
    }

    @Test("A subject's row is read back, also as it was written before it had a form of its own, and not when it is cut")
    func subjectRows() throws {
        let random = SeededRandomSource(seed: 4)
        for count in [0, 1, 2, 64] {
            for (last, others): (UInt32?, Int?) in [(nil, nil), (1, 1), (.max, .max)] {
                var row = SubjectTable.Row(version: CommitSequence(rawValue: random.number()))
                row.records = (0..<count).map { _ in RecordID(.random(from: random)) }
                (row.last, row.others) = (last, others)
                let bytes = try row.encodedRow()
                #expect(try SubjectTable.Row(row: bytes) == row)
                #expect(try SubjectTable.Row(row: CBOR.encode(row)) == row)
                for end in 0..<bytes.count {
                    #expect(throws: (any Error).self) { try SubjectTable.Row(row: Array(bytes[..<end])) }
                }
                #expect(throws: RowError.self) { try SubjectTable.Row(row: bytes + [0]) }
            }
        }
        #expect(throws: RowError.self) { try SubjectTable.Row(row: [1, 2] + [UInt8](repeating: 0, count: 10)) }
        let many = SubjectTable.Row(records: [RecordID](repeating: RecordID(.zero), count: 1 << 16))
        #expect(throws: RowError.self) { try many.encodedRow() }
    }

    @Test("A row of identifiers is read back, also as it was written before it had a form of its own, and not when it is cut")
    func boundRows() throws {
        let dice = RecordDice(random: SeededRandomSource(seed: 5))
        for count in [0, 1, 2, 9] {
            let row = DataState.Bound(
                entries: (0..<count).map { _ in
                    DataState.Bound.Entry(index: BlindIndex(.random(from: dice.random)), note: dice.flips ? dice.note() : nil)
                })
            let bytes = try row.encodedRow()
            #expect(bytes.first == 1)
            #expect(try DataState.Bound(row: bytes) == row)
            #expect(try DataState.Bound(row: CBOR.encode(row)) == row)
            for end in 0..<bytes.count { #expect(throws: (any Error).self) { try DataState.Bound(row: Array(bytes[..<end])) } }
            #expect(throws: RowError.self) { try DataState.Bound(row: bytes + [0]) }
        }
        #expect(throws: RowError.self) { try DataState.Bound(row: [1, 0, 1] + [UInt8](repeating: 0, count: 16) + [2]) }
        // What does not fit the form is kept all the same.
        var note = dice.note()
        note.field = IdentifierField(String(repeating: "a", count: 1 << 16))
        let long = DataState.Bound(entries: [DataState.Bound.Entry(index: BlindIndex(.zero), note: note)])
        #expect(try DataState.Bound(row: long.encodedRow()) == long)
    }
}

private struct RecordDice {
    let random: SeededRandomSource

    func below(_ bound: Int) -> Int { Int(random.number() % UInt64(bound)) }
    var flips: Bool { below(2) == 0 }
    func instant() -> Instant { Instant(milliseconds: Int64(truncatingIfNeeded: random.number()) >> Int64(below(60))) }
    func integer() -> Int { Int(truncatingIfNeeded: random.number()) >> below(60) }
    /// Of lengths that cross the sizes of heads, and with letters of several bytes.
    func name() -> String { String(repeating: ["a", "z.", "ä", "名"][below(4)], count: [1, 2, 8, 23, 24, 90][below(6)]) }

    func sealed() -> SealedValue {
        SealedValue(
            key: KeyID(.random(from: random), KeyClass(rawValue: UInt8(below(256)))),
            keyVersion: UInt32(truncatingIfNeeded: random.number()), box: random.bytes([0, 28, 44, 300][below(4)]))
    }

    func field() -> StoredField {
        StoredField(
            value: sealed(), category: DataCategory(name()), expiresAt: flips ? instant() : nil,
            verifiedAt: flips ? instant() : nil, keptFor: flips ? .legalClaims : nil)
    }

    func record() -> StoredRecord {
        var fields: [FieldName: StoredField] = [:]
        for _ in 0..<below(30) { fields[FieldName(name())] = field() }
        return StoredRecord(
            id: RecordID(.random(from: random)), subject: SubjectToken(.random(from: random)), name: RecordName(name()),
            schemaVersion: integer(), version: integer(), purposes: (0..<below(4)).map { _ in Purpose(name()) }, fields: fields,
            receipt: CommitSequence(rawValue: random.number() >> UInt64(below(60))), collectedAt: instant(),
            source: flips ? sealed() : nil, origin: flips ? BlindIndex(.random(from: random)) : nil)
    }

    func write() -> RecordWrite {
        switch below(4) {
        case 0: .remove(RecordID(.random(from: random)), subject: SubjectToken(.random(from: random)), expecting: integer())
        case 1:
            .removeFields(
                [FieldName(name())], of: RecordID(.random(from: random)), subject: SubjectToken(.random(from: random)),
                expecting: integer())
        default: .put(record(), expecting: flips ? integer() : nil)
        }
    }

    func writes() -> DataChange {
        let requiring = (0..<below(3)).map { _ in
            SubjectPrecondition(SubjectToken(.random(from: random)), at: CommitSequence(rawValue: random.number()))
        }
        return .write((0..<[1, 2, 30][below(3)]).map { _ in write() }, requiring: requiring)
    }

    func note() -> IdentifierNote {
        IdentifierNote(version: UInt8(below(256)), field: IdentifierField(name()), name: sealed())
    }

    func binding() -> DataChange {
        .bind(BlindIndex(.random(from: random)), to: .random(from: random), noting: flips ? note() : nil)
    }
}

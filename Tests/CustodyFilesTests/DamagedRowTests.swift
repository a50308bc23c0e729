import CustodyAudit
import CustodyConsent
import CustodyCore
import CustodyData
import CustodyFaults
import CustodyGovernance
import CustodyKeys
import CustodyModel
import Testing

@testable import CustodyFiles

@Suite("Damaged rows") struct DamagedRowTests {
    private static let start = Instant(milliseconds: 1_790_000_000_000)

    /// A row as it stands in a file.
    struct Place {
        var path: String
        var start: Int
        var end: Int
        var table: TableTag
        var key: [UInt8]
    }

    static func rows(_ disk: InMemoryFileSystem) -> [Place] {
        var places: [Place] = []
        let files = disk.snapshot().filter { $0.key.contains("/rows/rows-") }.sorted { $0.key < $1.key }
        for (path, bytes) in files {
            var place = RowFile.headerSize
            while place + RowFile.headSize <= bytes.count {
                let end = place + RowFile.claimedSize(bytes[place..<place + RowFile.headSize])
                let key = bytes[(place + RowFile.headSize)...].prefix(Int(bytes[place + 5]))
                places.append(
                    Place(path: path, start: place, end: end, table: TableTag(rawValue: bytes[place + 4]), key: Array(key)))
                place = end
            }
        }
        return places
    }

    /// The disk with a changed byte in each of the rows.
    private static func damaged(_ disk: InMemoryFileSystem, _ rows: [Place]) throws -> InMemoryFileSystem {
        try #require(!rows.isEmpty)
        return rows.reduce(disk) { $0.flipped($1.path, at: $1.end - 1) }
    }

    private static func index(_ number: Int) -> BlindIndex { BlindIndex(RowBed.handle(number, 3)) }
    private static func person(_ number: Int) -> Handle { RowBed.handle(number, 9) }

    /// One of many records of one person, whose list takes more than a row.
    private static func many(_ number: Int) -> StoredRecord {
        var record = RowBed.record(200 + number)
        record.subject = SubjectToken(RowBed.handle(50, 1))
        return record
    }

    private static func commit(_ changes: [DataChange], to backends: Backends) async throws {
        for change in changes {
            var unit = UnitOfWork()
            _ = backends.data.stage(change, in: &unit)
            _ = try await unit.commit()
        }
    }

    private static func fill(_ backends: Backends) async throws {
        for number in 0..<12 { _ = try await RowBed.put(RowBed.record(number), in: backends) }
        var changes: [DataChange] = [.write((0..<66).map { RecordWrite.put(many($0), expecting: nil) })]
        changes += (0..<4).map { DataChange.bind(index($0), to: person($0 / 2)) }
        changes.append(.suppress(Suppression(index: index(7), erasedAt: start)))
        try await commit(changes, to: backends)
        var unit = UnitOfWork()
        try backends.consent.stage(
            .append(ConsentEvent(.optedOut, by: RowBed.record(6).subject, for: "a.b", recordedAt: start)), in: &unit)
        _ = try await unit.commit()
    }

    /// A unit of each kind that meets rows.
    private static func units(in backends: Backends) throws -> [UnitOfWork] {
        func removal(_ record: StoredRecord) -> DataChange {
            .write([.remove(record.id, subject: record.subject, expecting: 1)])
        }
        let (third, fourth, fifth) = (RowBed.record(3), RowBed.record(4).subject, RowBed.record(5).subject)
        let changes: [DataChange] = [
            removal(RowBed.record(1)),
            .write([.put(RowBed.record(2, version: 2), expecting: 1)]),
            .write([.put(RowBed.record(100), expecting: nil)]),
            .write([.removeFields(["name"], of: third.id, subject: third.subject, expecting: 1)]),
            .write([.put(many(70), expecting: nil)]),
            removal(many(65)),
            .bind(index(5), to: person(0)),
            .rebind([index(0): BoundIdentifier(index(6), of: person(0), noting: nil)]),
            .unbind([index(1)]),
            .unbindAll([index(2), index(3)], of: person(1)),
            .suppress(Suppression(index: index(7), erasedAt: start.adding(milliseconds: 1))),
            .lift([index(7)]),
            .beginErasure(BegunErasure(fourth, keeping: [])),
            .eraseSubject(fourth, keeping: []),
            .eraseSubject(fifth, keeping: [.firstRetention]),
        ]
        var units: [UnitOfWork] = []
        for change in changes {
            var unit = UnitOfWork()
            _ = backends.data.stage(change, in: &unit)
            units.append(unit)
        }
        var unit = UnitOfWork()
        try backends.consent.stage(.forget(RowBed.record(6).subject), in: &unit)
        return units + [unit]
    }

    @Test("A damaged row costs the write that meets it, and never the store")
    func aDamagedRowCostsTheWriteNotTheStore() async throws {
        let disk = InMemoryFileSystem()
        let bed = RowBed(disk)
        let whole = try await bed.create()
        try await Self.fill(whole)
        try await whole.close()
        var (taken, refused) = (0, 0)
        // Of the many all but one are left as they are. What took the place of a row has its key.
        let others = Set((0..<65).map { Self.many($0).id.bytes })
        let rows = Self.rows(disk).filter { $0.table != .idempotency && !others.contains($0.key) }
        for copies in Dictionary(grouping: rows, by: { [$0.table.rawValue] + $0.key }).values {
            let damaged = try Self.damaged(disk, copies)
            let paths = Set(copies.map(\.path))
            let backends: Backends
            // A row that the opening itself reads is told by it.
            do { backends = try await bed.open(damaged) } catch let error as CustodyFilesError {
                #expect(error.code == .corrupt && paths.contains(error.path ?? ""))
                continue
            }
            for unit in try Self.units(in: backends) {
                do {
                    _ = try await unit.commit()
                    taken += 1
                } catch let error as CustodyFilesError {
                    #expect(error.code == .corrupt && paths.contains(error.path ?? ""))
                    refused += 1
                } catch let error as DataError where error.code == .unreadable {
                    // What drops the records of somebody.
                    #expect(paths.contains { error.message.contains($0) })
                    refused += 1
                }
            }
            try await backends.close()
            try await bed.open(damaged).close()
        }
        #expect(refused > 15 && taken > refused, "\(taken) taken, \(refused) refused")
    }

    @Test(
        "An erasure finishes over a damaged row: it goes with everything else, or stays where something may have to",
        arguments: [true, false])
    func anErasureFinishesOverADamagedRow(_ isComplete: Bool) async throws {
        let disk = InMemoryFileSystem()
        let bed = RowBed(disk)
        let lost = RowBed.record(3)
        let made = try await bed.create()
        for number in 0..<12 { _ = try await RowBed.put(RowBed.record(number), in: made) }
        try await Self.commit(
            [.beginErasure(BegunErasure(lost.subject, keeping: isComplete ? [] : [.firstRetention]))], to: made)
        try await made.close()
        let damaged = try Self.damaged(disk, Self.rows(disk).filter { $0.table == .records && $0.key == lost.id.bytes })
        // No later checkpoint: whoever opens the store again takes the erasure in anew.
        var options = RowBed.small
        options.checkpointBytes = .max
        let late = RowBed(damaged, options: options, provider: bed.provider)
        for round in 0..<3 {
            let backends = try await late.open()
            let begun = try await backends.data.begunErasures()
            #expect(begun.count == (round == 0 ? 1 : 0))
            for erasure in begun {
                var unit = UnitOfWork()
                let staged = backends.data.stage(erasure.completion, in: &unit)
                let outcome = try await unit.commit()[staged]
                #expect(outcome == DataOutcome(removedRecords: isComplete ? 2 : 0, removedFields: isComplete ? 1 : 0))
            }
            let query = RecordQuery(.heldFor("care.phone"), limit: 100)
            if isComplete {
                #expect(try await backends.data.records(of: lost.subject, name: nil).isEmpty)
                #expect(try await backends.data.records(query).records.count == 10)
            } else {
                await #expect(throws: CustodyFilesError.self) {
                    try await backends.data.records(of: lost.subject, name: nil)
                }
            }
            #expect(try await backends.data.counts().records == (isComplete ? 10 : 12))
            try await backends.close()
        }
    }

    @Test(
        "An erasure that is durable is taken in anew over rows that the disk does not give: it stays begun until it does",
        arguments: [TableTag.subjects, .records])
    func anErasureIsTakenInAnewOverUnreadableRows(_ table: TableTag) async throws {
        let disk = InMemoryFileSystem()
        let bed = RowBed(disk)
        let made = try await bed.create()
        for number in 0..<12 { _ = try await RowBed.put(RowBed.record(number), in: made) }
        try await made.close()
        let lost = RowBed.record(3)
        let begun = BegunErasure(lost.subject, keeping: [])
        // From here on all that is decided stands in the journal alone.
        var options = RowBed.small
        options.checkpointBytes = .max
        let late = RowBed(disk, options: options, provider: bed.provider)
        let deciding = try await late.open()
        try await Self.commit([.beginErasure(begun), begun.completion], to: deciding)
        #expect(try await deciding.data.begunErasures().isEmpty)
        try await deciding.close()
        let keys = [lost.id.bytes, lost.subject.bytes]
        late.files.arm(Self.unreadable(Self.rows(disk).filter { keys.contains($0.key) }, of: table))
        let blind = try await late.open()
        #expect(late.files.injectedFaults > 0)
        #expect(try await blind.data.begunErasures() == [begun])
        #expect(try await blind.data.record(RowBed.record(4).id) != nil)
        #expect(try await blind.data.counts().records >= 10)
        let error = await #expect(throws: DataError.self) { try await Self.commit([begun.completion], to: blind) }
        #expect(error?.code == .unreadable)
        try await blind.close()
        late.files.disarm()
        let mended = try await late.open()
        #expect(try await mended.data.begunErasures().isEmpty)
        #expect(try await mended.data.records(of: lost.subject, name: nil).isEmpty)
        #expect(try await mended.data.counts().records == 10)
        try await mended.close()
    }

    /// The disk gives no row of the table any more.
    static func unreadable(_ rows: [Place], of table: TableTag) -> FaultPlan {
        FaultPlan(
            rows.filter { $0.table == table }.map { row in
                var rule = FaultPlan.Rule(.read, .from(1), pathSuffix: row.path, .error(5))
                rule.offset = UInt64(row.start)
                return rule
            })
    }

    @Test(
        "An erasure that was begun keeps no store shut when its person's rows cannot be read: it stays begun, and is finished later",
        arguments: [TableTag.subjects, .records])
    func anErasureThatCannotBeReadKeepsNoStoreShut(_ table: TableTag) async throws {
        let disk = InMemoryFileSystem()
        let bed = BackupBed()
        let files = FaultyFileSystem(disk)
        let made = try await bed.make(files)
        try await bed.collect(0..<4, made)
        // Whoever works on it has keys now, so that the next write to the key file is the overwriting.
        _ = try await bed.erase(0, made)
        let subject = try await made.planErasure(of: "p-1", ground: .noLongerNecessary, by: bed.staff).subject
        let keys = try await made.backends.data.records(of: subject, name: nil).map(\.id.bytes) + [subject.bytes]
        files.arm(FaultPlan([.init(.write, .from(1), pathSuffix: "keys/slots", .error(5))]))
        let error = await #expect(throws: CustodianError.self) { try await bed.erase(1, made) }
        #expect(error?.code == .notRecorded && made.unfinishedErasures == 1)
        try? await made.close()
        files.disarm()
        // A checkpoint takes the begun erasure out of the journal: what it drops is found in files only.
        try await FileBackend.open(at: BackupBed.store, keys: bed.provider, random: SystemRandomSource(), files: files).close()
        files.arm(Self.unreadable(Self.rows(disk).filter { keys.contains($0.key) }, of: table))
        for _ in 0..<2 {
            let opened = try await bed.open(files)
            #expect(opened.unfinishedErasures == 1)
            #expect(try await opened.backends.data.begunErasures().map(\.subject) == [subject])
            #expect(try await bed.names(1..<3, opened) == ["erased", "name 2"])
            #expect(try await opened.backends.keys.live(of: subject.handle).isEmpty)
            #expect(try await opened.certificates(of: subject, by: bed.staff).isEmpty)
            if table == .subjects {
                let found = try await opened.findings(by: nil).filter { $0.kind == .erasureUnfinished }
                #expect(found.map(\.detail) == ["1"])
            }
            try await opened.close()
        }
        // Another one is not kept back by it.
        let other = try await bed.open(files)
        _ = try await bed.erase(3, other)
        try await other.close()
        files.disarm()
        let mended = try await bed.open(files)
        #expect(mended.unfinishedErasures == 0)
        #expect(try await mended.backends.data.begunErasures().isEmpty)
        #expect(try await mended.backends.keys.unfinished().isEmpty)
        #expect(try await mended.certificates(of: subject, by: bed.staff).count == 1)
        #expect(try await mended.verify().isIntact)
        try await mended.close()
    }

    /// A store whose access log is pruned below 256, and when that was; nothing is removed yet.
    private static func prune(_ bed: RowBed) async throws -> Instant {
        let due = start.adding(milliseconds: 366 * 86_400_000)
        let made = try await bed.create()
        var unit = UnitOfWork()
        for _ in 0..<300 { _ = try made.audit.stage(AuditEvent(.access, .read, .permit, at: start), in: &unit) }
        _ = try await unit.commit()
        unit = UnitOfWork()
        let digest = Bytes([UInt8](repeating: 7, count: 32))
        _ = try made.audit.stage(
            pruning: PruneRequest(.access, below: 256, keptFor: .months(12), exportDigest: digest, actor: nil, at: due),
            in: &unit)
        _ = try await unit.commit()
        try await made.close()
        return due
    }

    @Test("A removal of what was pruned that meets a row which the disk does not give shuts no store, and is finished later")
    func anEntryThatCannotBeReadShutsNothing() async throws {
        let disk = InMemoryFileSystem()
        let bed = RowBed(disk)
        let due = try await Self.prune(bed)
        // No later checkpoint: the rows stay where they are.
        var options = RowBed.small
        options.checkpointBytes = .max
        let late = RowBed(disk, options: options, provider: bed.provider)
        late.files.arm(Self.unreadable(Self.rows(disk).filter { $0.key.last == 3 }, of: .auditLeaves))
        for _ in 0..<2 {
            let backends = try await late.open()
            await #expect(throws: CustodyFilesError.self) { try await backends.audit.removePruned(.access, at: due) }
            #expect(try await backends.audit.status()[.access]?.first == 0)
            try await backends.close()
        }
        #expect(late.files.injectedFaults > 0)
        late.files.disarm()
        let mended = try await late.open()
        #expect(try await mended.audit.status()[.access]?.first == 256)
        #expect(try await mended.audit.verify().isIntact)
        try await mended.close()
    }

    @Test("A damaged row of what was pruned costs its removal, and never the store")
    func aDamagedEntryIsNotRemovedAndShutsNothing() async throws {
        let disk = InMemoryFileSystem()
        let bed = RowBed(disk)
        let due = try await Self.prune(bed)
        let damaged = try Self.damaged(disk, Self.rows(disk).filter { $0.table == .auditLeaves && $0.key.last == 3 })
        for _ in 0..<2 {
            let backends = try await bed.open(damaged)
            await #expect(throws: CustodyFilesError.self) { try await backends.audit.removePruned(.access, at: due) }
            var later = UnitOfWork()
            _ = try backends.audit.stage(AuditEvent(.access, .read, .permit, at: due), in: &later)
            _ = try await later.commit()
            #expect(try await backends.audit.status()[.access]?.first == 0)
            let report = try await backends.audit.verify()
            #expect(!report.isIntact)
            try await backends.close()
        }
    }
}

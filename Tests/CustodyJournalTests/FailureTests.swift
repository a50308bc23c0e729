import CustodyFaults
import CustodyJournal
import Testing

@Suite("Failures while writing")
struct FailureTests {
    static let noSpace: Int32 = 28
    static let mediumError: Int32 = 5

    /// A journal with two acknowledged commits over a file system that can be made to fail.
    static func journal(
        companion: Bool = false
    ) async throws -> (journal: Journal, faulty: FaultyFileSystem, disk: InMemoryFileSystem) {
        let disk = JournalBed.empty()
        disk.put([UInt8](repeating: 0, count: 8), at: "/store/keys")
        let faulty = FaultyFileSystem(disk)
        let file = companion ? try faulty.open("/store/keys", mode: .readWrite) : nil
        let journal = try JournalBed.open(faulty, companion: file).journal
        for sequence in 1...2 as ClosedRange<UInt64> {
            try await journal.commit(sequence, JournalBed.body(sequence)).get()
        }
        faulty.forgetOperations()
        return (journal, faulty, disk)
    }

    @Test("a full disk takes the commit back, stops the writer, and opening again shows the prefix", arguments: 0...60)
    func fullDisk(_ written: Int) async throws {
        let (journal, faulty, disk) = try await Self.journal()
        let before = disk.bytes(of: JournalBed.segment)
        faulty.arm(FaultPlan([.init(.write, .from(1), .shortWrite(bytes: written, errno: Self.noSpace))]))
        let result = await journal.commit(3, [1, 2, 3])
        #expect(result.code == .notWritten)
        if case .failure(let error) = result { #expect(error.errno == Self.noSpace) }
        #expect(disk.bytes(of: JournalBed.segment) == before)
        faulty.disarm()
        #expect(await journal.commit(4, []).code == .poisoned)
        await #expect(throws: JournalError.self) { try await journal.close() }
        #expect(await journal.commit(5, []).code == .closed)
        let (again, frames) = try JournalBed.open(disk)
        #expect(frames.map(\.body) == JournalBed.bodies(1...2))
        #expect(!again.recovery.closedCleanly)
        try await again.commit(3, [3]).get()
        try await again.close()
    }

    @Test("a write that can not be taken back leaves the commit in doubt", arguments: [FileOperation.Kind.truncate, .sync])
    func doubt(_ kind: FileOperation.Kind) async throws {
        let (journal, faulty, disk) = try await Self.journal()
        faulty.arm(
            FaultPlan([
                .init(.write, .from(1), .shortWrite(bytes: 50, errno: Self.noSpace)),
                .init(kind, .from(1), .error(Self.mediumError)),
            ]))
        #expect(await journal.commit(3, [1, 2, 3]).code == .commitUnknown)
        faulty.disarm()
        await #expect(throws: JournalError.self) { try await journal.close() }
        let (again, frames) = try JournalBed.open(disk)
        #expect(Array(frames.map(\.body).prefix(2)) == JournalBed.bodies(1...2))
        try await again.close()
    }

    @Test("a failed sync leaves the commit in doubt, is never repeated, and poisons everything after it")
    func failedSync() async throws {
        let (journal, faulty, disk) = try await Self.journal()
        faulty.arm(FaultPlan([.init(.sync, .nth(1), .error(Self.mediumError))]))
        #expect(await journal.commit(3, [3]).code == .commitUnknown)
        #expect(faulty.count(.sync) == 1)
        for sequence in 4...6 as ClosedRange<UInt64> { #expect(await journal.commit(sequence, []).code == .poisoned) }
        #expect(journal.durableSequence == 2)
        let error = await #expect(throws: JournalError.self) { try await journal.close() }
        #expect(error?.code == .poisoned)
        #expect(error?.errno == Self.mediumError)
        // Neither a second sync nor a close frame.
        #expect(faulty.count(.sync) == 1)
        #expect(faulty.count(.write) == 1)
        let (again, frames) = try JournalBed.open(disk)
        #expect(frames.count == 3)
        #expect(!again.recovery.closedCleanly)
        try await again.close()
    }

    @Test("everything queued behind a failed sync is poisoned, in order")
    func queuedBehind() async throws {
        let gate = Gate()
        let faulty = FaultyFileSystem(JournalBed.empty(), beforeOperation: { gate.pass($0) })
        let journal = try JournalBed.open(faulty).journal
        faulty.arm(FaultPlan([.init(.sync, .nth(1), .error(Self.mediumError))]))
        gate.shut(at: .sync)
        let (results, ended) = AsyncStream<JournalError.Code?>.makeStream()
        journal.enqueue(JournalEntry(sequence: 1, body: [])) { ended.yield($0.code) }
        var arrivals = gate.arrivals.makeAsyncIterator()
        _ = await arrivals.next()
        for sequence in 2...4 as ClosedRange<UInt64> {
            journal.enqueue(JournalEntry(sequence: sequence, body: [])) { ended.yield($0.code) }
        }
        journal.enqueue(JournalEntry(sequence: 9, body: [])) { ended.yield($0.code) }
        gate.open()
        var iterator = results.makeAsyncIterator()
        var codes: [JournalError.Code?] = []
        for _ in 0..<5 { codes.append(await iterator.next() ?? nil) }
        #expect(codes == [.commitUnknown, .poisoned, .poisoned, .poisoned, .outOfOrder])
        await #expect(throws: JournalError.self) { try await journal.close() }
    }

    @Test("a companion that fails keeps the frames out", arguments: [FileOperation.Kind.write, .sync])
    func companionFails(_ kind: FileOperation.Kind) async throws {
        let (journal, faulty, disk) = try await Self.journal(companion: true)
        let before = disk.bytes(of: JournalBed.segment)
        faulty.arm(FaultPlan([.init(kind, .nth(1), pathSuffix: "keys", .error(Self.mediumError))]))
        let entry = JournalEntry(sequence: 3, body: [3], companionWrites: [.init(offset: 0, bytes: [1])])
        #expect(await journal.perform(entry).code == .notWritten)
        #expect(await journal.commit(4, []).code == .poisoned)
        #expect(disk.bytes(of: JournalBed.segment) == before)
        await #expect(throws: JournalError.self) { try await journal.close() }
    }

    @Test("a companion-only entry that fails is in doubt, for its bytes may be there")
    func companionOnlyFails() async throws {
        let (journal, faulty, _) = try await Self.journal(companion: true)
        faulty.arm(FaultPlan([.init(.sync, .nth(1), pathSuffix: "keys", .error(Self.mediumError))]))
        let entry = JournalEntry(companionWrites: [.init(offset: 0, bytes: [1])])
        #expect(await journal.perform(entry).code == .commitUnknown)
        #expect(await journal.perform(entry).code == .poisoned)
        await #expect(throws: JournalError.self) { try await journal.close() }
    }

    @Test("a close frame that cannot be written is an error of closing, and the commits stay")
    func closeFails() async throws {
        let (journal, faulty, disk) = try await Self.journal()
        faulty.arm(FaultPlan([.init(.write, .from(1), .error(Self.noSpace))]))
        let first = await #expect(throws: JournalError.self) { try await journal.close() }
        #expect(first?.code == .noSpace)
        let second = await #expect(throws: JournalError.self) { try await journal.close() }
        #expect(second == first)
        let (again, frames) = try JournalBed.open(disk)
        #expect(frames.map(\.body) == JournalBed.bodies(1...2))
        #expect(!again.recovery.closedCleanly)
        try await again.close()
    }

    /// No descriptor is left, or no space for another file: for what a segment and a manifest are made of, for the manifest alone, or
    /// for the segment once it has its name.
    private static let early: [FaultPlan.Rule] = [
        .init(.create, .from(1), pathSuffix: ".tmp", .error(24)), .init(.create, .nth(2), pathSuffix: ".tmp", .error(24)),
        .init(.write, .from(1), pathSuffix: ".tmp", .shortWrite(bytes: 11, errno: noSpace)),
        .init(.write, .nth(2), pathSuffix: ".tmp", .error(noSpace)), .init(.open, .from(1), pathSuffix: ".log", .error(24)),
    ]

    @Test("what fails before the manifest is renamed, and is no sync, stops nobody and is done later", arguments: early)
    func whatFailsBeforeTheManifestIsRenamedStopsNobody(_ rule: FaultPlan.Rule) async throws {
        let disk = JournalBed.empty()
        let faulty = FaultyFileSystem(disk)
        func manifests() -> [String: [UInt8]] {
            disk.snapshot().filter { $0.key.contains("MANIFEST") && !$0.key.hasSuffix(".tmp") }
        }
        let journal = try CheckpointTests.open(faulty).journal
        try await CheckpointTests.commit(1...9, to: journal)
        let before = manifests()
        faulty.arm(FaultPlan([rule]))
        let refused = await journal.take(JournalCheckpoint(sequence: 8, payload: [8]))
        #expect(refused.code == .io || refused.code == .noSpace)
        #expect(faulty.injectedFaults > 0 && manifests() == before)
        // The segments are full by now, and the fault may last.
        try await CheckpointTests.commit(10...24, to: journal)
        faulty.disarm()
        try await journal.take(JournalCheckpoint(sequence: 20, payload: [20])).get()
        try await CheckpointTests.commit(25...40, to: journal)
        try await journal.close()
        let (again, found) = try CheckpointTests.open(disk)
        #expect(found.checkpoint?.sequence == 20 && found.bodies == JournalBed.bodies(21...40))
        #expect(again.recovery.closedCleanly)
        try await again.close()
        #expect(try Journal.inspect(directory: JournalBed.directory, fileSystem: disk).findings.isEmpty)
    }

    @Test("a sync that fails while a segment or a manifest is made stops the writer all the same", arguments: [1, 2])
    func failedSyncOfAReplacement(_ number: Int) async throws {
        let faulty = FaultyFileSystem(JournalBed.empty())
        let journal = try CheckpointTests.open(faulty).journal
        try await CheckpointTests.commit(1...9, to: journal)
        faulty.arm(FaultPlan([.init(.sync, .nth(number), pathSuffix: ".tmp", .error(Self.mediumError))]))
        #expect(await journal.take(JournalCheckpoint(sequence: 8, payload: [])).code == .commitUnknown)
        #expect(await journal.commit(10, []).code == .poisoned)
        await #expect(throws: JournalError.self) { try await journal.close() }
    }

    @Test("whatever call fails, acknowledged commits are there and absent ones are not")
    func everyCall() async throws {
        for kind in [FileOperation.Kind.write, .sync, .truncate] {
            for number in 1...8 {
                for fault in [FaultPlan.Fault.error(5), .shortWrite(bytes: 21, errno: 28), .errorAfterwards(5)] {
                    let disk = JournalBed.empty()
                    let faulty = FaultyFileSystem(disk)
                    let journal = try JournalBed.open(faulty).journal
                    faulty.arm(FaultPlan([.init(kind, .nth(number), fault)]))
                    var results: [JournalError.Code?] = []
                    for sequence in 1...6 as ClosedRange<UInt64> {
                        results.append(await journal.commit(sequence, JournalBed.body(sequence)).code)
                    }
                    try? await journal.close()
                    let (again, frames) = try JournalBed.open(disk.copy())
                    let acknowledged = results.count { $0 == nil }
                    let doubtful = results.count { $0 == .commitUnknown }
                    #expect(frames.count >= acknowledged, "\(kind) \(number) \(fault)")
                    #expect(frames.count <= acknowledged + doubtful, "\(kind) \(number) \(fault)")
                    #expect(frames.map(\.body) == Array(JournalBed.bodies(1...6).prefix(frames.count)))
                    try await again.close()
                }
            }
        }
    }
}

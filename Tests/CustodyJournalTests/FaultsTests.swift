import CustodyFaults
import CustodyJournal
import Testing

@Suite("The faulty file system")
struct FaultsTests {
    @Test("strikes the nth call, every call from the nth on, and only the paths it names")
    func occurrences() throws {
        let faulty = FaultyFileSystem(InMemoryFileSystem())
        func codes(_ plan: FaultPlan) -> [JournalError.Code?] {
            faulty.arm(plan)
            return (1...4).map { _ in DamageTests.code { try faulty.status("/a") } }
        }
        #expect(codes(FaultPlan([.init(.status, .nth(2), .error(28))])) == [nil, .noSpace, nil, nil])
        #expect(codes(FaultPlan([.init(.status, .from(3), .error(5))])) == [nil, nil, .io, .io])
        #expect(codes(FaultPlan([.init(.status, .from(1), pathSuffix: "b", .error(5))])) == [nil, nil, nil, nil])
        #expect(codes(FaultPlan([.init(.list, .from(1), .error(5))])) == [nil, nil, nil, nil])
        faulty.disarm()
        #expect(faulty.injectedFaults == 3)
        #expect(faulty.count(.status) == 16)
    }

    @Test("a short write leaves its first bytes, an error afterwards leaves all")
    func shortWrites() throws {
        let memory = InMemoryFileSystem()
        let faulty = FaultyFileSystem(memory)
        let file = try faulty.open("/a", mode: .createNew)
        faulty.arm(FaultPlan([.init(.write, .nth(1), .shortWrite(bytes: 2, errno: 28))]))
        #expect(throws: JournalError.self) { try file.write([1, 2, 3], at: 0) }
        #expect(memory.bytes(of: "/a") == [1, 2])
        faulty.arm(FaultPlan([.init(.write, .nth(1), .errorAfterwards(5))]))
        #expect(throws: JournalError.self) { try file.write([7, 8, 9], at: 0) }
        #expect(memory.bytes(of: "/a") == [7, 8, 9])
    }

    enum Kind: CaseIterable { case real, memory, simulated }

    @Test("memory behaves as the real file system does", arguments: Kind.allCases)
    func sameBehaviour(_ kind: Kind) throws {
        let scratch = try ScratchDirectory()
        let system: any JournalFileSystem =
            switch kind {
            case .real: PosixFileSystem()
            case .memory: InMemoryFileSystem(directories: [scratch.path])
            case .simulated: SimulatedFileSystem(SimulatedDisk(directories: [scratch.path]))
            }
        let root = scratch.path
        #expect(DamageTests.code { try system.open(root + "/x/y", mode: .createNew) } == .notFound)
        #expect(DamageTests.code { try system.createDirectory(root + "/x/y") } == .notFound)
        #expect(DamageTests.code { try system.list(root + "/x") } == .notFound)
        #expect(DamageTests.code { try system.rename(root + "/x", to: root + "/y") } == .notFound)
        #expect(DamageTests.code { try system.open(root, mode: .readOnly) } == .notAJournal)
        #expect(DamageTests.code { try system.syncDirectory(root + "/x") } == .notFound)
        #expect(DamageTests.code { try system.lockExclusive(root + "/x/LOCK") } == .notFound)
        try system.createDirectory(root + "/d")
        let file = try system.open(root + "/d/f", mode: .createNew)
        try file.write([1], at: 3)
        try system.rename(root + "/d/f", to: root + "/d/g")
        try file.write([2], at: 0)
        #expect(try system.readAll(root + "/d/g") == [2, 0, 0, 1])
        try file.truncate(to: 6)
        #expect(try file.read(at: 2, count: 9) == [0, 1, 0, 0])
        #expect(try system.list(root) == ["d"])
        #expect(try system.list(root + "/d") == ["g"])
        let reader = try system.open(root + "/d/g", mode: .readOnly)
        #expect(throws: JournalError.self) { try reader.write([1], at: 0) }
        let lock = try system.lockExclusive(root + "/LOCK")
        #expect(DamageTests.code { try system.lockExclusive(root + "/LOCK") } == .locked)
        lock.release()
        try system.remove(root + "/d/g")
        #expect(try file.size() == 6)
        #expect(try system.status(root + "/d/g") == .absent)
    }
}

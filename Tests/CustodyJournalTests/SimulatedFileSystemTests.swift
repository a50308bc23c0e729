import CustodyFaults
import CustodyJournal
import Testing

@Suite("The simulated file system")
struct SimulatedFileSystemTests {
    private static let old = [UInt8](repeating: 1, count: 2048)
    private static let new = [UInt8](repeating: 2, count: 3072)

    /// What the crashes of 2000 seeds leave of `/d/f`.
    private static func leftovers(
        of system: SimulatedFileSystem, _ profile: CrashProfile, path: String = "/d/f"
    ) -> Set<[UInt8]?> {
        let disk = system.disk
        return Set((0..<2000).map { disk.crashed(seed: $0, profile: profile).bytes(of: path) })
    }

    private static func system(file: [UInt8]? = old) -> SimulatedFileSystem {
        var disk = SimulatedDisk(directories: ["/d"])
        if let file { disk.put(file, at: "/d/f") }
        return SimulatedFileSystem(disk)
    }

    /// A disk with an unsynced write over the second half of a file and beyond its end.
    private static func written() throws -> (system: SimulatedFileSystem, file: any JournalFile) {
        let system = system()
        let file = try system.open("/d/f", mode: .readWrite)
        try file.write(new, at: 1024)
        return (system, file)
    }

    @Test("power loss at its worst leaves any sectors, any cut of a write, a size without data, zeros and garbage")
    func adversarial() throws {
        let states = Self.leftovers(of: try Self.written().system, .adversarial).compactMap { $0 }
        let whole = Self.old[..<1024] + Self.new
        #expect(states.contains(Self.old))
        #expect(states.contains(Array(whole)))
        // Never a byte that nobody wrote to.
        #expect(states.allSatisfy { $0[..<1024] == Self.old[..<1024] })
        // Each overwritten sector is old or new where none is cut, and all four pairs occur.
        let pairs = Set(states.map { [$0[1024...].prefix(512), $0[1536...].prefix(512)].map(Set.init) })
        #expect(Set([[[1], [1]], [[1], [2]], [[2], [1]], [[2], [2]]]).isSubset(of: pairs))
        #expect(states.allSatisfy { Set($0[1024..<2048]).isSubset(of: [1, 2]) })
        // A cut at a byte that is no sector's edge.
        #expect(states.contains { $0.count % 512 != 0 })
        #expect(
            states.contains { bytes in
                let ones = bytes[1024..<2048].count { $0 == 1 }
                return ones % 512 != 0
            })
        // The size has grown without its data: zeros, and garbage.
        #expect(states.contains { $0.count == 4096 && $0[2048...].allSatisfy { $0 == 0 } })
        #expect(states.contains { $0.count == 4096 && Set($0[2048...]).count > 100 })
        // A later sector is there and an earlier one is not.
        #expect(
            states.contains { $0.count == 4096 && $0[2048..<2560].allSatisfy { $0 == 0 } && $0[3584...].allSatisfy { $0 == 2 } }
        )
    }

    @Test("ordered metadata never shows a size without its data, and appended data ends at one place")
    func ordered() throws {
        let states = Self.leftovers(of: try Self.written().system, .ext4Ordered).compactMap { $0 }
        #expect(states.count > 4)
        for bytes in states {
            #expect(bytes[..<1024] == Self.old[..<1024])
            #expect(bytes[2048...].allSatisfy { $0 == 2 })
            #expect(bytes.count == 2048 || bytes.count == 4096)
            for sector in [1024..<1536, 1536..<2048] { #expect(Set(bytes[sector]).count == 1) }
        }
    }

    @Test("a kill takes nothing away and makes nothing durable")
    func kill() throws {
        let (system, _) = try Self.written()
        let killed = system.crash(seed: 1, profile: .killOnly)
        #expect(killed.disk.bytes(of: "/d/f") == Self.old[..<1024] + Self.new)
        #expect(killed.disk.unsyncedBytes(of: "/d/f") == 3072)
        #expect(Self.leftovers(of: killed, .adversarial).count > 4)
    }

    @Test("a sync keeps a file's bytes through every crash, and no name", arguments: CrashProfile.allCases)
    func sync(_ profile: CrashProfile) throws {
        let (system, file) = try Self.written()
        #expect(system.disk.unsyncedBytes(of: "/d/f") == 3072)
        #expect(system.disk.unsyncedBytes(of: "/d/f", upTo: 1030) == 6)
        try file.sync()
        #expect(system.disk.unsyncedBytes(of: "/d/f") == 0)
        #expect(Self.leftovers(of: system, profile) == [Self.old[..<1024] + Self.new])
        try file.truncate(to: 10)
        #expect(system.disk.unsyncedBytes(of: "/d/f") == 4086)
        #expect(Self.leftovers(of: system, profile).count == (profile == .killOnly ? 1 : 2))
        let other = try system.open("/d/g", mode: .createNew)
        try other.write([7], at: 0)
        try other.sync()
        #expect(!system.disk.isEntryDurable("/d/g"))
        #expect(Self.leftovers(of: system, profile, path: "/d/g") == (profile == .killOnly ? [[7]] : [[7], nil]))
        try system.syncDirectory("/d")
        #expect(system.disk.isEntryDurable("/d/g"))
        #expect(Self.leftovers(of: system, profile, path: "/d/g") == [[7]])
    }

    @Test("a directory's sync keeps its names and no file's bytes")
    func directorySync() throws {
        let system = Self.system(file: nil)
        try system.open("/d/f", mode: .createNew).write([7, 8], at: 0)
        try system.syncDirectory("/d")
        let states = Self.leftovers(of: system, .adversarial)
        #expect(states.isSuperset(of: [[], [7], [7, 8], [0], [0, 0], [7, 0]]))
        #expect(!states.contains(nil))
        #expect(Self.leftovers(of: system, .ext4Ordered) == [[], [7, 8]])
    }

    @Test("names change each as a whole, in any order at the worst and in order on an ordered file system")
    func names() throws {
        let system = Self.system()
        try system.open("/d/f.tmp", mode: .createNew).sync()
        try system.syncDirectory("/d")
        try system.rename("/d/f.tmp", to: "/d/f")
        try system.open("/d/g", mode: .createNew).sync()
        try system.remove("/d/f")
        func states(_ profile: CrashProfile) -> Set<[String]> {
            let disk = system.disk
            return Set((0..<500).map { disk.crashed(seed: $0, profile: profile).paths })
        }
        #expect(
            states(.adversarial) == [
                ["/d/f", "/d/f.tmp"], ["/d/f"], ["/d/f", "/d/f.tmp", "/d/g"], ["/d/f", "/d/g"], ["/d/f.tmp"],
                ["/d/f.tmp", "/d/g"],
                [], ["/d/g"],
            ])
        #expect(states(.ext4Ordered) == [["/d/f", "/d/f.tmp"], ["/d/f"], ["/d/f", "/d/g"], ["/d/g"]])
        #expect(states(.killOnly) == [["/d/g"]])
    }

    @Test("what stands under a directory that was lost is lost with it")
    func lostDirectory() throws {
        let system = Self.system()
        try system.createDirectory("/d/e")
        try system.open("/d/e/f", mode: .createNew).sync()
        try system.syncDirectory("/d/e")
        #expect(!system.disk.isEntryDurable("/d/e/f"))
        #expect(Self.leftovers(of: system, .adversarial, path: "/d/e/f") == [[], nil])
        try system.syncDirectory("/d")
        #expect(system.disk.isEntryDurable("/d/e/f"))
        #expect(Self.leftovers(of: system, .adversarial, path: "/d/e/f") == [[]])
    }

    @Test("an ordered file system writes a file's data before it renames it over another")
    func flushBeforeRename() throws {
        for (target, states) in [("/d/f", [Self.old, Self.new] as Set), ("/d/h", [nil, [], Self.new])] {
            let system = Self.system()
            try system.open("/d/g", mode: .createNew).write(Self.new, at: 0)
            try system.rename("/d/g", to: target)
            #expect(Self.leftovers(of: system, .ext4Ordered, path: target) == states)
            #expect(Self.leftovers(of: system, .adversarial, path: target).contains([]))
        }
    }

    @Test("after a failed sync the bytes are read, no later sync makes them durable, and writing them again does")
    func failedSync() throws {
        let (system, file) = try Self.written()
        system.arm(FaultPlan([.init(.sync, .nth(1), .error(5))]))
        #expect(throws: JournalError.self) { try file.sync() }
        try file.sync()
        #expect(system.injectedFaults == 1)
        #expect(try file.read(at: 1024, count: 3072) == Self.new)
        #expect(system.disk.unsyncedBytes(of: "/d/f") == 3072)
        // The size became durable with the second sync, the bytes did not.
        #expect(Self.leftovers(of: system, .adversarial).contains(Self.old + [UInt8](repeating: 0, count: 2048)))
        try file.write(Array(Self.new[..<1000]), at: 2000)
        try file.sync()
        #expect(system.disk.unsyncedBytes(of: "/d/f") == 2072)
        #expect(Self.leftovers(of: system, .adversarial).allSatisfy { $0?[2000..<3000] == Self.new[..<1000] })
        try file.write(Self.new, at: 1024)
        try file.sync()
        #expect(Self.leftovers(of: system, .adversarial) == [Self.old[..<1024] + Self.new])
    }

    @Test("a failed sync of a directory makes nothing durable, and a later one counts")
    func failedDirectorySync() throws {
        let system = Self.system()
        try system.remove("/d/f")
        system.arm(FaultPlan([.init(.syncDirectory, .nth(1), .error(5))]))
        #expect(throws: JournalError.self) { try system.syncDirectory("/d") }
        #expect(Self.leftovers(of: system, .adversarial) == [Self.old, nil])
        try system.syncDirectory("/d")
        #expect(Self.leftovers(of: system, .adversarial) == [nil])
    }

    @Test("the nth change fails as planned, a short write leaves its beginning, and a full or read-only disk stays so")
    func faults() throws {
        let system = Self.system()
        let file = try system.open("/d/f", mode: .readWrite)
        system.arm(.change(2, .shortWrite(bytes: 3, errno: 4)))
        try file.sync()
        let error = #expect(throws: JournalError.self) { try file.write(Self.new, at: 0) }
        #expect(error?.errno == 4)
        #expect(system.disk.bytes(of: "/d/f") == [2, 2, 2] + Self.old[3...])
        system.arm(.change(1, .errorAfterwards(5)))
        #expect(throws: JournalError.self) { try file.truncate(to: 1) }
        #expect(system.disk.bytes(of: "/d/f") == [2])
        system.arm(.changes(errno: 30))
        for _ in 0..<2 {
            #expect(throws: JournalError.self) { try file.write([1], at: 0) }
            #expect(throws: JournalError.self) { try system.remove("/d/f") }
        }
        #expect(try system.readAll("/d/f") == [2])
    }

    @Test("after its death nothing happens any more, and locks are free in the next life")
    func death() throws {
        let system = Self.system()
        let lock = try system.lockExclusive("/d/LOCK")
        let file = try system.open("/d/f", mode: .readWrite)
        system.die(at: system.calls + 1)
        try file.write([9], at: 0)
        #expect(throws: JournalError.self) { try file.write([8], at: 0) }
        #expect(throws: JournalError.self) { try file.sync() }
        #expect(throws: JournalError.self) { try system.list("/d") }
        let next = system.crash(seed: 0, profile: .killOnly)
        #expect(next.disk.bytes(of: "/d/f")?.first == 9)
        #expect(DamageTests.code { try next.lockExclusive("/d/LOCK") } == nil)
        #expect(lock.path == "/d/LOCK")
    }

    @Test("the same seed leaves the same, and pictures do not change with the disk", arguments: CrashProfile.allCases)
    func replay(_ profile: CrashProfile) throws {
        let (system, file) = try Self.written()
        let picture = system.disk
        try system.rename("/d/f", to: "/d/g")
        for seed in 0..<200 as Range<UInt64> {
            let crashed = system.disk.crashed(seed: seed, profile: profile)
            #expect(crashed.reads(like: system.disk.crashed(seed: seed, profile: profile)))
        }
        try file.sync()
        #expect(picture.unsyncedBytes(of: "/d/f") == 3072)
        #expect(picture.paths == ["/d/f"])
    }
}

import CustodyFaults
import Foundation
import Synchronization
import Testing

@testable import CustodyJournal

/// A directory of the real file system that goes with its test.
final class ScratchDirectory {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("journal-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func permissions(_ name: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path + "/" + name)[.posixPermissions] as? Int
    }
}

@Suite("The real file system")
struct PosixTests {
    let system = PosixFileSystem()

    @Test("a journal is written, torn, recovered and verified on the real file system")
    func wholeLife() async throws {
        let scratch = try ScratchDirectory()
        let directory = scratch.path + "/journal"
        let first = try JournalBed.open(system, directory: directory).journal
        for sequence in 1...20 as ClosedRange<UInt64> {
            try await first.commit(sequence, JournalBed.body(sequence)).get()
        }
        try await first.close()
        let segment = JournalPath.join(directory, JournalBed.name)
        #expect(try Journal.inspect(directory: directory, fileSystem: system).findings.isEmpty)
        let file = try system.open(segment, mode: .readWrite)
        try file.write([1, 2, 3], at: file.size())
        file.close()
        let (second, frames) = try JournalBed.open(system, directory: directory)
        #expect(frames.map(\.body) == JournalBed.bodies(1...20))
        #expect(try system.readAll(try #require(second.recovery.tail?.quarantinePath)).dropLast(4) == [1, 2, 3])
        try await second.commit(21, []).get()
        try await second.close()
        #expect(
            try system.list(directory) == [
                JournalBed.name, JournalPath.segmentName(2), "LOCK", JournalPath.manifestName(2), "quarantine",
            ])
        #expect(try Journal.inspect(directory: directory, fileSystem: system).findings.isEmpty)
        #expect(try scratch.permissions("journal") == 0o700)
        #expect(try scratch.permissions("journal/" + JournalBed.name) == 0o600)
        #expect(try scratch.permissions("journal/LOCK") == 0o600)
        #expect(try system.status(directory + "/LOCK") == .file(size: 0))
    }

    @Test("status, listing, renaming, removing and reading say what is there")
    func basics() throws {
        let scratch = try ScratchDirectory()
        let path = scratch.path + "/a"
        #expect(try system.status(path) == .absent)
        #expect(try system.status(scratch.path) == .directory)
        #expect(try system.status("/dev/null") == .other)
        let file = try system.open(path, mode: .createNew)
        try file.write([1, 2, 3, 4], at: 2)
        #expect(try file.size() == 6)
        #expect(try file.read(at: 1, count: 100) == [0, 1, 2, 3, 4])
        #expect(try file.read(at: 50, count: 1) == [])
        try file.truncate(to: 3)
        try file.sync()
        file.close()
        file.close()
        #expect(DamageTests.code { try file.size() } == .closed)
        #expect(try system.readAll(path) == [0, 0, 1])
        #expect(DamageTests.code { try system.open(path, mode: .createNew) } == .alreadyExists)
        #expect(DamageTests.code { try system.open(path + "x", mode: .readWrite) } == .notFound)
        #expect(DamageTests.code { try system.open(scratch.path, mode: .readOnly) } == .notAJournal)
        #expect(DamageTests.code { try system.open("/dev/null", mode: .readOnly) } == .notAJournal)
        #expect(DamageTests.code { try system.open("a\0b", mode: .readOnly) } == .invalidArgument)
        #expect(DamageTests.code { try system.createDirectory(scratch.path) } == .alreadyExists)
        try system.rename(path, to: scratch.path + "/b")
        try system.replace(scratch.path + "/c", with: [9])
        try system.replace(scratch.path + "/c", with: [8])
        #expect(try system.readAll(scratch.path + "/c") == [8])
        try system.syncDirectory(scratch.path)
        #expect(try system.list(scratch.path) == ["b", "c"])
        try system.remove(scratch.path + "/b")
        #expect(DamageTests.code { try system.remove(scratch.path + "/b") } == .notFound)
    }

    @Test("neither a pipe nor a symbolic link passes for a file that is written")
    func strangeFiles() throws {
        let scratch = try ScratchDirectory()
        try system.replace(scratch.path + "/real", with: [1])
        try FileManager.default.createSymbolicLink(atPath: scratch.path + "/link", withDestinationPath: scratch.path + "/real")
        #expect(DamageTests.code { try system.open(scratch.path + "/link", mode: .readWrite) } == .io)
        #expect(mkfifo(scratch.path + "/pipe", 0o600) == 0)
        #expect(DamageTests.code { try system.open(scratch.path + "/pipe", mode: .readOnly) } == .notAJournal)
        #expect(try system.status(scratch.path + "/pipe") == .other)
    }

    @Test("short and interrupted calls are continued to the end")
    func shortCalls() throws {
        let scratch = try ScratchDirectory()
        try system.replace(scratch.path + "/a", with: [])
        let turn = Mutex(0)
        @Sendable func isInterrupted() -> Bool {
            turn.withLock { turn in
                turn += 1
                return turn % 3 == 0
            }
        }
        let calls = PosixCalls(
            read: { isInterrupted() ? (-1, EINTR) : PosixCalls.system.read($0, $1, min($2, 7), $3) },
            write: { isInterrupted() ? (-1, EINTR) : PosixCalls.system.write($0, $1, min($2, 7), $3) },
            sync: { isInterrupted() ? (-1, EINTR) : PosixCalls.system.sync($0) })
        let (descriptor, _) = PosixCalls.openDescriptor(scratch.path + "/a", O_RDWR)
        let file = PosixFile(descriptor: descriptor, path: "a", calls: calls)
        let bytes = [UInt8](0..<200)
        try file.write(bytes, at: 3)
        for _ in 0..<3 { try file.sync() }
        #expect(try file.read(at: 3, count: 1000) == bytes)
        file.close()
    }

    @Test("a failed sync is not repeated, and a write that takes nothing does not hang")
    func failingCalls() throws {
        let scratch = try ScratchDirectory()
        try system.replace(scratch.path + "/a", with: [])
        let syncs = Mutex(0)
        let calls = PosixCalls(
            read: { _, _, _, _ in (-1, EIO) }, write: { _, _, _, _ in (0, 0) },
            sync: { _ in
                syncs.withLock { $0 += 1 }
                return (-1, EIO)
            })
        let (descriptor, _) = PosixCalls.openDescriptor(scratch.path + "/a", O_RDWR)
        let file = PosixFile(descriptor: descriptor, path: "a", calls: calls)
        #expect(DamageTests.code { try file.sync() } == .io)
        #expect(syncs.withLock { $0 } == 1)
        #expect(DamageTests.code { try file.write([1], at: 0) } == .io)
        #expect(DamageTests.code { try file.read(at: 0, count: 1) } == .io)
        #expect(DamageTests.code { try file.write([1], at: .max) } == .tooLarge)
        #expect(DamageTests.code { try file.read(at: UInt64(Int64.max), count: 2) } == .tooLarge)
    }

    @Test("a file that is closed within a call stays open until the call ends, is closed once, and takes no other call")
    func closedWithinACall() throws {
        var ends: [Int32] = [-1, -1]
        try #require(pipe(&ends) == 0)
        let (reader, writer) = (ends[0], ends[1])
        defer { PosixCalls.closeDescriptor(reader) }
        try #require(fcntl(reader, F_SETFL, O_NONBLOCK) == 0)
        /// Whether the other end is closed: nothing is there to be read, and nothing will be.
        @Sendable func isClosed() -> Bool {
            var byte: UInt8 = 0
            return read(reader, &byte, 1) == 0
        }
        let held = Mutex<PosixFile?>(nil)
        let seen = Mutex<[Bool]>([])
        let refused = Mutex<JournalError.Code?>(nil)
        let calls = PosixCalls(
            read: { _, _, _, _ in
                guard let file = held.withLock({ $0 }) else { return (-1, EIO) }
                file.close()
                let before = isClosed()
                let code = DamageTests.code { try file.size() }
                refused.withLock { $0 = code }
                // Whoever was turned away must not have closed it either.
                seen.withLock { $0 = [before, isClosed()] }
                return (0, 0)
            },
            write: PosixCalls.system.write, sync: PosixCalls.system.sync)
        let file = PosixFile(descriptor: writer, path: "a", calls: calls)
        held.withLock { $0 = file }
        defer { held.withLock { $0 = nil } }
        #expect(!isClosed())
        #expect(try file.read(at: 0, count: 1).isEmpty)
        #expect(seen.withLock { $0 } == [false, false] && refused.withLock { $0 } == .closed)
        #expect(isClosed())
        file.close()
        #expect(DamageTests.code { try file.sync() } == .closed)
    }

    @Test("a second writer in the same process is refused at once and told who holds the journal")
    func secondWriter() async throws {
        let scratch = try ScratchDirectory()
        let journal = try JournalBed.open(system, directory: scratch.path).journal
        let error = #expect(throws: JournalError.self) { try JournalBed.open(system, directory: scratch.path) }
        #expect(error?.code == .locked)
        #if os(Linux)
            #expect(error?.message.contains("this process (\(getpid()))") == true, "\(error?.message ?? "")")
        #endif
        _ = try JournalBed.open(system, directory: scratch.path, mode: .readOnly)
        try await journal.close()
        let next = try JournalBed.open(system, directory: scratch.path).journal
        try await next.close()
    }

    @Test("a lock is given back by release and when it is let go")
    func givingBack() throws {
        let scratch = try ScratchDirectory()
        let path = scratch.path + "/LOCK"
        let first = try system.lockExclusive(path)
        first.release()
        first.release()
        do { _ = try system.lockExclusive(path) }
        let third = try system.lockExclusive(path)
        #expect(try system.readAll(path).isEmpty)
        third.release()
    }

    @Test("the holder is read from the kernel's table of locks")
    func lockTable() {
        let table = """
            1: POSIX  ADVISORY  WRITE 11 fe:01:131 0 EOF
            2: FLOCK  ADVISORY  READ 12 fe:01:131 0 EOF
            2: -> FLOCK  ADVISORY  WRITE 14 fe:01:131 0 EOF
            3: FLOCK  ADVISORY  WRITE 13 fe:01:131 0 EOF
            4: FLOCK
            """
        #expect(LockTable.flockHolder(inode: 131, in: table) == 13)
        #expect(LockTable.flockHolder(inode: 13, in: table) == nil)
        #expect(LockTable.flockHolder(inode: 1, in: "") == nil)
    }

    static var flockTool: String? {
        ["/usr/bin/flock", "/bin/flock"].first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    @Test("another process is kept out, and keeps us out under its name", .enabled(if: flockTool != nil))
    func otherProcess() throws {
        let tool = try #require(Self.flockTool)
        let scratch = try ScratchDirectory()
        let path = scratch.path + "/LOCK"
        let lock = try system.lockExclusive(path)
        let refused = Process()
        refused.executableURL = URL(fileURLWithPath: tool)
        refused.arguments = ["-n", "-E", "42", path, "true"]
        try refused.run()
        refused.waitUntilExit()
        #expect(refused.terminationStatus == 42)
        lock.release()

        let holder = Process()
        let (input, output) = (Pipe(), Pipe())
        holder.executableURL = URL(fileURLWithPath: tool)
        // Without a fork in between: the process that took the lock is the one that is named.
        holder.arguments = ["-n", "-F", path, "sh", "-c", "echo held; read line"]
        holder.standardInput = input
        holder.standardOutput = output
        try holder.run()
        #expect(output.fileHandleForReading.availableData == Data("held\n".utf8))
        let error = #expect(throws: JournalError.self) { try system.lockExclusive(path) }
        #expect(error?.code == .locked)
        #if os(Linux)
            #expect(error?.message.contains("process \(holder.processIdentifier) ") == true, "\(error?.message ?? "")")
        #endif
        try input.fileHandleForWriting.write(contentsOf: Data("\n".utf8))
        holder.waitUntilExit()
        try system.lockExclusive(path).release()
    }
}

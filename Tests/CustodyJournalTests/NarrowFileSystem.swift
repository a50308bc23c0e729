import CustodyFaults
import CustodyJournal
import Synchronization

/// A disk of so many blocks. One is taken when something is first written there, and given back when its file is cut or goes.
final class NarrowFileSystem: JournalFileSystem {
    private static let blockSize: UInt64 = 512
    private static let noSpace: Int32 = 28

    let base = JournalBed.empty()
    private let state: Mutex<State>

    private struct State {
        var free: Int
        var taken: [String: Set<UInt64>] = [:]
    }

    init(blocks: Int) { state = Mutex(State(free: blocks)) }

    /// How many blocks nobody has.
    var free: Int { state.withLock { $0.free } }

    /// Takes the blocks of a write, and answers how many of its bytes have room.
    private func take(_ path: String, at offset: UInt64, count: Int) -> Int {
        state.withLock { state in
            let end = offset + UInt64(count)
            var place = offset
            while place < end {
                let block = place / Self.blockSize
                if !state.taken[path, default: []].contains(block) {
                    guard state.free > 0 else { break }
                    state.free -= 1
                    state.taken[path, default: []].insert(block)
                }
                place = (block + 1) * Self.blockSize
            }
            return Int(min(place, end) - offset)
        }
    }

    private func cut(_ path: String, to size: UInt64) {
        state.withLock { state in
            let taken = state.taken[path, default: []]
            let kept = taken.filter { $0 * Self.blockSize < size }
            state.free += taken.count - kept.count
            state.taken[path] = kept
        }
    }

    private final class Narrow: JournalFile {
        let base: any JournalFile
        let disk: NarrowFileSystem
        let path: String

        init(_ base: any JournalFile, _ disk: NarrowFileSystem, _ path: String) {
            (self.base, self.disk, self.path) = (base, disk, path)
        }

        func read(at offset: UInt64, count: Int) throws(JournalError) -> [UInt8] { try base.read(at: offset, count: count) }
        func write(_ bytes: [UInt8], at offset: UInt64) throws(JournalError) {
            let room = disk.take(path, at: offset, count: bytes.count)
            try base.write(Array(bytes.prefix(room)), at: offset)
            guard room == bytes.count else {
                throw JournalError(.noSpace, "the disk is full", path: path, errno: NarrowFileSystem.noSpace)
            }
        }
        func sync() throws(JournalError) { try base.sync() }
        func truncate(to size: UInt64) throws(JournalError) {
            try base.truncate(to: size)
            disk.cut(path, to: size)
        }
        func size() throws(JournalError) -> UInt64 { try base.size() }
        func close() { base.close() }
    }

    func open(_ path: String, mode: JournalFileMode) throws(JournalError) -> any JournalFile {
        Narrow(try base.open(path, mode: mode), self, path)
    }
    func rename(_ path: String, to destination: String) throws(JournalError) {
        try base.rename(path, to: destination)
        cut(destination, to: 0)
        state.withLock { $0.taken[destination] = $0.taken.removeValue(forKey: path) }
    }
    func remove(_ path: String) throws(JournalError) {
        try base.remove(path)
        cut(path, to: 0)
    }
    func createDirectory(_ path: String) throws(JournalError) { try base.createDirectory(path) }
    func list(_ directory: String) throws(JournalError) -> [String] { try base.list(directory) }
    func status(_ path: String) throws(JournalError) -> JournalPathStatus { try base.status(path) }
    func syncDirectory(_ path: String) throws(JournalError) { try base.syncDirectory(path) }
    func lockExclusive(_ path: String) throws(JournalError) -> any JournalLock { try base.lockExclusive(path) }
}

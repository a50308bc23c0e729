import CustodyAudit
import CustodyCore
import CustodyFaults
import CustodyFiles
import CustodyModel
import CustodyTesting
import Synchronization
import Testing

@Suite("The AnchorSink contract")
struct AnchorSinkContractTests {
    @Test("is kept in memory", arguments: AnchorSinkContract.promises)
    func inMemory(_ promise: ContractPromise<any AnchorSink>) async throws {
        try await promise.verify { InMemoryAnchor() }
    }

    @Test("is kept on files", arguments: AnchorSinkContract.promises)
    func files(_ promise: ContractPromise<any AnchorSink>) async throws {
        try await promise.verify { FileAnchor(at: "/anchor", files: InMemoryFileSystem()) }
    }

    @Test("is kept by the anchor that the faults are built into", arguments: AnchorSinkContract.promises)
    func control(_ promise: ContractPromise<any AnchorSink>) async throws {
        try await promise.verify { BrokenAnchor(nil) }
    }

    @Test("has promises that each have a name of their own, and an anchor that breaks it")
    func names() {
        let promises = AnchorSinkContract.promises.map(\.description)
        #expect(Set(promises).count == promises.count)
        for promise in promises {
            #expect(BrokenAnchor.Fault.allCases.contains { promise.contains($0.rawValue) }, "nothing breaks '\(promise)'")
        }
    }

    @Test("catches an anchor that breaks it", arguments: BrokenAnchor.Fault.allCases)
    func catches(_ fault: BrokenAnchor.Fault) async {
        var broken: [String] = []
        for promise in AnchorSinkContract.promises {
            do { try await promise.verify { BrokenAnchor(fault) } } catch { broken.append("\(promise)") }
        }
        #expect(broken.contains { $0.contains(fault.rawValue) }, "broken: \(broken)")
    }
}

@Suite("The ErasureAnchor contract")
struct ErasureAnchorContractTests {
    @Test("is kept in memory", arguments: ErasureAnchorContract.promises)
    func inMemory(_ promise: ContractPromise<any ErasureAnchor>) async throws {
        try await promise.verify { InMemoryErasureAnchor() }
    }

    @Test("is kept on files", arguments: ErasureAnchorContract.promises)
    func files(_ promise: ContractPromise<any ErasureAnchor>) async throws {
        try await promise.verify { FileErasureAnchor(at: "/erasures", files: InMemoryFileSystem()) }
    }

    @Test("is kept by the anchor that the faults are built into", arguments: ErasureAnchorContract.promises)
    func control(_ promise: ContractPromise<any ErasureAnchor>) async throws {
        try await promise.verify { BrokenErasureAnchor(nil) }
    }

    @Test("has promises that each have a name of their own, and an anchor that breaks it")
    func names() {
        let promises = ErasureAnchorContract.promises.map(\.description)
        #expect(Set(promises).count == promises.count)
        for promise in promises {
            #expect(
                BrokenErasureAnchor.Fault.allCases.contains { promise.contains($0.rawValue) }, "nothing breaks '\(promise)'")
        }
    }

    @Test("catches an anchor that breaks it", arguments: BrokenErasureAnchor.Fault.allCases)
    func catches(_ fault: BrokenErasureAnchor.Fault) async {
        var broken: [String] = []
        for promise in ErasureAnchorContract.promises {
            do { try await promise.verify { BrokenErasureAnchor(fault) } } catch { broken.append("\(promise)") }
        }
        #expect(broken.contains { $0.contains(fault.rawValue) }, "broken: \(broken)")
    }
}

@Suite("The CheckpointStore contract")
struct CheckpointStoreContractTests {
    @Test("is kept in memory", arguments: CheckpointStoreContract.promises)
    func inMemory(_ promise: ContractPromise<any CheckpointStore>) async throws {
        try await promise.verify { InMemoryCheckpointStore() }
    }

    @Test("is kept by the store that the faults are built into", arguments: CheckpointStoreContract.promises)
    func control(_ promise: ContractPromise<any CheckpointStore>) async throws {
        try await promise.verify { BrokenCheckpoints(nil) }
    }

    @Test("has promises that each have a name of their own, and a store that breaks it")
    func names() {
        let promises = CheckpointStoreContract.promises.map(\.description)
        #expect(Set(promises).count == promises.count)
        for promise in promises {
            #expect(BrokenCheckpoints.Fault.allCases.contains { promise.contains($0.rawValue) }, "nothing breaks '\(promise)'")
        }
    }

    @Test("catches a store that breaks it", arguments: BrokenCheckpoints.Fault.allCases)
    func catches(_ fault: BrokenCheckpoints.Fault) async {
        var broken: [String] = []
        for promise in CheckpointStoreContract.promises {
            do { try await promise.verify { BrokenCheckpoints(fault) } } catch { broken.append("\(promise)") }
        }
        #expect(broken.contains { $0.contains(fault.rawValue) }, "broken: \(broken)")
    }
}

/// An anchor in memory with one thing wrong. The raw value is a part of the promise that must catch it.
final class BrokenAnchor: AnchorSink {
    enum Fault: String, CaseIterable {
        case refusesToSay = "nothing was published nothing is held"
        case sortsBySpelling = "the smallest first"
        case looksAtTheSizeAlone = "does not continue the newest"
        case takesAnyText = "what is no checkpoint"
        case mixesLogs = "held apart"
        case repeats = "again changes nothing"
        case looksOnce = "of many who publish"
    }

    private let fault: Fault?
    private let notes = Mutex<[String: [SignedNote]]>([:])

    init(_ fault: Fault?) { self.fault = fault }

    private func place(of origin: String) -> String { fault == .mixesLogs ? "" : origin }

    func held(origin: String) async throws -> [SignedNote] {
        let held = notes.withLock { $0[place(of: origin)] ?? [] }
        if fault == .refusesToSay, held.isEmpty { throw AuditError(.noSuchEntry, "there is no such log") }
        guard fault == .sortsBySpelling else { return held }
        var spelled: [(size: String, note: SignedNote)] = []
        for note in held { spelled.append((String(try Checkpoint(note.text).size), note)) }
        return spelled.sorted { $0.size < $1.size }.map(\.note)
    }

    func publish(_ update: CheckpointUpdate) async throws -> [NoteSignature] {
        let new: Checkpoint
        do { new = try Checkpoint(update.note.text) } catch {
            guard fault == .takesAnyText else { throw error }
            return []
        }
        let place = place(of: new.origin)
        if fault == .looksOnce {
            try check(update, over: notes.withLock { $0[place]?.last })
            for _ in 0..<3 { await Task.yield() }
            notes.withLock { $0[place, default: []].append(update.note) }
            return []
        }
        try notes.withLock { notes in
            let newest = notes[place]?.last
            try check(update, over: newest)
            guard fault == .repeats || newest?.text != update.note.text else { return }
            notes[place, default: []].append(update.note)
        }
        return []
    }

    private func check(_ update: CheckpointUpdate, over newest: SignedNote?) throws {
        let held: Checkpoint? = if let newest { try Checkpoint(newest.text) } else { nil }
        if fault == .looksAtTheSizeAlone, try Checkpoint(update.note.text).size >= held?.size ?? 0 { return }
        _ = try update.checkpoint(continuing: held)
    }
}

/// An anchor of erasures in memory with one thing wrong. The raw value is a part of the promise that must catch it.
final class BrokenErasureAnchor: ErasureAnchor {
    enum Fault: String, CaseIterable {
        case refusesToSay = "of a store that erased nobody"
        case keepsTwice = "keeping it again changes nothing"
        case keepsOneOfAPerson = "also two of one person"
        case forgetsEverything = "only records go whose time is over"
        case writesOver = "kept at once none is lost"
    }

    private let fault: Fault?
    private let kept = Mutex<[ErasureRecord]>([])

    init(_ fault: Fault?) { self.fault = fault }

    func keep(_ record: ErasureRecord) async throws {
        let before = kept.withLock { $0 }
        if fault == .writesOver { for _ in 0..<3 { await Task.yield() } }
        kept.withLock { kept in
            if fault == .writesOver { kept = before }
            if fault == .keepsOneOfAPerson { kept.removeAll { $0.subject == record.subject } }
            if fault == .keepsTwice || !kept.contains(record) { kept.append(record) }
        }
    }

    func records(of store: Handle) async throws -> [ErasureRecord] {
        let found = kept.withLock { $0.filter { $0.store == store } }
        if fault == .refusesToSay, found.isEmpty { throw AuditError(.noSuchEntry, "there is no such store") }
        return found
    }

    func forget(of store: Handle, before instant: Instant) async throws {
        kept.withLock { kept in
            kept.removeAll { $0.store == store && (fault == .forgetsEverything || $0.keepUntil < instant) }
        }
    }
}

/// Checkpoints in memory with one thing wrong. The raw value is a part of the promise that must catch it.
final class BrokenCheckpoints: CheckpointStore {
    enum Fault: String, CaseIterable {
        case answersNoBytes = "before anything is saved"
        case leavesTheEnd = "nothing of what was there before"
        case mixesLogs = "each log has"
        case writesInPieces = "who reads while another saves"
    }

    private let fault: Fault?
    private let saved = Mutex<[AuditLog: [UInt8]]>([:])

    init(_ fault: Fault?) { self.fault = fault }

    private func place(of log: AuditLog) -> AuditLog { fault == .mixesLogs ? .access : log }

    func load(_ log: AuditLog) async throws -> [UInt8]? {
        saved.withLock { $0[place(of: log)] } ?? (fault == .answersNoBytes ? [] : nil)
    }

    func save(_ bytes: [UInt8], _ log: AuditLog) async throws {
        let place = place(of: log)
        if fault == .writesInPieces {
            saved.withLock { $0[place] = Array(bytes.prefix(bytes.count / 2)) }
            for _ in 0..<20 { await Task.yield() }
        }
        saved.withLock { saved in
            let former = saved[place] ?? []
            saved[place] = fault == .leavesTheEnd ? bytes + former.dropFirst(bytes.count) : bytes
        }
    }
}

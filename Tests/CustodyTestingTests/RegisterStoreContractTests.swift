import CustodyCore
import CustodyData
import CustodyModel
import CustodyTesting
import Synchronization
import Testing

@Suite("The RegisterStore contract")
struct RegisterStoreContractTests {
    @Test("is kept in memory", arguments: RegisterStoreContract.promises)
    func inMemory(_ promise: ContractPromise<any RegisterStore>) async throws {
        try await promise.verify { try await Backends.inMemory(controller: "acme").registers }
    }

    @Test("is kept by the list that the faults are built into", arguments: RegisterStoreContract.promises)
    func control(_ promise: ContractPromise<any RegisterStore>) async throws {
        try await promise.verify { BrokenRegisters(nil) }
    }

    @Test("has promises that each have a name of their own, and a store that breaks it")
    func names() {
        let promises = RegisterStoreContract.promises
        #expect(Set(promises.map(\.description)).count == promises.count)
        for promise in promises.map(\.description) {
            #expect(BrokenRegisters.Fault.allCases.contains { promise.contains($0.rawValue) }, "nothing breaks '\(promise)'")
        }
    }

    @Test("catches a store that breaks it", arguments: BrokenRegisters.Fault.allCases)
    func catches(_ fault: BrokenRegisters.Fault) async {
        var broken: [String] = []
        for promise in RegisterStoreContract.promises {
            do { try await promise.verify { BrokenRegisters(fault) } } catch { broken.append("\(promise)") }
        }
        #expect(broken.contains { $0.contains(fault.rawValue) }, "broken: \(broken)")
    }
}

/// Registers in a list, with one thing wrong. The raw value is a part of the promise that must catch it.
final class BrokenRegisters: RegisterStore {
    enum Fault: String, CaseIterable {
        case inventsEntries = "without entries has none"
        case commitsAtOnce = "not there before the commit"
        case losesFormer = "and both stay"
        case mixesKeys = "stand together"
        case mixesRegisters = "registers are apart"
        case overlooksLater = "leaves no trace"
        case lacksPrecondition = "one succeeds"
        case splitsUnits = "a unit that fails"
        case skipsEntries = "pages join"
        case losesCursors = "where nothing stands"
        case tellsLosersAnything = "of those that append over one entry"
        case takesBoth = "two entries of one key in one unit"
    }

    /// What a database says to whoever was slower, as it is.
    private struct SerializationFailure: Error {}

    private let fault: Fault?
    private let coordinator = MemoryCoordinator()
    private let entries = Mutex<[SealedEntry]>([])

    init(_ fault: Fault?) { self.fault = fault }

    func stage(appending entry: SealedEntry, over former: SealedEntry?, in unit: inout UnitOfWork) {
        if fault == .commitsAtOnce { append(entry, over: former) }
        let isOnly = unit.claim(ConflictKey(.registers, Array(entry.register.rawValue.utf8) + entry.position.handle.bytes))
        let change = StagedChange(
            store: .data,
            validate: { [self] in
                if !isOnly, fault != .takesBoth { throw DataError(.writtenTwice, "another of the unit stands there") }
                guard fault != .splitsUnits, !isFree(entry, over: former) else { return }
                if fault == .tellsLosersAnything { throw SerializationFailure() }
                throw DataError(.versionConflict, "not the latest")
            },
            prepare: { [self] _ in
                PreparedChange(bytes: []) { [self] in
                    if fault != .commitsAtOnce, fault != .splitsUnits || isFree(entry, over: former) {
                        append(entry, over: former)
                    }
                    return ()
                }
            })
        _ = unit.add(change, to: coordinator, resultType: Void.self)
    }

    func scan(_ register: RegisterName, after: RegisterPosition?, limit: Int) async throws -> [SealedEntry] {
        page(all(register), after, limit)
    }

    func snapshot(_ register: RegisterName, after: RegisterPosition?, limit: Int) async throws -> [SealedEntry] {
        let all = all(register)
        if fault == .inventsEntries, all.isEmpty, after == nil {
            let position = RegisterPosition(of: "x", in: register, number: 1)
            return [
                SealedEntry(
                    register: register, position: position,
                    content: SealedValue(key: KeyID(.zero, .text), keyVersion: 1, box: []), recordedAt: Instant(milliseconds: 0)
                )
            ]
        }
        let latest = all.filter { entry in
            !all.contains { $0.position.hasKey(of: entry.position) && $0.position > entry.position }
        }
        return page(latest, after, limit)
    }

    private func isFree(_ entry: SealedEntry, over former: SealedEntry?) -> Bool {
        if fault == .lacksPrecondition { return true }
        let known = all(entry.register).filter { $0.position.hasKey(of: entry.position) }
        guard !known.contains(where: { $0.position == entry.position }) else { return fault == .commitsAtOnce }
        return fault == .overlooksLater || known.last?.position == former?.position
    }

    private func append(_ entry: SealedEntry, over former: SealedEntry?) {
        entries.withLock { entries in
            if fault == .losesFormer { entries.removeAll { $0 == former } }
            entries.append(entry)
        }
    }

    private func all(_ register: RegisterName) -> [SealedEntry] {
        let entries = entries.withLock { $0 }
            .filter {
                fault == .mixesRegisters ? $0.register.rawValue.hasPrefix(register.rawValue) : $0.register == register
            }
        return fault == .mixesKeys ? entries : entries.sorted { $0.position < $1.position }
    }

    private func page(_ entries: [SealedEntry], _ after: RegisterPosition?, _ limit: Int) -> [SealedEntry] {
        guard let after else { return Array(entries.prefix(limit)) }
        if fault == .losesCursors, !entries.contains(where: { $0.position == after }) { return [] }
        let rest = entries.filter { $0.position > after }
        return Array(rest.dropFirst(fault == .skipsEntries ? 1 : 0).prefix(limit))
    }
}

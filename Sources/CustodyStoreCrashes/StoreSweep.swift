import CustodyCore
package import CustodyCrashes
import CustodyFaults
import CustodyFiles
import CustodyJournal

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Crashes a whole store of files, at seeded moments of seeded work, and looks at it through the protocols: what was
/// acknowledged is there, the audit log verifies, and who was erased stays erased.
package struct StoreSweep: Sendable {
    private typealias Decoration = @Sendable (SimulatedFileSystem) -> any JournalFileSystem
    private let seed: UInt64
    private static let lives = 8
    private static let looks = 6

    package init(seed: UInt64) { self.seed = seed }

    /// What may be broken beneath a store, and must then be noticed.
    package static let mutants: [(name: String, sabotage: SabotagedFileSystem.Sabotage)] = [
        ("no sync of the key slots", .skipSync(to: "slots")),
        ("no sync of the journal's segments", .skipSync(to: ".log")),
        ("no sync of what replaces a file", .skipSync(to: JournalPath.temporarySuffix)),
        ("no sync of the store's directory", .skipDirectorySync(StoreDesk.directory)),
        ("no sync of the journal's directory", .skipDirectorySync(StoreDesk.directory + "/wal")),
        ("no sync of the rows", .skipSync(from: "rows-", to: "")),
    ]

    /// The same search over a file system that breaks a promise, until it is noticed.
    package func judge(_ sabotage: SabotagedFileSystem.Sabotage, states: Int) async -> Violation? {
        await run(states: states, decorate: { SabotagedFileSystem($0, sabotage) }).violations.first
    }

    /// Examines at least `states` crash states, in chains of lives. Each chain has a seed of its own, which alone brings a
    /// violation about again: the seed of the sweep, then every `step`th after it.
    package func run(states: Int, step: Int = 1) async -> SweepReport {
        await run(states: states, step: step, decorate: nil)
    }

    private func run(states: Int, step: Int = 1, decorate: Decoration?) async -> SweepReport {
        var report = SweepReport()
        var chain = seed
        while report.states < states, decorate == nil || report.violations.isEmpty {
            await run(chain: chain, decorate ?? { $0 }, &report)
            chain &+= UInt64(step)
        }
        return report
    }

    private func run(chain: UInt64, _ decorate: @escaping Decoration, _ report: inout SweepReport) async {
        var dice = SeededGenerator(seed: chain)
        let desk = StoreDesk(seed: chain, decorate: decorate)
        var examination = StoreExamination(desk: desk)
        var disk = SimulatedDisk()
        var model = StoreModel()
        defer { report.merge(examination.report) }
        for number in 1...Self.lives {
            var place = "store chain \(chain), life \(number)"
            do throws(Violation) {
                let ledger = StoreLedger(model)
                try await live(desk, disk, ledger, &dice)
                let points = ledger.points
                for _ in 0..<Self.looks {
                    let point = points[dice.below(points.count)]
                    let (seed, profile) = (dice.next(), Self.profile(&dice))
                    place = "store chain \(chain), life \(number), dead before call \(point.number), \(profile) \(seed)"
                    let left = point.disk.crashed(seed: seed, profile: profile)
                    _ = try await examination.examine(left, point.model, seed: seed)
                    // A directory in which the making of a store was cut off is given up.
                    disk = point.model.isMade ? left : SimulatedDisk()
                    model = point.model.isMade ? point.model : StoreModel()
                }
            } catch { return examination.report.add(error, place) }
        }
    }

    static func profile(_ dice: inout SeededGenerator) -> CrashProfile {
        switch dice.below(4) {
        case 0: .killOnly
        case 1: .ext4Ordered
        default: .adversarial
        }
    }

    // MARK: A life

    /// Opens or makes the store and works with it. In one life of three a call fails, and the life ends with it.
    private func live(
        _ desk: StoreDesk, _ disk: SimulatedDisk, _ ledger: StoreLedger, _ dice: inout SeededGenerator
    ) async throws(Violation) {
        let files = SimulatedFileSystem(disk, observer: ledger.observe)
        desk.provider.onRetirement { least in ledger.update { $0.leastVersion = least } }
        let isFaulty = dice.chance(3)
        if isFaulty { files.arm(Self.plan(&dice)) }
        var steps: [String] = []
        do {
            var custodian = try await ledger.model.isMade ? desk.open(files) : desk.make(files)
            let found = try await desk.look(custodian)
            try await acknowledge(custodian, desk, ledger) { model in
                model.isMade = true
                model.decide(found)
            }
            for _ in 0..<(1 + dice.below(6)) {
                let operation = Self.operation(ledger.model, &dice)
                steps.append(operation.description)
                if case .reopen = operation {
                    try await custodian.close()
                    custodian = try await desk.open(files)
                    continue
                }
                let name = ledger.update { $0.begin(operation) }
                try await desk.perform(operation, name: name, with: custodian)
                let index = try await custodian.indexStatus().current
                try await acknowledge(custodian, desk, ledger) { model in
                    model.acknowledge()
                    if case .rotateIndex = operation { model.acknowledge(index: index) }
                }
            }
            ledger.add(files.disk, number: files.calls)
            try await custodian.close()
        } catch {
            // What ends a life with a fault in it is told by what is found afterwards.
            guard isFaulty else {
                throw Violation(.boundedDoubt, "after \(steps.joined(separator: ", ")) without a fault: \(error)")
            }
        }
        ledger.add(files.disk, number: files.calls)
    }

    private func acknowledge(
        _ custodian: Custodian, _ desk: StoreDesk, _ ledger: StoreLedger, _ change: (inout StoreModel) -> Void
    ) async throws {
        let entries = try await desk.entries(custodian)
        ledger.update { model in
            change(&model)
            model.entries = entries
        }
    }

    private static func plan(_ dice: inout SeededGenerator) -> FaultPlan {
        let number = 1 + dice.below(100)
        switch dice.below(5) {
        case 0: return .change(number, .error(EIO))
        case 1: return .change(number, .shortWrite(bytes: dice.below(200), errno: ENOSPC))
        case 2: return .change(number, .errorAfterwards(EIO))
        case 3: return .changes(from: number, errno: ENOSPC)
        default: return .changes(from: number, errno: EIO)
        }
    }

    private static func operation(_ model: StoreModel, _ dice: inout SeededGenerator) -> StoreOperation {
        let number = dice.below(StoreDesk.people)
        let person = model.person(number)
        if person.isErased || dice.chance(6) {
            switch dice.below(7) {
            case 0: return .incident
            case 1: return .rotate
            case 2, 3: return .rotateIndex
            case 4 where model.first < StoreDesk.oldSteps * StoreDesk.pruneStep: return .prune
            default: return .reopen
            }
        }
        guard person.name != nil else { return .collect(number) }
        if model.pairs[number] != nil {
            switch dice.below(4) {
            case 0: return .correct(number)
            case 1: return .erase(number)
            default: return .split(number)
            }
        }
        let others = (0..<StoreDesk.people).filter { other in
            other != number && model.person(other).name != nil && model.pairs[other] == nil
        }
        if let other = others.first, dice.chance(4) { return .merge(number, other) }
        switch dice.below(4) {
        case 0: return .correct(number)
        case 1: return .consent(number, isGiven: true)
        case 2: return .consent(number, isGiven: false)
        default: return .erase(number)
        }
    }
}

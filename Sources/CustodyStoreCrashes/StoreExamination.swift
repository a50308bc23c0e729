import CustodyCore
import CustodyCrashes
import CustodyFaults
import CustodyFiles
import CustodyModel

/// Holds what a crash left of a store against what its callers were told.
struct StoreExamination {
    let desk: StoreDesk
    var report = SweepReport()

    init(desk: StoreDesk) { self.desk = desk }

    /// Answers what was found; nil when there is no finished store, which is right only before its making was acknowledged.
    mutating func examine(
        _ disk: SimulatedDisk, _ model: StoreModel, seed: UInt64, isNested: Bool = false
    ) async throws(Violation) -> StoreState? {
        report.countState()
        report.openings += 1
        let recovery = StoreLedger(model)
        let files = SimulatedFileSystem(disk, observer: recovery.observe)
        guard let custodian = try await open(files, model) else { return nil }
        let found: StoreState
        do {
            guard try await custodian.verify().isIntact else {
                throw Violation(.auditChain, "the audit log does not verify")
            }
            found = try await desk.look(custodian)
            try model.check(found)
            try await custodian.close()
            let inspection = try await StoreInspection.inspect(at: StoreDesk.directory, keys: desk.provider, files: files)
            guard inspection.isIntact else {
                throw Violation(.loudCorruption, "an inspection finds \(inspection.findings)")
            }
        } catch let error as Violation {
            try? await custodian.close()  // what was found is what counts
            throw error
        } catch {
            throw Violation(.durability, "what a crash left opens, and then: \(error)")
        }
        report.held(.durability, .atomicity, .noResurrection, .auditChain, .totalOpening, .loudCorruption)
        guard !isNested else { return found }
        // Again, cut off at one of its own calls.
        var dice = SeededGenerator(seed: seed ^ 0x6e65_7374)
        let points = recovery.points
        guard !points.isEmpty else { return found }
        let point = points[dice.below(points.count)]
        let (again, profile) = (dice.next(), StoreSweep.profile(&dice))
        do throws(Violation) {
            let second = try await examine(
                point.disk.crashed(seed: again, profile: profile), model, seed: again, isNested: true)
            // After a power loss nothing is in doubt any more.
            if disk.isSettled, second?.people != found.people || second?.incidents != found.incidents {
                throw Violation(.idempotentRecovery, "the first recovery found \(found), the second \(second ?? StoreState())")
            }
        } catch { throw error.inside("recovery dead before call \(point.number), \(profile) \(again)") }
        report.held(.idempotentRecovery)
        return found
    }

    private func open(_ files: SimulatedFileSystem, _ model: StoreModel) async throws(Violation) -> Custodian? {
        do {
            return try await desk.open(files)
        } catch let error as CustodyFilesError where error.code == .notAStore && !model.isMade {
            do { try await desk.makeAgain(files) } catch {
                throw Violation(.totalOpening, "a store whose making was cut off is not made by making it again: \(error)")
            }
            return nil
        } catch let error as CustodianError where error.code == .invalidInput && !model.isMade {
            // The store is there and its policy is not yet.
            return nil
        } catch {
            throw Violation(model.isMade ? .durability : .totalOpening, "what a crash left does not open: \(error)")
        }
    }
}

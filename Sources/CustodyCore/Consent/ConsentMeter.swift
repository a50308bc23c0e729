import CustodyModel
import Synchronization

/// Counts what acts about consent ask for, and how long they take.
final class ConsentMeter: Sendable {
    enum Act: Hashable, Sendable { case grant, withdrawal, other }

    /// What one act has asked for until now.
    final class Steps: Sendable {
        private let seen = Mutex<Set<ConsentSymmetry.Step>>([])

        func note(_ step: ConsentSymmetry.Step) { _ = seen.withLock { $0.insert(step) } }

        fileprivate var all: Set<ConsentSymmetry.Step> { seen.withLock { $0 } }
    }

    private let measured = Mutex(ConsentSymmetry())

    var report: ConsentSymmetry { measured.withLock { $0 } }

    func note(_ act: Act, _ steps: Steps?, milliseconds: Int64) {
        measured.withLock { measured in
            switch act {
            case .grant: measured.grant.note(steps, milliseconds)
            case .withdrawal: measured.withdrawal.note(steps, milliseconds)
            case .other: break
            }
        }
    }
}

extension ConsentSymmetry.Side {
    fileprivate mutating func note(_ asked: ConsentMeter.Steps?, _ milliseconds: Int64) {
        guard let asked else {
            failed += 1
            return
        }
        done += 1
        steps = ConsentSymmetry.Step.allCases.filter { steps.contains($0) || asked.all.contains($0) }
        self.milliseconds += max(0, milliseconds)
        slowestMilliseconds = max(slowestMilliseconds, milliseconds)
    }
}

extension Custodian {
    /// What giving and withdrawing consent asked for and how long they took, since the store was opened.
    public var consentSymmetry: ConsentSymmetry { consentMeter.report }

    func metering<Result>(
        _ act: ConsentMeter.Act, _ body: (ConsentMeter.Steps) async throws -> Result
    ) async throws -> Result {
        let start = clock.now()
        let steps = ConsentMeter.Steps()
        do {
            let result = try await body(steps)
            consentMeter.note(act, steps, milliseconds: clock.now().milliseconds - start.milliseconds)
            return result
        } catch {
            consentMeter.note(act, nil, milliseconds: 0)
            throw error
        }
    }
}

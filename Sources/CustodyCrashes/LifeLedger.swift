import CustodyFaults
import CustodyJournal
import Synchronization

/// What the journal's thread and the workload share: the model, the moments to crash at, and what went wrong.
final class LifeLedger: Sendable {
    private struct State {
        var model: JournalModel
        var points: [CrashPoint] = []
        var isRecording = false
        var violation: Violation?
        var acknowledgements = 0
    }

    private let state: Mutex<State>

    init(_ model: JournalModel) { state = Mutex(State(model: model)) }

    var model: JournalModel { state.withLock { $0.model } }
    var points: [CrashPoint] { state.withLock { $0.points } }
    var acknowledgements: Int { state.withLock { $0.acknowledgements } }
    var violation: Violation? { state.withLock { $0.violation } }

    func record(_ isRecording: Bool) { state.withLock { $0.isRecording = isRecording } }

    func update<T: Sendable>(_ change: (inout JournalModel) -> T) -> T { state.withLock { change(&$0.model) } }

    /// Remembers the first violation only: those that follow are its consequences.
    func judge(_ check: (inout JournalModel) throws(Violation) -> Void) {
        state.withLock { state in
            do throws(Violation) { try check(&state.model) } catch {
                if state.violation == nil { state.violation = error }
            }
        }
    }

    func countAcknowledgement() { state.withLock { $0.acknowledgements += 1 } }

    func observe(_ call: SimulatedCall) {
        guard call.operation.kind.isChange || call.operation.kind.isSync else { return }
        state.withLock { state in
            guard state.isRecording else { return }
            state.points.append(
                CrashPoint(
                    disk: call.disk, model: state.model, call: call.operation, write: call.write, number: call.number))
        }
    }

    func addEnd(_ disk: SimulatedDisk, number: Int) {
        state.withLock { state in
            state.points.append(CrashPoint(disk: disk, model: state.model, call: nil, write: nil, number: number))
        }
    }
}

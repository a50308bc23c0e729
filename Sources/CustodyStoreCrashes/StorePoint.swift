import CustodyFaults
import Synchronization

/// A moment at which the machine may die, and what the store must hold then.
struct StorePoint: Sendable {
    let disk: SimulatedDisk
    let model: StoreModel
    let number: Int
}

/// What the work and the disk share: the model, and the moments to crash at.
final class StoreLedger: Sendable {
    private let state: Mutex<(model: StoreModel, points: [StorePoint])>

    init(_ model: StoreModel) { state = Mutex((model, [])) }

    var model: StoreModel { state.withLock { $0.model } }
    var points: [StorePoint] { state.withLock { $0.points } }

    func update<T: Sendable>(_ change: (inout StoreModel) throws -> T) rethrows -> T {
        try state.withLock { try change(&$0.model) }
    }

    func observe(_ call: SimulatedCall) {
        guard call.operation.kind.isChange || call.operation.kind.isSync else { return }
        add(call.disk, number: call.number)
    }

    func add(_ disk: SimulatedDisk, number: Int) {
        state.withLock { $0.points.append(StorePoint(disk: disk, model: $0.model, number: number)) }
    }
}

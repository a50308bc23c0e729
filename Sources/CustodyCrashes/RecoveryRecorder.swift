import CustodyFaults
import Synchronization

/// A file system on which a recovery happens, with a picture of its disk before each of its changes.
final class RecoveryRecorder: Sendable {
    struct Point: Sendable {
        let disk: SimulatedDisk
        let number: Int
    }

    private let recorded: Recorded
    let system: SimulatedFileSystem

    private final class Recorded: Sendable {
        let points = Mutex<[Point]>([])
    }

    init(_ disk: SimulatedDisk) {
        let recorded = Recorded()
        self.recorded = recorded
        system = SimulatedFileSystem(disk) { call in
            guard call.operation.kind.isChange || call.operation.kind.isSync else { return }
            recorded.points.withLock { $0.append(Point(disk: call.disk, number: call.number)) }
        }
    }

    var points: [Point] { recorded.points.withLock { $0 } }
}

import Crypto
import CustodyConsent
import CustodyCore
import CustodyFiles
import CustodyKeys
import CustodyModel

/// Grants in a directory, each of another person and each durable before its task makes the next. The leaf of the audit log that a
/// custodian commits with each is left out.
struct GrantRow: Contender {
    let writers: Int

    var name: String { "grants, \(writers) \(writers == 1 ? "writer" : "writers")" }

    func run(in directory: String, seconds: Double) async throws -> Sample {
        let backends = try await Bed.create(at: directory + "/store")
        let ledger = backends.consent
        var unit = UnitOfWork()
        try ledger.stage(.record(People.notice), in: &unit)
        _ = try await unit.commit()
        let window = Window(seconds: seconds)
        let recorders = try await withThrowingTaskGroup(of: Recorder.self) { group in
            for writer in 0..<writers {
                group.addTask {
                    var recorder = Recorder(window)
                    var start = Stopwatch.now()
                    var number = writer
                    while true {
                        var unit = UnitOfWork()
                        try ledger.stage(People.grant(number), in: &unit)
                        _ = try await unit.commit()
                        number += writers
                        guard let next = recorder.note(from: start) else { return recorder }
                        start = next
                    }
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        try await backends.close()
        return Sample(recorders, in: window)
    }
}

/// Stores for the run.
enum Bed {
    static let provider = LocalKeyProvider(SymmetricKey(data: [UInt8](repeating: 7, count: 32)))

    static func create(at directory: String) async throws -> Backends {
        try await FileBackend.create(at: directory, controller: "bench", keys: provider)
    }

    static func open(at directory: String) async throws -> Backends {
        try await FileBackend.open(at: directory, keys: provider)
    }
}

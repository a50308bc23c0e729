import CustodyConsent
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
        let sample = try await Writers.run(writers, seconds: seconds) { number in
            var unit = UnitOfWork()
            try ledger.stage(People.grant(number), in: &unit)
            _ = try await unit.commit()
        }
        try await backends.close()
        return sample
    }
}

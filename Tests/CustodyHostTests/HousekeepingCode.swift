// The handbook's code on housekeeping: what stands between the marks stands in RunningAStore.md too, line by line.
// HANDBOOK: begins
import Custody

/// What a night did, and what it leaves to people.
struct Night {
    var done: [String: Int] = [:]
    var failed: [String: any Error] = [:]
    var answers: [RequestID: Instant] = [:]  // by when each open request is to be answered
    var duties: [Custodian.DueDuty] = []
    var findings: [Finding] = []
}

/// A step that fails holds up no other, and is done again the next night.
func keepHouse(
    _ custodian: Custodian, by keeper: Principal, logs: some AnchorSink, erasures: some ErasureAnchor,
    keeping keep: @escaping (Sweep) async throws -> Void  // each piece has its certificates
) async throws -> Night {
    let steps: [(name: String, work: () async throws -> Int)] = [
        ("values removed", { try await custodian.sweepEverybody(by: keeper, progress: keep).removed.count }),
        ("log parts erased", { try await custodian.eraseDueLogParts(by: keeper).count }),
        ("suppressions lifted", { try await custodian.liftSuppressions(by: keeper) }),
        ("requests shrunk", { try await custodian.shrinkRequests(after: .years(3), by: keeper) }),
        ("erasures anchored", { try await custodian.anchorErasures(in: erasures) }),
        ("logs anchored", { try await custodian.anchor(in: logs).count }),  // last, so that it vouches for the others
    ]
    var night = Night()
    for step in steps {
        do { night.done[step.name] = try await step.work() } catch {
            if error is CancellationError { throw error }
            night.failed[step.name] = error
        }
    }
    for request in try await custodian.openRequests(by: keeper) {
        night.answers[request.id] = custodian.clock(of: request)?.due
    }
    night.duties = try await custodian.dueDuties(within: 72)
    night.findings = try await custodian.findings(by: keeper)
    return night
}
// HANDBOOK: ends

import CustodyAccess
import CustodyAudit
import CustodyGovernance
import CustodyIncidents
import CustodyLaw
import CustodyModel

extension Custodian {
    /// How many leaves are fetched together.
    private static var leavesAtOnce: Int { 4096 }

    /// Looks at every leaf of a log that is there.
    func take(_ log: AuditLog, into tally: inout LogTally) async throws {
        var next: UInt64 = 0
        while true {
            let place = next
            let page = try await facing { try await backends.audit.leaves(log, from: place, limit: Self.leavesAtOnce) }
            guard !page.leaves.isEmpty else { return }
            do throws(AuditError) {
                for leaf in page.leaves { tally.take(try AuditLeaf(decoding: leaf.array)) }
            } catch { throw CustodianError.facing(error) }
            next = page.next
        }
    }

    /// How a log stands, and what its anchors say.
    func part(of log: AuditLog, against anchored: [AnchoredLog], _ findings: inout [Finding]) async throws -> LogPart {
        let status = try await status(of: log)
        let plan = try await planPrune(of: log)
        var said: String?
        for held in anchored where held.log == log {
            said = try await facing { try await self.agreement(of: status, with: held) }
        }
        if said == nil { findings.append(Finding(.anchorMissing, .log(log.rawValue))) }
        return LogPart(
            log: log.rawValue, size: status.size, first: status.first, root: status.root.hex,
            signed: status.checkpoint?.checkpoint.size, origin: status.origin, anchor: said, kept: "\(plan.keptFor)",
            prunable: plan.count)
    }

    /// What an anchor says about a log: the largest state that it vouches for.
    private func agreement(of status: AuditStatus, with held: AnchoredLog) async throws -> String {
        guard status.origin == held.trusted.origin else { return "another log" }
        var agreed: UInt64 = 0
        for checkpoint in held.checkpoints.map(\.checkpoint) {
            guard checkpoint.size <= status.size else { return "an older state: \(checkpoint.size) entries were anchored" }
            guard checkpoint.size > 0 else { continue }
            let proof = try await backends.audit.consistencyProof(held.log, from: checkpoint.size, to: status.size)
            guard proof.verifies(firstRoot: checkpoint.root, secondRoot: status.root) else {
                return "differs from the \(checkpoint.size) entries that were anchored"
            }
            agreed = checkpoint.size
        }
        return "agrees, \(agreed) entries"
    }

    /// The requests and their deadlines. Of those that shrank no deadline is left, so that they are not among them.
    func requestParts() async throws -> [RequestPart] {
        try await requests(KeptRequest.everything).map { request in
            let clock = clock(of: request)
            return RequestPart(
                id: request.id.description, kind: request.kind.rawValue, law: request.law.rawValue, received: request.received,
                due: clock?.due, closed: request.closedAt, state: Self.state(of: request), isOverdue: clock?.isOverdue ?? false)
        }
    }

    private static func state(of request: RightsRequest) -> String {
        let decision =
            switch request.decision {
            case .none: "undecided"
            case .granted: "granted"
            case .refused: "refused"
            case .takenBack: "taken back"
            }
        return "\(request.identity.rawValue), \(decision), \(request.execution.rawValue)"
    }

    /// The incidents and their duties, in the order in which they were opened.
    func incidentParts(at now: Instant) async throws -> [IncidentPart] {
        try await incidents(openOnly: false).map { incident in
            IncidentPart(
                id: incident.id.description, opened: incident.openedAt, aware: incident.awareAt,
                state: incident.investigation.rawValue, risk: incident.breach.risk?.rawValue ?? "not assessed",
                isDrill: incident.isDrill, duties: incident.obligations.map { Self.duty($0, at: now) })
        }
    }

    private static func duty(_ obligation: Obligation, at now: Instant) -> IncidentPart.DutyPart {
        let (state, due, isLate): (String, Instant?, Bool) =
            switch obligation.state {
            case .notAssessed: ("not assessed", nil, false)
            case .waiting: ("waiting for what starts it", nil, false)
            case .due(let due): ("due", due, due < now)
            case .undated: ("owed", nil, false)
            case .notRequired: ("not required", nil, false)
            case .submitted(let time, let late, _): ("met \(time)", nil, late)
            }
        return IncidentPart.DutyPart(obligation.duty.rawValue, state: state, due: due, isLate: isLate)
    }
}

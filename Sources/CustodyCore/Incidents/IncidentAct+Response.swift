import Crypto
public import CustodyIncidents
import CustodyLaw
public import CustodyModel

extension IncidentAct {
    private static func respond(
        _ kind: IncidentEvent.Kind, _ make: @escaping @Sendable (Context) throws -> ResponseStep
    ) -> IncidentAct {
        IncidentAct(kind) { .respond(try make($0)) }
    }

    // MARK: Parts and tasks

    /// Somebody gets a part.
    public static func assign(_ role: ResponseRole, to person: String) -> IncidentAct {
        respond(.roleAssigned) { .assign(role, to: try $0.seal(person)) }
    }

    /// Somebody's part ends, at a place of `IncidentResponse.assignments`.
    public static func relieve(assignment place: Int) -> IncidentAct {
        respond(.roleEnded) { _ in .relieve(assignment: place) }
    }

    /// What a playbook says is to be done.
    public static func start(_ playbook: Playbook) -> IncidentAct {
        respond(.tasksPlanned) { context in
            .plan(try playbook.tasks(for: context.incident, plannedAt: context.now) { try context.seal($0) })
        }
    }

    /// The task at a place of `IncidentResponse.tasks` was done.
    public static func finish(task place: Int) -> IncidentAct { respond(.taskDone) { _ in .finish(task: place) } }

    /// The task is not needed.
    public static func waive(task place: Int, because reason: String) -> IncidentAct {
        respond(.taskWaived) { .waive(task: place, reason: try $0.seal(reason)) }
    }

    // MARK: Telling inside

    /// Whoever must hear of it by the matrix must hear of it.
    public static func escalate(by matrix: EscalationMatrix) -> IncidentAct {
        respond(.escalated) { context in .escalate(try matrix.escalations(for: context.incident) { try context.seal($0) }) }
    }

    /// Whom the escalation at a place of `IncidentResponse.escalations` names has heard of it.
    public static func acknowledge(escalation place: Int) -> IncidentAct {
        respond(.acknowledged) { _ in .acknowledge(escalation: place) }
    }

    // MARK: Evidence

    /// A piece of evidence was collected. Its bytes stay with the host.
    ///
    /// - Parameters:
    ///   - digest: the SHA-256 of its bytes.
    ///   - location: where its bytes are.
    public static func collect(
        _ name: String, digest: Bytes, size: UInt64, location: String, by holder: String, at time: PartialInstant
    ) -> IncidentAct {
        respond(.evidenceCollected) { context in
            guard digest.count == SHA256.byteCount else {
                throw CustodianError(.invalidInput, "the digest of evidence is its SHA-256, 32 bytes")
            }
            let first = try Evidence.Handover(
                .collected, holder: try context.seal(holder), at: time, digest: digest, after: digest)
            return .collect(
                Evidence(
                    try context.seal(name), digest: digest, size: size, location: try context.seal(location),
                    collected: first))
        }
    }

    /// Something was done with the evidence at a place of `IncidentResponse.evidence`. The digest is what its bytes had then:
    /// another one than before is taken as it is, and found.
    public static func handOver(
        evidence place: Int, _ act: Evidence.Handover.Act, to holder: String, at time: PartialInstant, digest: Bytes
    ) -> IncidentAct {
        respond(.evidenceHandedOver) { context in
            let evidence = context.incident.response.evidence
            guard evidence.indices.contains(place), let last = evidence[place].custody.last else {
                throw CustodianError(.invalidInput, "the incident has no evidence \(place)")
            }
            return .handOver(
                evidence: place,
                try Evidence.Handover(act, holder: try context.seal(holder), at: time, digest: digest, after: last.link))
        }
    }

    // MARK: Learning from it

    /// What was learnt once it was over.
    public static func review(findings: [String], causes: [String] = []) -> IncidentAct {
        respond(.reviewed) { context in
            .review(
                IncidentReview(
                    findings: try findings.map { try context.seal($0) }, causes: try causes.map { try context.seal($0) }))
        }
    }

    /// What is to be changed because of it, by whom and by when.
    public static func improve(_ title: String, owner: String, by due: Instant) -> IncidentAct {
        respond(.actionsPlanned) { .improve([ImprovementAction(try $0.seal(title), owner: try $0.seal(owner), due: due)]) }
    }

    /// The change at a place of `IncidentResponse.actions` was carried out.
    public static func carryOut(action place: Int) -> IncidentAct {
        respond(.actionCarriedOut) { _ in .carryOut(action: place) }
    }

    /// Somebody else saw that the change works.
    public static func verify(action place: Int) -> IncidentAct { respond(.actionVerified) { _ in .verify(action: place) } }
}

extension Evidence.Handover {
    /// A station that is tied to the one before.
    init(
        _ act: Act, holder: SealedValue, at time: PartialInstant, digest: Bytes, after link: Bytes
    ) throws {
        self.init(act, holder: holder, at: time, digest: digest, link: [])
        self.link = try linked(after: link)
    }

    /// The link that it has to have.
    func linked(after link: Bytes) throws -> Bytes {
        var unlinked = self
        unlinked.link = []
        return Bytes(Array(SHA256.hash(data: link.array + (try CBOR.encode(unlinked)))))
    }
}

extension Evidence {
    /// Whether every station is as it was recorded and none is missing between the first and the last.
    public var isChained: Bool {
        var link = digest
        for station in custody {
            guard (try? station.linked(after: link)) == station.link else { return false }
            link = station.link
        }
        return !custody.isEmpty
    }
}

import Crypto
import CustodyAccess
import CustodyAudit
import CustodyData
import CustodyKeys
public import CustodyModel

extension Custodian {
    /// Removes what is held past its time, of some people: through an erasure plan for each, which honours holds, open requests and
    /// restrictions, with a certificate. Who has nothing left is erased whole, with their keys; of the others the values go, and the keys
    /// stay that seal what is left.
    ///
    /// A schedule was adopted by somebody who is permitted that, so that no second person is asked for each removal. What was done before a
    /// failure is done, and a sweep from the start or from where it was goes on. Who is under a contract is not forgotten with their last
    /// value but when the contract has ended.
    /// - Parameters:
    ///   - dryRun: says what would go, and does nothing; each piece is recorded as a list that was read. The policy must then permit
    ///     `Action.planErasure`, otherwise `Action.executeErasure`.
    ///   - log: what becomes of what the log says about who is erased whole.
    ///   - cursor: where the piece before ended; nil for the first.
    ///   - limit: about how many people are looked at.
    ///   - anonymise: takes what is to be kept without the person, in an order that tells nothing, before it is removed; after a failure it
    ///     may be given the same again. Without it such values are not removed.
    ///   - certify: takes each certificate as soon as what it certifies is done: whatever fails from there on, it is not lost.
    /// - Throws: ``CustodianError`` with `denied`, `invalidInput` when values are to be kept without the person and nobody takes them,
    ///   `busy` when a person's data kept changing: sweep again; `notRecorded`, where an erasure is decided with its plan among the reasons,
    ///   by which ``certificate(ofPlan:by:)`` has the certificate once it is finished; and what `anonymise` and `certify` throw.
    public func sweep(
        by principal: Principal, dryRun: Bool = false, log: LogTreatment = .eraseNow, from cursor: SweepCursor? = nil,
        limit: Int = 256, anonymising anonymise: ((AnonymousValue) async throws -> Void)? = nil,
        certifying certify: ((ErasureCertificate) async throws -> Void)? = nil
    ) async throws -> Sweep {
        let now = clock.now()
        var leave: Leave?
        if dryRun {
            _ = try await recordReading(
                .access, .readLog, by: principal, about: nil, needing: .planErasure,
                ["form": .text("sweep that removes nothing")])
        } else {
            leave = try await self.leave(.executeErasure, by: principal, as: .executeErasure)
        }
        var rules = try await facing { try await currentRules() }
        let page = try await facing { try await backends.data.identifiers(after: cursor?.place, limit: max(1, limit)) }
        var sweep = Sweep(next: page.next.map(SweepCursor.init))
        var due: [(subject: SubjectToken, items: [RetentionItem])] = []
        for subject in page.people {
            let items = try await facing { try await dueItems(of: subject, rules.rules, at: now) }
            sweep.examined += 1
            sweep.kept += items.filter { $0.keptBy != nil }
            let going = items.filter { $0.keptBy == nil }
            let isLeft = items.isEmpty ? try await facing { try await isLeftOver(subject) } : false
            if isLeft || !going.isEmpty { due.append((subject, going)) }
        }
        guard let leave else {
            sweep.removed = due.flatMap(\.items)
            return sweep
        }
        let values = try await facing { try await anonymousValues(of: due.flatMap(\.items)) }
        for value in values {
            guard let anonymise else {
                throw CustodianError(
                    .invalidInput, "a schedule keeps '\(value.record).\(value.field)' without the person; say who takes it")
            }
            try await anonymise(value)
        }
        for (subject, items) in due {
            try Task.checkCancellation()
            guard let done = try await self.sweep(subject, having: items, &rules, log, by: principal, leave) else { continue }
            sweep.removed += done.items
            sweep.certificates.append(done.certificate)
            try await certify?(done.certificate)
        }
        return sweep
    }

    /// Sweeps everybody, a piece at a time.
    ///
    /// - Parameter progress: told after each piece; it may throw to stop, and the piece's cursor then says where to go on.
    /// - Returns: all pieces as one.
    /// - Throws: as ``sweep(by:dryRun:log:from:limit:anonymising:certifying:)``; and what `progress` throws.
    @discardableResult
    public func sweepEverybody(
        by principal: Principal, dryRun: Bool = false, log: LogTreatment = .eraseNow,
        anonymising anonymise: ((AnonymousValue) async throws -> Void)? = nil,
        certifying certify: ((ErasureCertificate) async throws -> Void)? = nil,
        progress: (Sweep) async throws -> Void = { _ in }
    ) async throws -> Sweep {
        var whole = Sweep()
        repeat {
            let piece = try await sweep(
                by: principal, dryRun: dryRun, log: log, from: whole.next, anonymising: anonymise, certifying: certify)
            whole.removed += piece.removed
            whole.kept += piece.kept
            whole.certificates += piece.certificates
            whole.examined += piece.examined
            whole.next = piece.next
            try await progress(piece)
        } while whole.next != nil
        return whole
    }

    /// Removes what is due of one person by a plan of its own; nil when nothing is, after all.
    ///
    /// - Parameter handed: what was handed over of what is kept without the person.
    private func sweep(
        _ subject: SubjectToken, having handed: [RetentionItem], _ current: inout CurrentRules, _ log: LogTreatment,
        by principal: Principal, _ leave: Leave
    ) async throws -> (items: [RetentionItem], certificate: ErasureCertificate)? {
        for _ in 0..<8 {
            let now = clock.now()
            // Counted before anything is looked at: what a hold, a schedule or a moment keeps meanwhile must stay.
            if holdCount != current.since { current = try await facing { try await currentRules() } }
            let (rules, holds, merges) = (current.rules, current.since, mergeCount)
            let tokens = [subject] + (try await facing { try await merged(subject).others })
            let noted = momentCount(of: tokens)
            func require(_ unit: inout UnitOfWork) throws {
                guard holdCount == holds, mergeCount == merges, momentCount(of: tokens) == noted else {
                    throw CustodianError.planChanged
                }
                requireHolds(unchangedSince: holds, in: &unit)
                requireMerges(unchangedSince: merges, in: &unit)
                requireMoments(of: tokens, unchangedSince: noted, in: &unit)
            }
            var plan = try await facing {
                let moments = try await self.moments(of: subject)
                return try await computePlan(
                    for: subject, ground: .noLongerNecessary, log, by: principal.id, at: now,
                    isOngoing: moments?.contractSince != nil
                ) { rules.end(of: $1, $2, in: $0, moments) }
            }
            guard plan.removesValues else { return nil }
            plan.signature = Bytes([UInt8](try signingKey().signature(for: try plan.signedBytes())))
            let items = try await facing {
                try await dueItems(of: subject, rules, at: now).filter { $0.keptBy == nil }
            }
            // What came to be due meanwhile and was not handed over waits for the next sweep.
            guard
                items.allSatisfy({ item in
                    item.treatment == .erase || handed.contains { $0.record == item.record && $0.field == item.field }
                })
            else { return nil }
            do {
                let certificate =
                    plan.isComplete
                    ? try await carryOut(plan, by: principal, leave, Self.sweepEvidence, requiring: require)
                    : try await carryOutDrops(of: plan, by: principal, leave, Self.sweepEvidence, requiring: require)
                return (items, certificate)
            } catch let error as CustodianError where error.code == .planChanged {
                // Something came in between: look again.
            } catch let error as CustodianError where plan.isComplete && error.code != .denied {
                // It may be decided for all that.
                let digest = try plan.digest()
                var told = error
                told.reasons.append("plan \(digest.hex)")
                throw told
            }
        }
        throw CustodianError(.busy, "a person's data kept changing meanwhile; sweep again")
    }

    /// Whether nothing is held of a person any more but the keys that sealed it: the last went while a hold or a contract kept the person.
    private func isLeftOver(_ subject: SubjectToken) async throws -> Bool {
        guard try await backends.data.records(of: subject, after: nil, limit: 1).isEmpty else { return false }
        return try await backends.keys.live(of: subject.handle).keys.contains { $0 >= .firstRetention }
    }

    /// The schedules, and the state of holds and schedules in which they are as they were read.
    private struct CurrentRules {
        var rules: RetentionRules
        var since: Int
    }

    private func currentRules() async throws -> CurrentRules {
        let since = holdCount
        return CurrentRules(rules: try await retentionRules(), since: since)
    }

    private static var sweepEvidence: [String: CBOR] { ["retention": .text(RetentionSchedule.register.rawValue)] }

    /// The values that are to be kept without the person, ordered by themselves.
    private func anonymousValues(of items: [RetentionItem]) async throws -> [AnonymousValue] {
        var values: [(bytes: [UInt8], value: AnonymousValue)] = []
        for item in items where item.treatment == .anonymise {
            guard let record = try await backends.data.record(item.record) else { continue }
            var opener = RecordOpener(record, sealer)
            let opened = try await opener.open([item.field], keys: backends.keys, provider: backends.provider)
            guard let value = opened[item.field] else { continue }
            values.append((value.encoded(), AnonymousValue(record: item.name, field: item.field, value: value)))
        }
        return values.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }.map(\.value)
    }
}

public import CustodyModel

extension AuditSink {
    /// Signs the log as it stands and keeps the checkpoint in an anchor.
    ///
    /// - Returns: the checkpoint with the signatures that the anchor gave; nil when the log is empty.
    /// - Throws: `AuditError`: `.rolledBack` when the anchor holds a checkpoint of a larger size, `.inconsistent` when it holds
    ///   one that the log does not continue; and whatever the anchor throws.
    public func anchor(_ log: AuditLog, in anchor: some AnchorSink, at time: Instant) async throws -> SignedNote? {
        guard let origin = try await status()[log]?.origin else { return nil }
        // Before the log is signed: what others publish of it later may well be larger.
        var newest = try await anchor.held(origin: origin).last
        var others = 0
        while true {
            do { return try await publish(log, after: newest, in: anchor, at: time) } catch let error as AuditError
                where error.code == .inconsistent && others < 8
            {
                // Another process, or another task, may have published one meanwhile: it goes on from that.
                let newer = try await anchor.held(origin: origin).last
                guard newer != newest else { throw error }
                (newest, others) = (newer, others + 1)
            }
        }
    }

    private func publish(
        _ log: AuditLog, after newest: SignedNote?, in anchor: some AnchorSink, at time: Instant
    ) async throws -> SignedNote? {
        _ = try await checkpoint(log, at: time, ifDue: false)
        let signed = try await status()[log]?.checkpoint
        let held: Checkpoint? = if let newest { try Checkpoint(newest.text) } else { nil }
        let size = held?.size ?? 0
        guard size <= signed?.checkpoint.size ?? 0 else {
            throw AuditError(
                .rolledBack, "the anchor holds a checkpoint of \(size) leaves, the log has \(signed?.checkpoint.size ?? 0)",
                at: AuditPlace(log))
        }
        guard let signed else { return nil }
        if let newest, let held, held == signed.checkpoint { return newest }
        let proof =
            size > 0 ? try await consistencyProof(log, from: size, to: signed.checkpoint.size).path : []
        let update = CheckpointUpdate(old: size, path: proof, note: signed.note)
        do { _ = try update.checkpoint(continuing: held) } catch {
            throw AuditError(error.code, error.message, at: AuditPlace(log))
        }
        return try signed.note.adding(try await anchor.publish(update))
    }

    /// Checks everything that can be checked, and holds the logs against checkpoints that were kept outside the store.
    ///
    /// Without such a checkpoint a log that was put back to an earlier state of itself, or written anew with the store's own key,
    /// looks whole: that is what ``AuditReport/Log/unanchoredTail`` measures.
    public func verify(
        opening identities: [AuditIdentity] = [], against anchored: [AnchoredLog]
    ) async throws -> AuditReport {
        var report = try await verify(opening: identities)
        for held in anchored { try await check(held, in: &report) }
        report.findings.sort { $0.place < $1.place }
        return report
    }

    private func check(_ held: AnchoredLog, in report: inout AuditReport) async throws {
        guard var log = report.logs[held.log] else { return }
        let place = AuditPlace(held.log)
        if let origin = log.origin, !origin.utf8.elementsEqual(held.trusted.origin.utf8) {
            report.findings.append(
                AuditFinding(
                    .otherOrigin, at: place, "the log is '\(origin)', the checkpoint at hand is of '\(held.trusted.origin)'"))
            return
        }
        if let key = log.key, !key.utf8.elementsEqual(held.trusted.newest.description.utf8) {
            report.findings.append(
                AuditFinding(
                    .foreignKey, at: place,
                    "the log is signed with \(key), not with the key that was configured; if it was replaced, give the receipt of that"
                ))
        }
        var (begins, differs): (UInt64?, UInt64?)
        for checkpoint in held.checkpoints.map(\.checkpoint) where checkpoint.size > 0 && checkpoint.size <= log.size {
            let proof = try await consistencyProof(held.log, from: checkpoint.size, to: log.size)
            let isPrefix = proof.verifies(firstRoot: checkpoint.root, secondRoot: log.root)
            if isPrefix { begins = checkpoint.size } else if differs == nil { differs = checkpoint.size }
        }
        log.anchoredSize = begins
        if let prunedBy = log.prunedBy {
            log.isPruneCorroborated = held.checkpoints.contains { anchored in
                let size = anchored.checkpoint.size
                return log.prunedTo <= size && size <= prunedBy && size <= begins ?? 0 && size < differs ?? .max
            }
        }
        report.logs[held.log] = log
        let anchoredSize = held.checkpoints.last?.checkpoint.size ?? 0
        guard
            let finding = Self.finding(
                place, log, anchored: anchoredSize, begins: begins, differs: differs,
                isCut: report.findings.contains { $0.code == .rollback && $0.place.log == held.log })
        else { return }
        report.findings.append(finding)
    }

    /// What a log and the checkpoints held of it tell about each other.
    ///
    /// - Parameters:
    ///   - begins: the largest anchored size whose leaves the log begins with.
    ///   - differs: the smallest anchored size whose leaves it does not begin with, although it is as large.
    ///   - isCut: whether the log does not even hold what the store signed itself.
    private static func finding(
        _ place: AuditPlace, _ log: AuditReport.Log, anchored: UInt64, begins: UInt64?, differs: UInt64?, isCut: Bool
    ) -> AuditFinding? {
        let size = log.size
        if let differs {
            guard begins ?? 0 >= log.prunedTo else {
                return AuditFinding(
                    .forgedPrune, at: AuditPlace(place.log, log.prunedBy),
                    "the first \(differs) leaves are not those that were anchored, and \(log.prunedTo) of them were pruned: "
                        + "the prune hides what was changed")
            }
            guard let begins else {
                return AuditFinding(
                    .replaced, at: place,
                    "another log stands here: its first \(differs) leaves are not those that were anchored")
            }
            if let restored = restored(place, log, anchored: anchored, begins: begins, below: differs) { return restored }
            return AuditFinding(
                .forked, at: AuditPlace(place.log, begins),
                "the log was forked: the first \(begins) leaves are those that were anchored, the first \(differs) are not")
        }
        guard size < anchored else { return nil }
        if isCut {
            return AuditFinding(
                .truncated, at: AuditPlace(place.log, size),
                "the end was cut off: \(anchored) leaves were anchored and \(size) are there, fewer than the store signed itself"
            )
        }
        let beginning =
            begins.map { "its first \($0) leaves are those that were anchored" }
            ?? "no checkpoint of its size or less is at hand, so that it may also be another log"
        if var restored = restored(place, log, anchored: anchored, begins: begins ?? 0, below: size) {
            restored.message += "; \(beginning)"
            return restored
        }
        return AuditFinding(
            .olderState, at: AuditPlace(place.log, size),
            "\(anchored) leaves were anchored and \(size) are there: an older state was put back; \(beginning)")
    }

    /// What is lost because the store was put back to an older copy, where an entry says so.
    private static func restored(
        _ place: AuditPlace, _ log: AuditReport.Log, anchored: UInt64, begins: UInt64, below end: UInt64
    ) -> AuditFinding? {
        guard let restoration = log.restorations.last(where: { begins <= $0.size && $0.size <= $0.entry && $0.size < end })
        else { return nil }
        return AuditFinding(
            .restored, at: AuditPlace(place.log, restoration.entry),
            "the store was put back to a copy with \(restoration.size) entries, as this one says: what was anchored beyond, up to "
                + "\(anchored) entries, is lost")
    }
}

import CustodyAccess
import CustodyAudit
import CustodyData
import CustodyKeys
import CustodyModel

/// Some of a recorded page as they were opened.
private struct OpenedStretch<View: PersonalView>: Sendable {
    var parts: [DisclosureBatch<View>.Part] = []
    /// Of whom nothing could be handed out although it was permitted: their place here and in the page.
    var failed: [(here: Int, place: Int)] = []
}

extension Custodian {
    /// Decides about everybody of a page, and opens what stands in the log as permitted.
    ///
    /// - Throws: ``CustodianError`` with `notRecorded` when the log cannot take the page, or that somebody's data could not be handed
    ///   out after all.
    func batch<View: PersonalView>(
        of view: View.Type, _ page: BulkPage, _ question: BulkQuestion, handed: Int
    ) async throws -> DisclosureBatch<View> {
        let pages = try await record(page, question, handed: handed) { recorded in
            try await self.opened(recorded, of: view, question)
        }
        var batch = DisclosureBatch<View>(parts: [], receipts: pages.flatMap { $0.recorded.receipts })
        batch.parts.reserveCapacity(page.parts.count)
        for (recorded, stretches) in pages {
            for parts in try await settled(stretches, recorded, question) { batch.parts += parts }
        }
        return batch
    }

    private func opened<View: PersonalView>(
        _ recorded: RecordedPage, of view: View.Type, _ question: BulkQuestion
    ) async throws -> [OpenedStretch<View>] {
        let asked = Set(question.fields.map(\.rawValue))
        let places = Array(recorded.verdicts.indices)
        // What was destroyed meanwhile is asked for again, and is not there.
        let destructions = try await backends.keys.destructionCount()
        let isCurrent = destructions != nil && destructions == recorded.page.destructions
        return try await places.mapStretches { places in
            var opened = OpenedStretch<View>()
            opened.parts.reserveCapacity(places.count)
            for place in places {
                let (part, verdict) = (recorded.page.parts[place], recorded.verdicts[place])
                let result: Result<Disclosure<View>, CustodianError> = await self.result(
                    of: part.shown, isCurrent ? part.wrapped : [:], verdict, recorded.receipts[verdict.entry], asked)
                if case .failure = result, verdict.ruling.refusal == nil { opened.failed.append((opened.parts.count, place)) }
                opened.parts.append(DisclosureBatch<View>.Part(subject: part.subject, record: part.record.id, result: result))
            }
            return opened
        }
    }

    /// What was opened, once it is on record of whom nothing could be.
    private func settled<View: PersonalView>(
        _ opened: [OpenedStretch<View>], _ recorded: RecordedPage, _ question: BulkQuestion
    ) async throws -> [[DisclosureBatch<View>.Part]] {
        var stretches = opened.map(\.parts)
        let failed = opened.enumerated().flatMap { stretch, opened in
            opened.failed.map { (stretch: stretch, here: $0.here, place: $0.place) }
        }
        guard !failed.isEmpty else { return stretches }
        // As `abort` of one: that nothing was handed out although it was permitted is on record before anybody hears of it.
        let codes = failed.map { stretches[$0.stretch][$0.here].result.failureCode ?? .integrity }
        let receipts = try await recordAborted(failed.map(\.place), codes, recorded, question)
        for (failed, receipt) in zip(failed, receipts) {
            let result = stretches[failed.stretch][failed.here].result
            stretches[failed.stretch][failed.here].result = result.mapError { failure in
                var failure = failure
                failure.receipt = receipt
                return failure
            }
        }
        return stretches
    }

    /// Records that nothing was handed out of what was permitted, because the rest of the batch came to nothing.
    func abort(_ recorded: RecordedPage, _ question: BulkQuestion) async throws {
        let places = recorded.verdicts.indices.filter { recorded.verdicts[$0].ruling.refusal == nil }
        guard !places.isEmpty else { return }
        _ = try await recordAborted(places, places.map { _ in .notRecorded }, recorded, question)
    }

    private func result<View: PersonalView>(
        of shown: ShownRecord, _ wrapped: [KeyClass: WrappedKey], _ verdict: RecordedPage.Verdict, _ receipt: AuditReceipt,
        _ asked: Set<String>
    ) async -> Result<Disclosure<View>, CustodianError> {
        let ruling = verdict.ruling
        if var refusal = ruling.refusal {
            refusal.receipt = receipt
            return .failure(refusal)
        }
        do {
            let permit = try Permit(ruling.decision, fields: ruling.treatment.given, of: shown.stored.id, recorded: receipt)
            let opened = try await unsealed(permit, shown, ruling.treatment, wrapped)
            do {
                let value = try View(opened.values, asking: asked)
                return .success(opened.disclosure(of: value, ruling.treatment, recorded: receipt))
            } catch { return .failure(CustodianError(view: error, withheld: opened.withheld)) }
        } catch let error as CustodianError { return .failure(error) } catch {
            return .failure(CustodianError.facing(error) as? CustodianError ?? CustodianError(.integrity, "run verify"))
        }
    }

    /// Records that some got nothing after all, and answers the entry of each.
    private func recordAborted(
        _ places: [Int], _ codes: [CustodianError.Code], _ recorded: RecordedPage, _ question: BulkQuestion
    ) async throws -> [AuditReceipt?] {
        let batch = recorded.receipts.first?.commit
        let byCode = Dictionary(grouping: places.indices) { codes[$0] }.sorted { $0.key.rawValue < $1.key.rawValue }
        return try await retrying {
            var receipts = [AuditReceipt?](repeating: nil, count: places.count)
            var unit = UnitOfWork()
            let actor = try await self.actor(question.principal, in: &unit)
            var staged: [(Staged<AuditReceipt>, [Int])] = []
            for (code, members) in byCode {
                var rest = members[...]
                while !rest.isEmpty {
                    var (some, people): ([Int], [AuditPerson]) = ([], [])
                    var named: Set<SubjectToken> = []
                    // Nobody stands twice in one entry; of the erased there is no key any more.
                    while let next = rest.first, some.count < AuditEvent.compartmentLimit - 2 {
                        let token = recorded.page.parts[places[next]].subject
                        guard named.insert(token).inserted else { break }
                        people += try await self.subjects(token)
                        some.append(next)
                        rest.removeFirst()
                    }
                    let event = AuditEvent(
                        class: .access, action: .disclosureAborted, decision: .error, batch: batch, time: self.clock.now(),
                        purpose: question.purpose, recordCount: some.count, actor: actor, subjects: people,
                        system: self.systemPerson(.map(["code": .text(code.rawValue)])))
                    staged.append((try self.backends.audit.stage(event, in: &unit), some))
                }
            }
            let commit = try await self.commit(unit)
            for (entry, members) in staged { for member in members { receipts[member] = commit[entry] } }
            return receipts
        }
    }
}

extension Result where Failure == CustodianError {
    fileprivate var failureCode: CustodianError.Code? {
        guard case .failure(let error) = self else { return nil }
        return error.code
    }
}

import Crypto
import CustodyAccess
import CustodyAudit
import CustodyData
import CustodyKeys
public import CustodyLaw
public import CustodyModel

extension Custodian {
    /// Takes in what a person asks by right. It needs nobody's leave. While a request for access, for a copy or for restriction is open, the
    /// person's data are not erased.
    ///
    /// Since it needs no leave, the answer is the same whether somebody of that identifier is known, was erased or was never heard of:
    /// `RightsRequest.subject` is nil in it, and ``request(_:by:)`` tells it to who handles requests.
    ///
    /// - Parameters:
    ///   - law: under which law, such as `eu-gdpr`; `RequestRule.laws` lists them.
    ///   - purposes: about which purposes; objections, withdrawals and opt-outs need them.
    ///   - records: which kinds of records it concerns; all when empty.
    ///   - restriction: why processing is to be restricted.
    ///   - former: the refused request that an appeal or a complaint is about.
    ///   - words: what the person wrote. It is sealed for the person; of who is not known under a key of its own, which is destroyed when the
    ///     request shrinks.
    ///   - received: when it arrived where requests are taken; now when nil.
    ///   - principal: who took it in; nil when the person made it without anybody's help.
    /// - Throws: ``CustodianError`` with `invalidInput`, `unknownPurpose`, `unknownRecord`, `notRecorded`.
    @discardableResult
    public func receiveRequest(
        _ kind: RightKind, under law: RegimeID = "eu-gdpr", about subject: SubjectID, purposes: [Purpose] = [],
        records: [RecordName] = [], restriction: RestrictionReason? = nil, appealing former: RequestID? = nil,
        words: Sensitive<String>? = nil, received: Instant? = nil, by principal: Principal?
    ) async throws -> RightsRequest {
        guard RequestRule.rule(for: kind, under: law) != nil else {
            throw CustodianError(
                .invalidInput,
                "no rule for a request of this kind under '\(law)' is known; laws are "
                    + RequestRule.laws.map(\.rawValue).joined(separator: ", "))
        }
        for purpose in purposes { try requireCovered(purpose) }
        for record in records { _ = try schema(of: record) }
        guard !purposes.isEmpty || !(kind.isAbsolute || kind == .objection) else {
            throw CustodianError(.invalidInput, "say which purposes it is about")
        }
        guard restriction == nil || kind == .restriction else {
            throw CustodianError(.invalidInput, "only a request for restriction has a reason of that kind")
        }
        let arrival = received ?? clock.now()
        guard arrival <= clock.now() else { throw CustodianError(.invalidInput, "a request cannot arrive later than now") }
        let claimant = try claimant(subject)
        if kind == .appeal { try await requireRefused(former, of: subject, by: principal) }
        let id = RequestID(Handle.random(from: random))
        return try await retrying {
            var unit = UnitOfWork()
            let token: SubjectToken? = if case .known(let token) = try await self.resolve(subject) { token } else { nil }
            if let token {
                let version = try await self.backends.data.subjectVersion(token)
                self.backends.data.stage(.require(SubjectPrecondition(token, at: version)), in: &unit)
            }
            let request = RightsRequest(
                id, kind, under: law, about: token, claimant: claimant, purposes: purposes, records: records,
                restriction: restriction, about: former, received: arrival)
            var kept = KeptRequest(request: request)
            if let words {
                let (owner, key) = try await self.wordsKey(token, in: &unit)
                kept.words = try self.sealer.seal(
                    Array(words.exposed.utf8), with: key, id: owner, at: KeptRequest.wordsPlace(of: id))
            }
            self.backends.data.stage(.write([try kept.write(over: nil, self.sealer, self.system)]), in: &unit)
            // An erasure that was planned before has to wait for it.
            self.noteHoldChange(in: &unit)
            try await self.record(
                .requestReceived, request, ["purposes": .array(purposes.map { .text($0.rawValue) })], by: principal, nil,
                at: self.clock.now(), in: &unit)
            _ = try await self.commit(unit)
            return request.unnamed
        }
    }

    /// What seals the words of who asks: the log key of who is known, and of who is not a new one.
    private func wordsKey(_ subject: SubjectToken?, in unit: inout UnitOfWork) async throws -> (KeyID, SymmetricKey) {
        if let subject {
            let id = KeyID(subject.handle, .log)
            return (id, try await backends.keys.key(id, provider: backends.provider))
        }
        let id = KeyID(Handle.random(from: random), .text)
        let made = try await NewKey.make(id, provider: backends.provider, random: random)
        try backends.keys.stage(inserting: [made.new], in: &unit)
        return (id, made.key)
    }

    /// Takes a step with a request.
    ///
    /// - Throws: ``CustodianError`` with `denied` unless the policy permits `Action.handleRequest`, `unknownRecord` when there is no such
    ///   request, `refusedByLaw` when the step is not open to it, with the name of the ``RequestFault`` among the reasons, `invalidInput`
    ///   for a duplicate of what asks something else, `notRecorded`.
    @discardableResult
    public func advance(
        _ id: RequestID, _ step: RequestStep, by principal: Principal
    ) async throws -> RightsRequest {
        let leave = try await self.leave(.handleRequest, by: principal, as: step.action)
        if case .markDuplicate(let other) = step { try await requireSame(id, as: other) }
        if case .refuse(let refusal) = step, refusal.ground == .notOnThisBasis { try await requireNoRight(id) }
        let place = requestPlace
        var said: [String: CBOR] = ["step": .text(step.name)]
        if let text = step.text { said["text"] = .text(text) }
        if case .refuse(let refusal) = step {
            said["ground"] = .text(refusal.ground.rawValue)
            said["complaintTo"] = .text(refusal.complaintTo)
            said["court"] = .text(refusal.court)
        }
        let told = try await sealed(step, of: id)
        return try await change(
            id, as: step.action, said, by: principal, in: { try await self.role(by: leave, in: &$0) }
        ) { kept, rule, now in
            try kept.request.take(step, by: rule, at: now, place)
            if let told { kept.refusal = told }
        }
    }

    /// What the person is told by a refusal, sealed for them; nil for another step, and when the person was erased.
    private func sealed(_ step: RequestStep, of id: RequestID) async throws -> SealedValue? {
        guard case .refuse(let refusal) = step else { return nil }
        return try await facing {
            let owner = try await request(id).subject.map { KeyID($0.handle, .log) } ?? SystemKeys.textID
            do {
                let key = try await backends.keys.key(owner, provider: backends.provider)
                return try sealer.seal(CBOR.encode(refusal), with: key, id: owner, at: KeptRequest.refusalPlace(of: id))
            } catch let error as KeyError where error.code == .erased { return nil }
        }
    }

    /// What the person was told when the request was refused. That it was looked at is recorded first.
    ///
    /// - Returns: nil when it was not refused, or the person was erased.
    /// - Throws: ``CustodianError`` with `denied` unless the policy permits `Action.handleRequest`, `unknownRecord`, `notRecorded`.
    public func refusal(of id: RequestID, by principal: Principal) async throws -> RequestRefusal? {
        let told = try await opened(id, "refusal", by: principal) { ($0.refusal, KeptRequest.refusalPlace(of: id)) }
        return try await facing { try told.map { try CBOR.decode(RequestRefusal.self, from: $0.exposed) } }
    }

    /// Takes in evidence of who makes a request. It is sealed under a key of its own, which is destroyed once the request is decided.
    ///
    /// - Throws: as ``advance(_:_:by:)``; `refusedByLaw` when nobody asked for it.
    @discardableResult
    public func takeEvidence(
        _ evidence: Sensitive<[UInt8]>, for id: RequestID, by principal: Principal
    ) async throws -> RightsRequest {
        let leave = try await self.leave(.handleRequest, by: principal, as: .requestAdvanced)
        let key = KeyID(Handle.random(from: random), .text)
        let made = try await facing {
            try await NewKey.make(key, provider: backends.provider, random: random)
        }
        return try await change(
            id, as: .requestAdvanced, ["step": .text("evidence")], by: principal,
            in: { try await self.role(by: leave, in: &$0) }, inserting: [made.new]
        ) { kept, rule, now in
            try kept.request.takeEvidence(by: rule, at: now)
            kept.evidence = try self.sealer.seal(
                evidence.exposed, with: made.key, id: key, at: KeptRequest.evidencePlace(of: id))
        }
    }

    /// The evidence of who makes a request, to be looked at. That it was looked at is recorded first.
    ///
    /// - Returns: nil when there is none, or none any more.
    /// - Throws: as ``refusal(of:by:)``.
    public func evidence(of id: RequestID, by principal: Principal) async throws -> Sensitive<[UInt8]>? {
        try await opened(id, "evidence", by: principal) { ($0.evidence, KeptRequest.evidencePlace(of: id)) }
    }

    /// What the person wrote. That it was looked at is recorded first.
    ///
    /// - Returns: nil when nothing is kept, or the person was erased.
    /// - Throws: as ``refusal(of:by:)``.
    public func words(of id: RequestID, by principal: Principal) async throws -> Sensitive<String>? {
        try await opened(id, "words", by: principal) { ($0.words, KeptRequest.wordsPlace(of: id)) }
            .map { Sensitive(String(decoding: $0.exposed, as: UTF8.self)) }
    }

    private func opened(
        _ id: RequestID, _ what: String, by principal: Principal,
        _ part: (KeptRequest) -> (SealedValue?, Sealer.Place)
    ) async throws -> Sensitive<[UInt8]>? {
        let leave = try await self.leave(.handleRequest, by: principal, as: .read)
        let (kept, _) = try await kept(id)
        let (value, place) = part(kept)
        guard let value else { return nil }
        try await retrying {
            var unit = UnitOfWork()
            let role = try await self.role(by: leave, in: &unit)
            try await self.record(
                .read, kept.request, ["part": .text(what)], by: principal, role, as: .access, at: self.clock.now(), in: &unit)
            _ = try await self.commit(unit)
        }
        return try await facing {
            do {
                let key = try await backends.keys.key(value.key, provider: backends.provider)
                return Sensitive(try sealer.open(value, with: key, at: place))
            } catch let error as KeyError where error.code == .erased { return nil }
        }
    }

    // MARK: Reading

    /// A request. That it was read is recorded first.
    ///
    /// - Parameter reader: who reads; nil when the operator of the store does, which the log says.
    /// - Throws: ``CustodianError`` with `denied` unless the policy permits the reader `Action.handleRequest`, `unknownRecord` when there is
    ///   none, or it shrank, `notRecorded`.
    public func request(_ id: RequestID, by reader: Principal?) async throws -> RightsRequest {
        let permit = try await permitReading(by: reader, as: .read, needing: .handleRequest)
        let request: RightsRequest
        do { request = try await self.request(id) } catch let error as CustodianError where error.code == .unknownRecord {
            throw try await refusal(error, .read, principal: reader)
        }
        _ = try await recordReading(
            .access, .read, permit, about: request.subject, ["form": .text("request"), "request": .bytes(id.bytes)])
        return request
    }

    /// The same, for what is decided and recorded by itself.
    func request(_ id: RequestID) async throws -> RightsRequest { try await kept(id).0.request }

    /// The requests that are not closed, oldest first. That they were read is recorded first.
    ///
    /// - Parameter reader: who reads; nil when the operator of the store does, which the log says.
    /// - Throws: ``CustodianError`` with `denied` unless the policy permits the reader `Action.handleRequest`, `notRecorded`.
    public func openRequests(by reader: Principal?) async throws -> [RightsRequest] {
        try await recordReading("open requests", by: reader)
        return try await requests(KeptRequest.unclosed)
    }

    /// Every request that has not shrunk yet, oldest first. That they were read is recorded first.
    ///
    /// - Throws: as ``openRequests(by:)``.
    public func requests(by reader: Principal?) async throws -> [RightsRequest] {
        try await recordReading("every request", by: reader)
        return try await requests(KeptRequest.everything)
    }

    private func recordReading(_ what: String, by reader: Principal?) async throws {
        _ = try await recordReading(
            .access, .readLog, by: reader, about: nil, needing: .handleRequest, ["form": .text(what)])
    }

    /// The requests of whoever goes by this identifier, oldest first, with those that were received by the person's token; by the token those
    /// that were received by any identifier of the person. That they were read is recorded first.
    ///
    /// - Parameter reader: who reads; nil when the operator of the store does, which the log says.
    /// - Throws: ``CustodianError`` with `denied` unless the policy permits the reader `Action.handleRequest`, `invalidInput` for an
    ///   identifier by which no person is found, `notRecorded`.
    public func requests(about subject: SubjectID, by reader: Principal?) async throws -> [RightsRequest] {
        let permit = try await permitReading(by: reader, as: .read, needing: .handleRequest)
        // Of whom nothing is held can have asked, too.
        let token: SubjectToken? =
            if case .known(let token) = try await facing({ try await resolve(subject) }) { token } else { nil }
        _ = try await recordReading(.access, .read, permit, about: token, ["form": .text("requests")])
        var found: [RequestID: RightsRequest] = [:]
        for claimant in try await facing({ try await claimants(subject, of: token) }) {
            for request in try await requests(KeptRequest.of(claimant)) { found[request.id] = request }
        }
        if let token, subject.field == .token {
            // An identifier by which one was received may stand for somebody else by now.
            for request in try await requests(KeptRequest.about(token)) { found[request.id] = request }
        }
        return found.values.sorted { ($0.received, $0.id.handle) < ($1.received, $1.id.handle) }
    }

    /// What is left of closed requests, in the order in which they were closed. That it was read is recorded first.
    ///
    /// - Throws: as ``openRequests(by:)``.
    public func closedRequests(by reader: Principal?) async throws -> [ClosedRequest] {
        try await recordReading("closed requests", by: reader)
        return try await facing {
            try await records(ClosedRequest.everything).compactMap { try ClosedRequest($0, sealer, system) }
                .sorted { $0.closedOn < $1.closedOn }
        }
    }

    /// What is due by when with a request now. It is computed from what the caller has.
    public func clock(of request: RightsRequest) -> RequestClock? {
        RequestRule.rule(for: request.kind, under: request.law).map {
            request.clock(by: $0, at: requestPlace, now: clock.now())
        }
    }

    func requests(_ filter: RecordQuery.Filter) async throws -> [RightsRequest] {
        try await facing { try await self.keptRequests(filter) }.map(\.request)
    }

    func keptRequests(_ filter: RecordQuery.Filter) async throws -> [KeptRequest] {
        try await records(filter).compactMap { try KeptRequest($0, sealer, system) }
            .sorted { ($0.request.received, $0.request.id.handle) < ($1.request.received, $1.request.id.handle) }
    }

    /// Where the duties are owed. Days are counted in UTC, and only weekends are off, when nobody said.
    var requestPlace: LegalPlace { incidentSettings.place ?? LegalPlace(zone: .utc) }

    func kept(_ id: RequestID) async throws -> (KeptRequest, StoredRecord) {
        try await facing {
            guard let record = try await backends.data.record(id.record),
                let kept = try KeptRequest(record, sealer, system)
            else { throw CustodianError(.unknownRecord, "there is no such request; list them for their names") }
            return (kept, record)
        }
    }

    // MARK: Conditions

    private func requireRefused(_ former: RequestID?, of subject: SubjectID, by principal: Principal?) async throws {
        guard let former else { throw CustodianError(.invalidInput, "say which refused request the appeal is about") }
        let request = try await request(former)
        guard case .refused = request.decision, try await isClaimant(subject, of: request, by: principal) else {
            throw CustodianError(.invalidInput, "an appeal is about a request of the same person that was refused")
        }
    }

    /// What is marked as a duplicate is not carried out, so that the other one must be, for the same person.
    private func requireSame(_ id: RequestID, as other: RequestID) async throws {
        guard id != other else { return }
        let (mine, theirs) = (try await request(id), try await request(other))
        // One may have been received by the token and the other by an identifier.
        let isOfOne = mine.claimant == theirs.claimant || (mine.subject != nil && mine.subject == theirs.subject)
        guard isOfOne, mine.kind == theirs.kind, theirs.duplicateOf == nil,
            Set(mine.purposes).isSubset(of: theirs.purposes)
        else {
            throw CustodianError(
                .invalidInput, "a duplicate asks the same, for the same person, as a request that is none itself")
        }
    }

    /// Throws when one of the bases that the person's data rest on gives the right.
    private func requireNoRight(_ id: RequestID) async throws {
        let request = try await request(id)
        guard let subject = request.subject else { return }
        let held = try await facing { try await backends.data.records(of: subject, name: nil) }
        let purposes = request.purposes.isEmpty ? Array(Set(held.flatMap(\.purposes))) : request.purposes
        for purpose in purposes.sorted() {
            guard let basis = governance.declaration(of: purpose)?.basis,
                RightOnBasis.answer(request.kind, on: basis)?.isPossible ?? true
            else { continue }
            throw CustodianError(
                .refusedByLaw, "\(RequestFault.rightExists): '\(purpose)' rests on \(basis)",
                reasons: [RequestFault.rightExists.rawValue])
        }
    }
}

extension RequestStep {
    /// What the log calls it.
    var action: AuditAction {
        switch self {
        case .grant, .refuse, .takeBack: .requestDecided
        default: .requestAdvanced
        }
    }
}

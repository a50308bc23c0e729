public import CustodyLaw
public import CustodyModel

/// A request of a person, with everything that happened to it. Its facets are independent: whether it is known who asks, what was
/// decided, whether it was carried out, and whether it repeats another.
///
/// It holds no word of the person and no evidence: those are sealed beside it.
public struct RightsRequest: Hashable, Sendable, Codable {
    /// Whether it is known who asks.
    public enum Identity: String, Hashable, Sendable, Codable, CaseIterable {
        /// Nobody looked at it yet.
        case unchecked
        /// The person was asked.
        case asked
        /// The person answered.
        case answered
        /// Nobody doubts it.
        case undoubted
        /// It is verified.
        case verified
        /// It could not be established.
        case failed
    }

    /// What was decided.
    public enum Decision: Hashable, Sendable, Codable {
        /// Nothing yet.
        case none
        /// It is carried out.
        case granted
        /// It is not carried out. What the person was told is sealed beside it.
        case refused(RefusalGround)
        /// The person took it back.
        case takenBack
    }

    /// Whether it was carried out.
    public enum Execution: String, Hashable, Sendable, Codable, CaseIterable {
        /// Not yet.
        case notBegun
        /// It was begun.
        case begun
        /// It is done.
        case done
        /// It was begun and failed; it can be begun again.
        case failed
    }

    /// A time of waiting for the person.
    public struct Wait: Hashable, Sendable, Codable {
        /// When the person was asked.
        public var asked: Instant
        /// When the answer came.
        public var answered: Instant?
        /// Whether it was about who they are.
        public var isAboutIdentity: Bool
    }

    /// Which request.
    public let id: RequestID
    /// What is asked.
    public let kind: RightKind
    /// Under which law.
    public let law: RegimeID
    /// Whose data; nil when the store knows nobody of that identifier, and in what is answered to whom that is not told.
    public private(set) var subject: SubjectToken?
    /// A keyed digest of the identifier, or of the token, that the person was named by: tells that two requests are of one person, and nothing
    /// else, so that it does not tell either which token an identifier has.
    public let claimant: BlindIndex
    /// About which purposes; for objections, withdrawals and opt-outs.
    public let purposes: [Purpose]
    /// Which kinds of records it concerns; all when empty.
    public let records: [RecordName]
    /// Why processing is to be restricted.
    public let restriction: RestrictionReason?
    /// The refused request that an appeal or a complaint is about.
    public let about: RequestID?
    /// When it arrived where requests are taken, read or not.
    public let received: Instant
    /// Whether it is known who asks.
    public private(set) var identity = Identity.unchecked
    /// What was decided.
    public private(set) var decision = Decision.none
    /// Whether it was carried out.
    public private(set) var execution = Execution.notBegun
    /// Which request it repeats.
    public private(set) var duplicateOf: RequestID?
    /// When the person was told that it arrived.
    public private(set) var acknowledged: Instant?
    /// When it was known who asks.
    public private(set) var identified: Instant?
    /// When a fee was paid.
    public private(set) var feePaid: Instant?
    /// When the person was told that it takes longer.
    public private(set) var extended: Instant?
    /// The times of waiting for the person.
    public private(set) var waits: [Wait] = []
    /// When it was decided.
    public private(set) var decidedAt: Instant?
    /// When it was closed.
    public private(set) var closedAt: Instant?

    init(
        _ id: RequestID, _ kind: RightKind, under law: RegimeID, about subject: SubjectToken?, claimant: BlindIndex,
        purposes: [Purpose] = [], records: [RecordName] = [], restriction: RestrictionReason? = nil,
        about former: RequestID? = nil,
        received: Instant
    ) {
        self.id = id
        self.kind = kind
        self.law = law
        self.subject = subject
        self.claimant = claimant
        self.purposes = purposes
        self.records = records
        self.restriction = restriction
        about = former
        self.received = received
    }

    /// The request without whose data it is about.
    var unnamed: RightsRequest {
        var request = self
        request.subject = nil
        return request
    }

    /// Whether nothing more is to be done with it.
    public var isClosed: Bool { closedAt != nil || duplicateOf != nil }

    /// Whether it is known who asks, as far as the law wants it known.
    public func isIdentified(by rule: RequestRule) -> Bool {
        switch rule.identity {
        case .forbidden: true
        case .required: identity == .verified
        case .onReasonableDoubt: identity == .verified || identity == .undoubted
        }
    }

    /// What keeps it from being carried out; nil when nothing does.
    public func obstacle(by rule: RequestRule) -> RequestFault? {
        if duplicateOf != nil { return .duplicate }
        if case .refused = decision { return .refused }
        if decision == .takenBack || closedAt != nil { return .closed }
        if execution == .begun { return .underWay }
        if !isIdentified(by: rule) { return .notIdentified }
        // What only stops something is not weighed, so that there is nothing to decide.
        if decision == .none, !rule.kind.isAbsolute { return .undecided }
        return nil
    }

    // MARK: Steps

    /// Takes a step, or throws and stays as it is.
    mutating func take(_ step: RequestStep, by rule: RequestRule, at now: Instant, _ place: LegalPlace) throws(RequestFault) {
        if let text = step.text, !text.isSaid { throw .textMissing }
        if case .clearDuplicate = step {
            guard duplicateOf != nil else { throw .nothingToDo }
            duplicateOf = nil
            return
        }
        guard duplicateOf == nil else { throw .duplicate }
        guard closedAt == nil else { throw .closed }
        switch step {
        case .acknowledge:
            guard acknowledged == nil else { throw .nothingToDo }
            acknowledged = now
        case .askIdentity, .verify, .noDoubt, .failIdentity: try identify(step, by: rule, at: now)
        case .askClarification:
            guard !isWaiting(forIdentity: false) else { throw .nothingToDo }
            waits.append(Wait(asked: now, answered: nil, isAboutIdentity: false))
        case .clarified: try answer(aboutIdentity: false, at: now)
        case .payFee:
            guard feePaid == nil else { throw .nothingToDo }
            feePaid = now
        case .extend: try extend(by: rule, at: now, place)
        case .grant, .refuse, .takeBack: try decide(step, by: rule, at: now)
        case .markDuplicate(let other):
            guard other != id else { throw .ownDuplicate }
            guard execution != .begun else { throw .underWay }
            duplicateOf = other
        case .clearDuplicate: break
        }
    }

    private mutating func identify(_ step: RequestStep, by rule: RequestRule, at now: Instant) throws(RequestFault) {
        guard rule.identity != .forbidden else { throw .identityForbidden }
        guard decision == .none else { throw .decided }
        switch step {
        case .askIdentity:
            guard !isWaiting(forIdentity: true) else { throw .nothingToDo }
            waits.append(Wait(asked: now, answered: nil, isAboutIdentity: true))
            (identity, identified) = (.asked, nil)
        case .noDoubt:
            guard rule.identity == .onReasonableDoubt, identity == .unchecked else { throw .mustBeVerified }
            (identity, identified) = (.undoubted, now)
        case .failIdentity:
            guard identity != .unchecked else { throw .identityNotTried }
            (identity, identified) = (.failed, nil)
            endWait(aboutIdentity: true, at: now)
        default:
            (identity, identified) = (.verified, now)
            endWait(aboutIdentity: true, at: now)
        }
    }

    /// Evidence of who asks arrived.
    mutating func takeEvidence(by rule: RequestRule, at now: Instant) throws(RequestFault) {
        guard duplicateOf == nil else { throw .duplicate }
        guard closedAt == nil else { throw .closed }
        guard rule.identity != .forbidden else { throw .identityForbidden }
        // What nobody asked for is not taken.
        guard decision == .none, identity == .asked else { throw .nothingToDo }
        identity = .answered
        endWait(aboutIdentity: true, at: now)
    }

    private mutating func extend(by rule: RequestRule, at now: Instant, _ place: LegalPlace) throws(RequestFault) {
        guard rule.answerDuty?.longer != nil else { throw .noMoreTime }
        guard extended == nil else { throw .extendedAlready }
        if let end = deadline(by: rule, at: place)?.end.last(in: place.zone), now > end { throw .toldTooLate }
        extended = now
    }

    private mutating func decide(_ step: RequestStep, by rule: RequestRule, at now: Instant) throws(RequestFault) {
        switch step {
        case .takeBack:
            guard execution != .begun else { throw .underWay }
            (decision, closedAt) = (.takenBack, now)
        case .refuse(let refusal):
            guard decision == .none else { throw .decided }
            guard refusal.ground.applies(to: kind) else { throw .noGround }
            guard refusal.complaintTo.isSaid, refusal.court.isSaid else { throw .textMissing }
            guard refusal.ground != .identityFailed || identity == .failed else { throw .identityNotTried }
            (decision, closedAt) = (.refused(refusal.ground), now)
        default:
            guard decision == .none else { throw .decided }
            guard isIdentified(by: rule) else { throw .notIdentified }
            decision = .granted
        }
        decidedAt = now
    }

    /// Begins to carry it out.
    mutating func begin(by rule: RequestRule) throws(RequestFault) {
        if let obstacle = obstacle(by: rule) { throw obstacle }
        execution = .begun
    }

    /// Ends carrying it out.
    mutating func end(isDone: Bool, at now: Instant) throws(RequestFault) {
        guard execution == .begun else { throw .notBegun }
        execution = isDone ? .done : .failed
        guard isDone else { return }
        closedAt = now
        if decidedAt == nil { (decision, decidedAt) = (.granted, now) }
    }

    // MARK: Waiting

    private func isWaiting(forIdentity isAboutIdentity: Bool) -> Bool {
        waits.contains { $0.answered == nil && $0.isAboutIdentity == isAboutIdentity }
    }

    private mutating func answer(aboutIdentity: Bool, at now: Instant) throws(RequestFault) {
        guard isWaiting(forIdentity: aboutIdentity) else { throw .nothingToDo }
        endWait(aboutIdentity: aboutIdentity, at: now)
    }

    private mutating func endWait(aboutIdentity: Bool, at now: Instant) {
        for place in waits.indices where waits[place].isAboutIdentity == aboutIdentity && waits[place].answered == nil {
            waits[place].answered = max(waits[place].asked, now)
        }
    }
}

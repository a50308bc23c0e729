public import CustodyLaw
public import CustodyModel

/// One step of one incident, in the form that is written and replayed. Everything computed is in it, so that replay under a
/// newer library answers the same.
public struct IncidentChange: Hashable, Sendable, Codable {
    /// What is to happen. Every text comes sealed.
    public enum Step: Hashable, Sendable, Codable {
        /// Open an incident; what is not known stays nil.
        case open(title: SealedValue, role: Duty.Role, occurred: PartialInstant?, detected: PartialInstant?)
        /// Something is learnt. Where it replaces another time or role, the reason why.
        case learn(IncidentFact, reason: SealedValue?)
        /// Record the decision whether it is an incident.
        case determine(Determination, reason: SealedValue)
        /// Record the decision since when we are aware of a breach. The change must name the person who decided. Behind a role that was
        /// learnt since, the same time once more opens what is owed in that role, and leaves the decision as it is.
        case aware(at: PartialInstant, reason: SealedValue, duties: [OpenedDuty])
        /// Record something else that starts a period of the law: a determination, a classification, an order.
        case decide(Duty.Trigger, at: PartialInstant, reason: SealedValue, duties: [OpenedDuty])
        /// Record whether it is a breach, and the risk. It opens the duties that are owed then, and closes none.
        case assess(BreachAssessment, reason: SealedValue?)
        /// The investigation goes on, or back.
        case advance(Investigation, at: PartialInstant?, note: SealedValue?)
        /// A duty was met at `at`. When that is late, the reason why. It may start the periods of other duties.
        case submit(DutyID, at: PartialInstant, lateReason: SealedValue?, duties: [OpenedDuty])
        /// A duty is not owed, and why: by the assessment, by an exception, or because what its period waits for did not come.
        case notRequired(DutyID, reason: SealedValue)
        /// Why a duty was met late, where that was found out afterwards.
        case explainLateness(DutyID, reason: SealedValue)
        /// A note, about some time or about none; also on a closed incident.
        case note(SealedValue, at: PartialInstant?)
        /// An earlier line was wrong: its time, its text, or both. Only notes, steps of the work and submissions are corrected
        /// this way; a decision is corrected by deciding anew, a fact by learning it anew. The time of a submission may start the periods
        /// of other duties: what the laws ask of them then, see ``Incident/duties(under:correcting:to:place:entities:)``. Nil where they
        /// ask nothing else, and in what was written before a correction could say so.
        case correct(
            event: UInt64, at: PartialInstant?, text: SealedValue?, reason: SealedValue, duties: [OpenedDuty]? = nil)
        /// A notice was sent. It meets no duty by itself: that is the step `submit`.
        case send(SentNotice)
        /// The receipt of the notice at a place of ``Incident/sent`` came.
        case receive(SealedValue, notice: Int)
        /// Something is held back against further harm.
        case contain(Containment.Measure, reason: SealedValue)
        /// The measure at a place of ``Incident/containments`` is lifted.
        case release(measure: Int, reason: SealedValue)
        /// A step of the response.
        case respond(ResponseStep)
        /// Close it, unless something stands against it.
        case close(note: SealedValue?)
        /// Of a closed incident only that there was one is left: this name in the place of its title, and when it was opened. It
        /// cannot be taken back.
        case forget(title: SealedValue, openedAt: Instant)
        /// Take a closed incident up again.
        case reopen(reason: SealedValue)

        // Short names on disk; renaming a case of the enum does not alter what was written.
        private enum CodingKeys: String, CodingKey {
            case open = "o"
            case learn = "f"
            case determine = "t"
            case aware = "a"
            case decide = "d"
            case assess = "r"
            case advance = "c"
            case submit = "s"
            case notRequired = "x"
            case explainLateness = "l"
            case note = "n"
            case correct = "k"
            case send = "w"
            case receive = "v"
            case contain = "g"
            case release = "y"
            case respond = "p"
            case close = "e"
            case forget = "z"
            case reopen = "u"
        }
    }

    /// Which incident.
    public var incident: IncidentID
    /// The version that the caller saw; 0 to open one. Another version refuses the change.
    public var expectedVersion: UInt64
    /// What is to happen.
    public var step: Step
    /// What happens right after it, in the same change or not at all: each leaves a line of its own.
    public var further: [Step]
    /// When it is recorded, by our clock.
    public var recordedAt: Instant
    /// Who records it; nil when no person does.
    public var actor: PrincipalToken?
    /// Recognises a repetition: a change whose key the incident has taken already alters nothing and is no error. Nil when the
    /// caller does not repeat.
    public var key: Handle?

    /// A change from its parts.
    public init(
        _ incident: IncidentID, expecting version: UInt64, _ step: Step, and further: [Step] = [], recordedAt: Instant,
        actor: PrincipalToken? = nil, key: Handle? = nil
    ) {
        self.incident = incident
        expectedVersion = version
        self.step = step
        self.further = further
        self.recordedAt = recordedAt
        self.actor = actor
        self.key = key
    }

    private enum CodingKeys: String, CodingKey {
        case incident = "i"
        case expectedVersion = "v"
        case step = "s"
        case further = "m"
        case recordedAt = "r"
        case actor = "p"
        case key = "k"
    }
}

extension IncidentChange {
    /// Its first step alone, which has the key.
    var first: IncidentChange {
        var first = self
        first.further = []
        return first
    }

    /// One of the further steps as a change of its own.
    func further(at place: Int) -> IncidentChange {
        IncidentChange(
            incident, expecting: expectedVersion &+ UInt64(place) &+ 1, further[place], recordedAt: recordedAt, actor: actor)
    }
}

extension IncidentChange.Step {
    /// What kind of line it leaves.
    public var kind: IncidentEvent.Kind {
        switch self {
        case .open: .opened
        case .learn: .learnt
        case .determine: .determined
        case .aware: .aware
        case .decide: .decided
        case .assess: .assessed
        case .advance: .advanced
        case .submit: .submitted
        case .notRequired: .notRequired
        case .explainLateness: .latenessExplained
        case .note: .noted
        case .correct: .corrected
        case .send: .sent
        case .receive: .received
        case .contain: .contained
        case .release: .released
        case .respond(let step): step.kind
        case .close: .closed
        case .reopen: .reopened
        case .forget: .forgotten
        }
    }

    /// When it happened, as it is claimed; nil for what happens by being recorded, and when nobody said.
    public var time: PartialInstant? {
        switch self {
        case .learn(let fact, _): fact.time
        case .aware(let time, _, _), .decide(_, let time, _, _), .submit(_, let time, _, _): time
        case .advance(_, let time, _), .note(_, let time), .correct(_, let time, _, _, _): time
        case .send(let notice): notice.at
        case .respond(let step): step.time
        case .open, .determine, .assess, .notRequired, .explainLateness, .receive, .contain, .release, .close, .forget,
            .reopen:
            nil
        }
    }

    /// The reason or the note.
    public var text: SealedValue? {
        switch self {
        case .open, .send, .forget: nil
        case .respond(let step): step.text
        case .learn(_, let text), .assess(_, let text), .advance(_, _, let text), .submit(_, _, let text, _),
            .close(let text):
            text
        case .determine(_, let text), .aware(_, let text, _), .decide(_, _, let text, _), .notRequired(_, let text),
            .explainLateness(_, let text), .note(let text, _), .reopen(let text),
            .receive(let text, _), .contain(_, let text), .release(_, let text):
            text
        case .correct(_, _, let text, let reason, _): text ?? reason
        }
    }
}

extension IncidentChange.Step {
    /// The decision since when we are aware, with the duties of the laws.
    public static func aware(
        at time: PartialInstant, reason: SealedValue, under regimes: [Regime], as role: Duty.Role = .controller
    ) -> Self {
        .aware(
            at: time, reason: reason,
            duties: OpenedDuty.all(for: TriggerMoments(awareAt: time.earliest), under: regimes, as: role))
    }
}

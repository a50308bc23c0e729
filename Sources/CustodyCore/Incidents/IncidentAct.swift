public import CustodyIncidents
public import CustodyLaw
import CustodyModel

/// Something that a person does about an incident, in open text. The custodian seals the texts and works out what the laws ask.
public struct IncidentAct: Sendable {
    let kind: IncidentEvent.Kind
    let make: @Sendable (Context) throws -> IncidentChange.Step

    /// What an act is made under.
    struct Context {
        var incident: Incident
        var settings: IncidentSettings
        var now: Instant
        var sealing: (String) throws -> SealedValue

        /// A text that must be there, sealed.
        func seal(_ text: String) throws -> SealedValue {
            guard text.isSaid else {
                throw CustodianError(.invalidInput, "an act about an incident needs its reason or its text")
            }
            return try sealing(text)
        }

        /// A text that may be missing.
        func seal(_ text: String?) throws -> SealedValue? { try text.map { try seal($0) } }

        /// What the laws ask once something happened.
        func duties(after trigger: Duty.Trigger, at time: PartialInstant) -> [OpenedDuty] {
            incident.duties(
                under: settings.laws, after: trigger, at: time, place: settings.place, entities: settings.entities)
        }
    }

    init(_ kind: IncidentEvent.Kind, _ make: @escaping @Sendable (Context) throws -> IncidentChange.Step) {
        self.kind = kind
        self.make = make
    }

    // MARK: Learning

    /// Something without a text of its own is learnt. What replaces a time or the role needs the reason why. The role opens what is owed in
    /// it once we are aware; what was owed in the former one alone, somebody finds not to be required.
    public static func learn(_ fact: IncidentFact, because reason: String? = nil) -> IncidentAct {
        IncidentAct(.learnt) { .learn(fact, reason: try $0.seal(reason)) }
    }

    /// What it did to people is learnt, for the register.
    public static func effects(_ text: String) -> IncidentAct {
        IncidentAct(.learnt) { .learn(.effects(try $0.seal(text)), reason: nil) }
    }

    /// What was done about it is learnt, for the register.
    public static func remedialAction(_ text: String) -> IncidentAct {
        IncidentAct(.learnt) { .learn(.remedialAction(try $0.seal(text)), reason: nil) }
    }

    /// A note, about some time or about none.
    public static func note(_ text: String, at time: PartialInstant? = nil) -> IncidentAct {
        IncidentAct(.noted) { .note(try $0.seal(text), at: time) }
    }

    /// An earlier line of the timeline was wrong: its time, its text, or both. Where a duty was submitted earlier than was thought, what
    /// follows it is owed earlier too.
    public static func correct(
        line: UInt64, at time: PartialInstant? = nil, text: String? = nil, because reason: String
    ) -> IncidentAct {
        IncidentAct(.corrected) { context in
            let duties = time.map { time in
                context.incident.duties(
                    under: context.settings.laws, correcting: line, to: time, place: context.settings.place,
                    entities: context.settings.entities)
            }
            return .correct(
                event: line, at: time, text: try context.seal(text), reason: try context.seal(reason),
                duties: duties?.isEmpty == false ? duties : nil)
        }
    }

    // MARK: Deciding

    /// Whether it is an incident is decided.
    public static func determine(_ determination: Determination, because reason: String) -> IncidentAct {
        IncidentAct(.determined) { .determine(determination, reason: try $0.seal(reason)) }
    }

    /// Since when we are aware is decided: from then the laws' clocks run. The instant may lie before the decision.
    public static func aware(at time: PartialInstant, because reason: String) -> IncidentAct {
        IncidentAct(.aware) {
            .aware(at: time, reason: try $0.seal(reason), duties: $0.duties(after: .awareness, at: time))
        }
    }

    /// It is decided that we are aware since what a processor's notice proposes: its receipt.
    public static func awareAsProposed(because reason: String) -> IncidentAct {
        IncidentAct(.aware) { context in
            guard let time = context.incident.proposedAwareness else {
                throw CustodianError(
                    .invalidInput, "nothing proposes since when we are aware; only a processor's notice does. Name the time")
            }
            return .aware(
                at: time, reason: try context.seal(reason), duties: context.duties(after: .awareness, at: time))
        }
    }

    /// Something else that starts a period of a law was decided or happened, such as a classification as major.
    public static func decide(_ trigger: Duty.Trigger, at time: PartialInstant, because reason: String) -> IncidentAct {
        IncidentAct(.decided) {
            .decide(trigger, at: time, reason: try $0.seal(reason), duties: $0.duties(after: trigger, at: time))
        }
    }

    /// Whether it is a breach, and the risk, is decided. Advice on the facts is ``Custodian/advice(on:by:)``; it decides nothing.
    public static func assess(_ breach: BreachAssessment, because reason: String? = nil) -> IncidentAct {
        IncidentAct(.assessed) { .assess(breach, reason: try $0.seal(reason)) }
    }

    // MARK: Working

    /// The work goes on, or back.
    public static func advance(
        to investigation: Investigation, at time: PartialInstant? = nil, note: String? = nil
    ) -> IncidentAct {
        IncidentAct(.advanced) { .advance(investigation, at: time, note: try $0.seal(note)) }
    }

    /// Nothing is left to do, neither by the law nor by what the host expects.
    public static func close(note: String? = nil) -> IncidentAct {
        IncidentAct(.closed) { context in
            let unmet = context.incident.unmetGuards(under: context.settings.policy)
            guard unmet.isEmpty || context.incident.investigation.isClosed else {
                let list = unmet.map(\.description)
                throw CustodianError(
                    .invalidInput, "before it is closed: " + list.joined(separator: "; "), reasons: list)
            }
            return .close(note: try context.seal(note))
        }
    }

    /// It is taken up again.
    public static func reopen(because reason: String) -> IncidentAct {
        IncidentAct(.reopened) { .reopen(reason: try $0.seal(reason)) }
    }

    // MARK: Duties

    /// A duty was met. A late one says why; it may start the periods of others.
    public static func submit(_ duty: DutyID, at time: PartialInstant, lateBecause reason: String? = nil) -> IncidentAct {
        IncidentAct(.submitted) { context in
            .submit(
                duty, at: time, lateReason: try context.seal(reason),
                duties: context.incident.duties(
                    under: context.settings.laws, following: duty, metAt: time, place: context.settings.place,
                    entities: context.settings.entities))
        }
    }

    /// A duty is not owed: by the assessment, by an exception of the law, or because what its period waits for did not come.
    public static func notRequired(_ duty: DutyID, because reason: String) -> IncidentAct {
        IncidentAct(.notRequired) { .notRequired(duty, reason: try $0.seal(reason)) }
    }

    /// Why a duty was met late.
    public static func explainLateness(of duty: DutyID, because reason: String) -> IncidentAct {
        IncidentAct(.latenessExplained) { .explainLateness(duty, reason: try $0.seal(reason)) }
    }
}

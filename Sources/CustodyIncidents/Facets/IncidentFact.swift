public import CustodyLaw
public import CustodyModel

/// Something that is learnt about an incident. A later one of the same kind supersedes the earlier, which stays in the timeline.
public enum IncidentFact: Hashable, Sendable, Codable {
    /// When it happened.
    case occurred(PartialInstant)
    /// When it was first noticed.
    case detected(PartialInstant)
    /// When a processor told us of it. That proposes an awareness and decides none (EDPB Guidelines 9/2022).
    case processorNotice(PartialInstant)
    /// What we are to the data.
    case role(Duty.Role)
    /// How many records are concerned; people are counted in the breach.
    case records(Magnitude)
    /// What is known of the breach.
    case breach(BreachFacts)
    /// What it did to people, for the register.
    case effects(SealedValue)
    /// What was done about it, for the register.
    case remedialAction(SealedValue)

    /// The alert that it was opened by: which part of the log it is about.
    case alert(SealedValue)

    /// It is a drill of the plan of this name. Only an incident that was just opened becomes one.
    case drill(SealedValue)

    enum Kind { case occurred, detected, processorNotice, role, records, breach, effects, remedialAction, alert, drill }

    /// Which kind of fact it is: of one kind only the latest holds.
    var kind: Kind {
        switch self {
        case .occurred: .occurred
        case .detected: .detected
        case .processorNotice: .processorNotice
        case .role: .role
        case .records: .records
        case .breach: .breach
        case .effects: .effects
        case .remedialAction: .remedialAction
        case .alert: .alert
        case .drill: .drill
        }
    }

    /// The time that it tells, if it tells one.
    public var time: PartialInstant? {
        switch self {
        case .occurred(let time), .detected(let time), .processorNotice(let time): time
        case .role, .records, .breach, .effects, .remedialAction, .alert, .drill: nil
        }
    }

    private enum CodingKeys: String, CodingKey {
        case occurred = "o"
        case detected = "d"
        case processorNotice = "p"
        case role = "r"
        case records = "n"
        case breach = "b"
        case effects = "e"
        case remedialAction = "m"
        case alert = "a"
        case drill = "x"
    }
}

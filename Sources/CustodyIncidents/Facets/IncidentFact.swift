public import CustodyLaw

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

    enum Kind { case occurred, detected, processorNotice, role, records, breach }

    /// Which kind of fact it is: of one kind only the latest holds.
    var kind: Kind {
        switch self {
        case .occurred: .occurred
        case .detected: .detected
        case .processorNotice: .processorNotice
        case .role: .role
        case .records: .records
        case .breach: .breach
        }
    }

    /// The time that it tells, if it tells one.
    public var time: PartialInstant? {
        switch self {
        case .occurred(let time), .detected(let time), .processorNotice(let time): time
        case .role, .records, .breach: nil
        }
    }

    private enum CodingKeys: String, CodingKey {
        case occurred = "o"
        case detected = "d"
        case processorNotice = "p"
        case role = "r"
        case records = "n"
        case breach = "b"
    }
}

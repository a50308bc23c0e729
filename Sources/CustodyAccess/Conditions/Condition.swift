public import CustodyModel

/// What must be true for a rule to speak. The set is closed: there is no expression language.
///
/// The answer is yes, no or unknown. A permission needs yes; a prohibition applies unless the answer is no.
public enum Condition: Hashable, Sendable {
    /// The principal's training has not run out.
    case training(TrainingID)
    /// The principal is authenticated at this level of NIST SP 800-63B or above.
    case assurance(Int)
    /// It is one of these hours of the week.
    case weekly(WeeklyWindow)
    /// It is not before `from` and before `until`; nil leaves an end open.
    case between(from: Instant?, until: Instant?)
    /// The person consents to the purpose of the request.
    case consentGiven
    /// The person is a minor.
    case minor
    /// The record belongs to the principal.
    case ownRecord
    /// The principal entered the record: who entered may not approve.
    case enteredByActor
    /// The record belongs to the principal's part of the organisation or one below it.
    case sameUnit
    /// The record must be kept for a dispute.
    case legalHold
    /// A break-glass ticket is open. It covers no more categories than the ticket names, whether it gives or lifts.
    case ticket
    /// A second person approved a disclosure of at least as many records.
    case approved
    /// No more than so many records are asked for at once.
    case recordsAtMost(Int)
    /// A fact of the host.
    case fact(FactID)

    /// Why a permission is missing when the answer is no.
    var reason: AccessReason {
        switch self {
        case .training: .trainingNotCurrent
        case .assurance: .weakAuthentication
        case .weekly, .between: .outsideHours
        case .ticket: .ticketMissing
        case .approved: .approvalMissing
        case .recordsAtMost: .tooManyRecords
        case .consentGiven, .minor, .ownRecord, .enteredByActor, .sameUnit, .legalHold, .fact: .conditionNotMet
        }
    }
}

extension Condition: CustomStringConvertible {
    /// The condition in words.
    public var description: String {
        switch self {
        case .training(let name): "training '\(name)' is current"
        case .assurance(let level): "authentication is of level \(level) or above"
        case .weekly(let window): "the time is \(window)"
        case .between(let from, let until):
            "the time is \(from.map { "from \($0)" } ?? "any time") \(until.map { "until \($0)" } ?? "on")"
        case .consentGiven: "the person consents to the purpose"
        case .minor: "the person is a minor"
        case .ownRecord: "the record is the principal's own"
        case .enteredByActor: "the principal entered the record"
        case .sameUnit: "the record is of the principal's unit"
        case .legalHold: "the record is kept for a dispute"
        case .ticket: "a break-glass ticket is open"
        case .approved: "a second person approved it"
        case .recordsAtMost(let count): "no more than \(count) records are asked for"
        case .fact(let name): "'\(name)' is so"
        }
    }
}

extension Condition: Codable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case training, assurance, weekly, between, recordsAtMost, fact
    }
    private struct Ends: Codable {
        var from: Instant?
        var until: Instant?

        enum CodingKeys: String, CodingKey, CaseIterable {
            case from, until
        }

        init(from: Instant?, until: Instant?) {
            self.from = from
            self.until = until
        }

        init(from decoder: any Decoder) throws {
            try decoder.refuseKeys(except: CodingKeys.self)
            let container = try decoder.container(keyedBy: CodingKeys.self)
            from = try container.decodeIfPresent(Instant.self, forKey: .from)
            until = try container.decodeIfPresent(Instant.self, forKey: .until)
        }
    }

    private static let words: [String: Condition] = [
        "consentGiven": .consentGiven, "minor": .minor, "ownRecord": .ownRecord, "enteredByActor": .enteredByActor,
        "sameUnit": .sameUnit, "legalHold": .legalHold, "ticket": .ticket, "approved": .approved,
    ]

    /// A word, or an object with one key such as `{"training": "privacy-basics"}`.
    public init(from decoder: any Decoder) throws {
        if let word = try? decoder.singleValueContainer().decode(String.self) {
            guard let condition = Self.words[word] else {
                throw DecodingError.dataCorrupted(
                    .init(
                        codingPath: decoder.codingPath,
                        debugDescription: "'\(word)' is no condition; those of one word are "
                            + Self.words.keys.sorted().joined(separator: ", ")))
            }
            self = condition
            return
        }
        try decoder.refuseKeys(except: CodingKeys.self)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        guard container.allKeys.count == 1, let key = container.allKeys.first else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "a condition is one word or an object with one key"))
        }
        switch key {
        case .training: self = .training(try container.decode(TrainingID.self, forKey: key))
        case .assurance: self = .assurance(try container.decode(Int.self, forKey: key))
        case .weekly: self = .weekly(try container.decode(WeeklyWindow.self, forKey: key))
        case .recordsAtMost: self = .recordsAtMost(try container.decode(Int.self, forKey: key))
        case .fact: self = .fact(try container.decode(FactID.self, forKey: key))
        case .between:
            let ends = try container.decode(Ends.self, forKey: key)
            self = .between(from: ends.from, until: ends.until)
        }
    }

    /// A word, or an object with one key.
    public func encode(to encoder: any Encoder) throws {
        if let word = Self.words.first(where: { $0.value == self })?.key {
            var container = encoder.singleValueContainer()
            try container.encode(word)
            return
        }
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .training(let name): try container.encode(name, forKey: .training)
        case .assurance(let level): try container.encode(level, forKey: .assurance)
        case .weekly(let window): try container.encode(window, forKey: .weekly)
        case .recordsAtMost(let count): try container.encode(count, forKey: .recordsAtMost)
        case .fact(let name): try container.encode(name, forKey: .fact)
        case .between(let from, let until): try container.encode(Ends(from: from, until: until), forKey: .between)
        case .consentGiven, .minor, .ownRecord, .enteredByActor, .sameUnit, .legalHold, .ticket, .approved: break
        }
    }
}

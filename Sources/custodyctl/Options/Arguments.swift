public import ArgumentParser
public import Custody
public import CustodyLaw

extension SubjectID: ExpressibleByArgument {
    /// Takes the identifier as it stands.
    public init?(argument: String) {
        guard !argument.isEmpty else { return nil }
        self.init(argument)
    }
}

extension SubjectToken: ExpressibleByArgument {}
extension Purpose: ExpressibleByArgument {}
extension RecordName: ExpressibleByArgument {}
extension ErasureGround: ExpressibleByArgument {}
extension KeepingGround: ExpressibleByArgument {}
extension Finding.Severity: ExpressibleByArgument {}
extension RecordQuestion.Authority: ExpressibleByArgument {}

extension AuditLog: ExpressibleByArgument {}

extension AuditAction: ExpressibleByArgument {
    /// Reads the name of a code of the library, or the number of a host's own.
    public init?(argument: String) {
        if let known = AuditAction(name: argument) {
            self = known
        } else {
            guard let code = UInt16(argument) else { return nil }
            self.init(rawValue: code)
        }
    }

    /// The names.
    public static var allValueStrings: [String] { all.map(\.description) }
}

extension AuditDecision: ExpressibleByArgument {
    /// Reads the name.
    public init?(argument: String) {
        guard let decision = Self.allCases.first(where: { "\($0)" == argument }) else { return nil }
        self = decision
    }

    /// The names.
    public static var allValueStrings: [String] { allCases.map { "\($0)" } }
}

extension NoteVerifier: ExpressibleByArgument {
    /// Reads `name+keyID+key`.
    public init?(argument: String) {
        guard let key = try? NoteVerifier(argument) else { return nil }
        self = key
    }
}

extension Instant: ExpressibleByArgument {
    /// Reads RFC 3339 or a date.
    public init?(argument: String) { self.init(argument) }
}

extension IncidentID: ExpressibleByArgument {}

extension RetentionClass.Period: ExpressibleByArgument {
    /// Reads a number of days, months or years, such as `90d`, `12m`, `10y`.
    public init?(argument: String) {
        guard let count = Int(argument.dropLast()), "\(count)" == argument.dropLast() else { return nil }
        switch argument.last {
        case "d": self = .days(count)
        case "m": self = .months(count)
        case "y": self = .years(count)
        default: return nil
        }
        guard isLong else { return nil }
    }
}

extension CivilDate: ExpressibleByArgument {
    /// Reads a date such as `2026-12-25`.
    public init?(argument: String) {
        guard argument.utf8.count == 10, let instant = Instant(argument) else { return nil }
        self.init(utc: instant)
    }
}

extension Duty.Role: ExpressibleByArgument {}
extension Duty.Entity: ExpressibleByArgument {}
extension RegimeID: ExpressibleByArgument {}
extension RetentionTrigger: ExpressibleByArgument {}
extension RetentionSchedule.Treatment: ExpressibleByArgument {}
extension VerificationMethod: ExpressibleByArgument {}

/// Names with commas between them, such as `contact_name,phone?`.
struct NameList: ExpressibleByArgument {
    var names: [String]

    init?(argument: String) {
        names = argument.split(separator: ",", omittingEmptySubsequences: false).map {
            String($0.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
        }
        guard !names.contains("") else { return nil }
    }
}

/// `left=right`, where the right side may be empty.
struct Pair: ExpressibleByArgument {
    var left: String
    var right: String

    init?(argument: String) {
        guard let sign = argument.firstIndex(of: "="), sign != argument.startIndex else { return nil }
        left = String(argument[..<sign])
        right = String(argument[argument.index(after: sign)...])
    }
}

public import CustodyModel

/// Why a tracker refused a change or a question.
public struct IncidentError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What kind of refusal it is.
    public struct Code: RawRepresentable, Hashable, Sendable {
        /// The name of the code.
        public var rawValue: String
        /// Names a code.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// There is no incident of that name.
        public static let unknown = Code(rawValue: "unknown")
        /// There is an incident of that name already.
        public static let exists = Code(rawValue: "exists")
        /// The incident is at another version than the caller saw.
        public static let versionConflict = Code(rawValue: "versionConflict")
        /// The step does not fit the incident as it is.
        public static let wrongState = Code(rawValue: "wrongState")
        /// The step needs a person and names none.
        public static let actorMissing = Code(rawValue: "actorMissing")
        /// A time lies after it was recorded, or contradicts another.
        public static let timeInvalid = Code(rawValue: "timeInvalid")
        /// The timeline has no such line.
        public static let eventUnknown = Code(rawValue: "eventUnknown")
        /// Something recorded before is replaced, and no reason is given.
        public static let reasonMissing = Code(rawValue: "reasonMissing")
        /// The key was used before for another step.
        public static let keyReused = Code(rawValue: "keyReused")
        /// The incident has no such duty.
        public static let dutyUnknown = Code(rawValue: "dutyUnknown")
        /// The duty was met too late and no reason is given.
        public static let lateReasonMissing = Code(rawValue: "lateReasonMissing")
        /// The breach is not assessed, so that nobody can say that a duty is not owed.
        public static let notAssessed = Code(rawValue: "notAssessed")
        /// By the assessment the duty is owed, and the law knows no exception.
        public static let dutyOwed = Code(rawValue: "dutyOwed")
        /// Something stands against closing; `unmet` lists all of it.
        public static let guardsUnmet = Code(rawValue: "guardsUnmet")
    }

    /// What kind of refusal it is.
    public var code: Code
    /// What was attempted and what to do.
    public var message: String
    /// Which incident.
    public var incident: IncidentID
    /// Everything that stands against closing; empty for other refusals.
    public var unmet: [ClosingGuard]

    /// An error from its parts.
    public init(_ code: Code, _ message: String, incident: IncidentID, unmet: [ClosingGuard] = []) {
        self.code = code
        self.message = message
        self.incident = incident
        self.unmet = unmet
    }

    /// Two errors are the same refusal when everything but their wording is the same.
    public static func == (left: IncidentError, right: IncidentError) -> Bool {
        left.code == right.code && left.incident == right.incident && left.unmet == right.unmet
    }

    /// The message with its code and place.
    public var description: String { "\(code.rawValue): \(message) (incident \(incident))" }
}

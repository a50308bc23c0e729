import Crypto
import CustodyAccess
public import CustodyGovernance
public import CustodyModel

// The registers of the house, each with the key under which a later entry takes the place of a former one.

extension ControllerProfile: RegisterEntry {
    /// `controller`.
    public static var register: RegisterName { "controller" }
    /// There is one.
    public var key: RegisterKey { "controller" }
}

extension ProcessingActivity: RegisterEntry {
    /// `activities`.
    public static var register: RegisterName { "activities" }
    /// The activity.
    public var key: RegisterKey { RegisterKey(id.rawValue) }
    /// A look that is yet to come.
    public func faults(at now: Instant) -> [String] { yetToCome("it was looked at", reviewedAt, at: now) }
}

extension ActivityBreach: RegisterEntry {
    /// `activity-breaches`.
    public static var register: RegisterName { "activity-breaches" }
    /// The activity and the incident.
    public var key: RegisterKey { RegisterKey("\(activity)/\(incident)") }
}

extension ImpactScreening: RegisterEntry {
    /// `impact-screenings`.
    public static var register: RegisterName { "impact-screenings" }
    /// The activity.
    public var key: RegisterKey { RegisterKey(activity.rawValue) }
}

extension ImpactAssessment: RegisterEntry {
    /// `impact-assessments`.
    public static var register: RegisterName { "impact-assessments" }
    /// The activity.
    public var key: RegisterKey { RegisterKey(activity.rawValue) }
    /// An answer that the authority is yet to be asked for.
    public func faults(at now: Instant) -> [String] { yetToCome("the authority was asked", consultedAt, at: now) }
}

extension HostFacts: RegisterEntry {
    /// `host`.
    public static var register: RegisterName { "host" }
    /// There is one.
    public var key: RegisterKey { "host" }
}

extension GovernedDocument: RegisterEntry {
    /// `documents`.
    public static var register: RegisterName { "documents" }
    /// The document; its versions are its history.
    public var key: RegisterKey { RegisterKey(id.rawValue) }
    /// An approval or a look that is yet to come. It may come into force later.
    public func faults(at now: Instant) -> [String] {
        yetToCome("it was approved", approval?.at, at: now) + yetToCome("it was looked at", reviewedAt, at: now)
    }
}

extension Acknowledgement: RegisterEntry {
    /// `acknowledgements`.
    public static var register: RegisterName { "acknowledgements" }
    /// The document, the version, and who, by a digest: a key names nobody.
    public var key: RegisterKey { .digest(of: document.rawValue, version, principal.rawValue) }
    /// What is yet to be read.
    public func faults(at now: Instant) -> [String] { yetToCome("it was read", at, at: now) }
}

extension ReviewTrigger: RegisterEntry {
    /// `review-triggers`.
    public static var register: RegisterName { "review-triggers" }
    /// Its own.
    public var key: RegisterKey { RegisterKey(id.rawValue) }
}

extension RetentionDuty: RegisterEntry {
    /// `retention-duties`.
    public static var register: RegisterName { "retention-duties" }
    /// Its own.
    public var key: RegisterKey { RegisterKey(id.rawValue) }
}

extension Course: RegisterEntry {
    /// `courses`.
    public static var register: RegisterName { "courses" }
    /// The course; its versions are its history.
    public var key: RegisterKey { RegisterKey(id.rawValue) }
}

extension TrainingAssignment: RegisterEntry {
    /// `training-assignments`.
    public static var register: RegisterName { "training-assignments" }
    /// The course and the role.
    public var key: RegisterKey { RegisterKey("\(course)/\(role)") }
}

extension TrainingCompletion: RegisterEntry {
    /// `training-completions`.
    public static var register: RegisterName { "training-completions" }
    /// Its own.
    public var key: RegisterKey { RegisterKey(id.rawValue) }
    /// A course that is yet to be taken. One that stands already can be voided.
    public func faults(at now: Instant) -> [String] { counts ? yetToCome("the course was taken", at, at: now) : [] }
}

extension Responsibility: RegisterEntry {
    /// `responsibilities`.
    public static var register: RegisterName { "responsibilities" }
    /// The matter: one answers for it at a time.
    public var key: RegisterKey { RegisterKey(matter.description.replacing(":", with: "/")) }
}

extension ProcessorContract: RegisterEntry {
    /// `processor-contracts`.
    public static var register: RegisterName { "processor-contracts" }
    /// The processor.
    public var key: RegisterKey { RegisterKey(processor.rawValue) }
}

extension CorrectiveAction: RegisterEntry {
    /// `corrective-actions`.
    public static var register: RegisterName { "corrective-actions" }
    /// Its own.
    public var key: RegisterKey { RegisterKey(id.rawValue) }
    /// What is yet to be done.
    public func faults(at now: Instant) -> [String] { yetToCome("it was done", doneAt, at: now) }
}

extension ReviewPlan: RegisterEntry {
    /// `review-plans`.
    public static var register: RegisterName { "review-plans" }
    /// Its own.
    public var key: RegisterKey { RegisterKey(id.rawValue) }
}

extension ReviewDone: RegisterEntry {
    /// `review-results`.
    public static var register: RegisterName { "review-results" }
    /// Its own.
    public var key: RegisterKey { RegisterKey(id.rawValue) }
    /// A look that is yet to come.
    public func faults(at now: Instant) -> [String] { yetToCome("it was looked at", at, at: now) }
}

extension RoleApproval: RegisterEntry {
    /// `role-approvals`.
    public static var register: RegisterName { "role-approvals" }
    /// What approves a role can change the policy.
    public static var action: Action { .changePolicy }
    /// The role.
    public var key: RegisterKey { RegisterKey(role.rawValue) }
    /// An approval that is yet to come.
    public func faults(at now: Instant) -> [String] { yetToCome("it was approved", approvedAt, at: now) }
}

extension RegisterKey {
    /// A key that tells nothing of its parts.
    fileprivate static func digest(of parts: String...) -> RegisterKey {
        // Each part with its length, so that no two lists make one text.
        let text = parts.map { "\($0.utf8.count):\($0)" }.joined()
        return RegisterKey(Bytes(Array(SHA256.hash(data: Array(text.utf8)).prefix(16))).hex)
    }
}

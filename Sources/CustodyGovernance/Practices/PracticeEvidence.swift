public import CustodyLaw
import CustodyModel

/// Which registers, calls and commands show that a practice is kept, and which findings that it is not.
public struct PracticeEvidence: Hashable, Sendable {
    /// The practice.
    public var practice: PracticeID
    /// The registers, and what else the store keeps.
    public var registers: [String]
    /// The calls of the library.
    public var calls: [String]
    /// The commands of the tool, without its name.
    public var commands: [String]
    /// What says that it is not kept.
    public var findings: [Finding.Kind]

    init(
        _ practice: PracticeID, registers: [String], calls: [String], commands: [String], findings: [Finding.Kind]
    ) {
        self.practice = practice
        self.registers = registers
        self.calls = calls
        self.commands = commands
        self.findings = findings
    }

    /// The evidence of each practice, in the order of the practices.
    public static let all: [PracticeEvidence] = [
        PracticeEvidence(
            "lawful_transparent_collection", registers: ["activities", "documents", "notices"],
            calls: ["collect", "declare", "informationFindings", "informationDuties", "inform"],
            commands: ["import", "request inform", "request duties"],
            findings: [
                .purposeWithoutActivity, .noticeGap, .informationOverdue, .requestOverdue, .interestsNotAssessed,
                .interestsOverridden, .basisNotInForce, .basisOutsideItsLaw, .basisOfOneLaw, .basisClosedToAuthority,
                .automationForbidden,
            ]),
        PracticeEvidence(
            "explicit_consent", registers: ["consent ledger", "notices"],
            calls: ["recordConsent", "withdrawConsent", "consentReceipt", "explainConsent"],
            commands: ["consent grant", "consent withdraw", "consent receipt"], findings: [.consentStale]),
        PracticeEvidence(
            "accuracy_verification_update", registers: ["recipients' notices"],
            calls: ["verify", "accuracyDue", "dispute", "correct", "corrections", "recipientNotices", "settleNotice"],
            commands: ["accuracy due", "accuracy verify", "correct", "request notices"],
            findings: [.recipientToldLate]),
        PracticeEvidence(
            "documented_sources_storage_access_logs", registers: ["activities", "audit log"],
            calls: ["lines", "log", "verify"], commands: ["audit log", "audit verify"],
            findings: [
                .locationUnknown, .activityOwnerMissing, .activityIncomplete, .activityReviewOverdue, .controllerUnknown,
                .ownerMissing,
            ]),
        PracticeEvidence(
            "rbac_periodic_role_review", registers: ["approvals", "access changes", "reviews"],
            calls: ["changeAccess", "accessReview", "access"], commands: ["access review", "policy what-can", "access revoke"],
            findings: [
                .roleWidened, .roleNotApproved, .roleUndeclared, .accessReviewOverdue, .ticketNotReviewed, .holderUnknown,
            ]),
        PracticeEvidence(
            "audit_and_automated_alerts", registers: ["audit log", "alerts", "reviews"],
            calls: ["monitor", "checkpoint", "follow"], commands: ["monitor run", "audit checkpoint", "audit anchor"],
            findings: [.checkpointMissing, .checkpointFailing, .anchorMissing, .logGap, .reviewKindUnplanned]),
        PracticeEvidence(
            "minimisation_periodic_assessment", registers: ["activities", "schemas", "reviews"],
            calls: ["minimisationReport", "findings", "complianceReport"],
            commands: ["minimise report", "findings", "report"],
            findings: [.categoryUndeclared, .categoryUnused]),
        PracticeEvidence(
            "purpose_limitation_compatible_test", registers: ["activities", "policy", "schemas"],
            calls: ["extend", "findings", "disclose"], commands: ["policy validate", "policy diff", "findings"],
            findings: [.fieldWithoutPurpose, .activityPurposeUndeclared]),
        PracticeEvidence(
            "retention_deletion", registers: ["duties", "documents", "legal holds", "erasures"],
            calls: ["retentionDue", "sweep", "planErasure", "execute", "placeHold", "planPrune"],
            commands: [
                "retention set", "retention due", "retention run", "erase plan", "hold place", "audit prune",
                "certificate verify",
            ],
            findings: [
                .retentionBeyondNotice, .retentionBelowDuty, .retentionOpenEnded, .retentionDue, .retentionPolicyMissing,
                .pruneDue, .erasureUnfinished,
            ]),
        PracticeEvidence(
            "incident_plan", registers: ["incidents", "reviews", "actions", "breaches"],
            calls: ["openIncident", "dueDuties", "breachRegister", "lastDrill"],
            commands: ["incident open", "incident due", "incident register"],
            findings: [.incidentMatter, .actionOverdue, .registerKeptTooShort]),
        PracticeEvidence(
            "staff_training_awareness", registers: ["courses", "assignments", "completions", "documents", "acknowledgements"],
            calls: ["record", "trainingStandings"], commands: ["register import", "report"],
            findings: [.untrainedWithAccess, .trainingEndsSoon, .courseUndescribed, .acknowledgementMissing]),
        PracticeEvidence(
            "policy_review", registers: ["documents", "triggers", "acknowledgements"], calls: ["record", "findings"],
            commands: ["register import", "findings"],
            findings: [.documentNotApproved, .documentReviewOverdue, .documentReviewAsked]),
        PracticeEvidence(
            "encryption", registers: ["keys"], calls: ["rotateKeys", "keyStatus"], commands: ["keys status", "keys rotate"],
            findings: [.securityUndescribed]),
        PracticeEvidence(
            "backups", registers: ["reviews", "erasures"], calls: ["backUp", "backUpKeys", "anchorErasures"],
            commands: ["backup", "restore", "erase anchor"], findings: [.restoreUnanchored, .reviewOverdue, .reviewFailed]),
        PracticeEvidence(
            "dpo_reporting", registers: ["controller", "responsibilities"], calls: ["record", "complianceReport"],
            commands: ["register import", "report"], findings: [.officerMissing, .officerWithoutReportLine]),
        PracticeEvidence(
            "processors", registers: ["contracts", "activities"], calls: ["share", "record"],
            commands: ["register import", "findings"],
            findings: [.contractMissing, .contractIncomplete, .contractExpired, .recipientFault, .recipientUnlisted]),
        PracticeEvidence(
            "transfers", registers: ["activities", "recipients"], calls: ["share", "faults"], commands: ["findings"],
            findings: [.recipientFault]),
        PracticeEvidence(
            "dpia", registers: ["screenings", "assessments"], calls: ["record", "findings"],
            commands: ["register import", "findings"],
            findings: [
                .screeningMissing, .screeningReasonMissing, .criterionOverlooked, .assessmentMissing, .assessmentIncomplete,
                .consultationMissing, .assessmentReviewOverdue, .nationalConditionMissing,
            ]),
    ]

    /// How a practice stands: what speaks against it.
    public func open(in findings: some Sequence<Finding>) -> [Finding] {
        findings.filter { self.findings.contains($0.kind) }
    }
}

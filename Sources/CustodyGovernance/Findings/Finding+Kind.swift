extension Finding {
    /// What can be found. Each kind has its gravity, its article and the call that puts it right.
    public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
        // The record of processing.
        /// Nobody recorded who the controller is (GDPR Art. 30(1)(a)).
        case controllerUnknown
        /// Data is held for a purpose that no activity of the controller describes (GDPR Art. 30(1)(b)).
        case purposeWithoutActivity
        /// A field is held for no purpose, or for one that the policy does not declare (GDPR Art. 5(1)(b), (c)).
        case fieldWithoutPurpose
        /// A kind of data is held for an activity that does not declare it (GDPR Art. 30(1)(c)).
        case categoryUndeclared
        /// An activity declares a kind of data that is not held for it (GDPR Art. 5(1)(c)).
        case categoryUnused
        /// A role may use data of an activity that does not name it (GDPR Art. 30(1)(d)).
        case roleUndeclared
        /// An activity has a purpose that the policy does not declare (GDPR Art. 30(1)(b)).
        case activityPurposeUndeclared
        /// A recipient of an activity may not be given data: its contract or its transfer does not hold (GDPR Art. 28, 44 to 49).
        case recipientFault
        /// A recipient was given data, and no activity names it (GDPR Art. 30(1)(d)).
        case recipientUnlisted
        /// An activity rests on legitimate interests that nobody weighed (GDPR Art. 6(1)(f)).
        case interestsNotAssessed
        /// An activity rests on legitimate interests that were found not to prevail (GDPR Art. 6(1)(f)).
        case interestsOverridden
        /// A purpose rests on a basis that the law does not have yet, or no more (GDPR Art. 5(1)(a), 6(1)).
        case basisNotInForce
        /// A purpose rests on a basis of a law that does not bind the host, as far as anybody said (GDPR Art. 5(1)(a), 6(1)).
        case basisOutsideItsLaw
        /// A purpose rests on the basis of one law, and the host is under others too (GDPR Art. 5(1)(a), 6(1)).
        case basisOfOneLaw
        /// A public body rests a purpose on a basis that is not open to the performance of its tasks (GDPR Art. 6(1)).
        case basisClosedToAuthority
        /// Decisions are left to a machine on a basis that forbids it (UK GDPR Art. 22B(4)).
        case automationForbidden
        /// Special or criminal data is held, and no condition of law is named for it (GDPR Art. 9, 10).
        case nationalConditionMissing
        /// An activity names nobody who answers for it (GDPR Art. 5(2), 24(1)).
        case activityOwnerMissing
        /// An activity leaves out purposes, people or kinds of data, or for whom a processor does what (GDPR Art. 30(1)(b), (c), (2)).
        case activityIncomplete
        /// An activity says nothing about how its data is protected (GDPR Art. 30(1)(g)).
        case securityUndescribed
        /// An activity says nothing about where its data is (GDPR Art. 5(2), 30).
        case locationUnknown
        /// The date on which an activity was to be looked at again has passed (GDPR Art. 5(2), 30).
        case activityReviewOverdue
        /// An activity names no document on keeping and erasing, or one that is not on record (GDPR Art. 5(1)(e), 30(1)(f)).
        case retentionPolicyMissing

        // Keeping.
        /// A field is kept longer than a notice promises (GDPR Art. 5(1)(e), 13(2)(a)).
        case retentionBeyondNotice
        /// A field is kept shorter than a recorded duty wants (GDPR Art. 6(1)(c), 17(3)(b)).
        case retentionBelowDuty
        /// Closed incidents may be forgotten before a law that is switched on lets its register do so (GDPR Art. 33(5) and its like).
        case registerKeptTooShort
        /// A field is kept without an end, and no notice says for how long (GDPR Art. 5(1)(e), 30(1)(f)).
        case retentionOpenEnded
        /// The time of values of a kind of record is over, and they are still held (GDPR Art. 5(1)(e), 17(1)(a)).
        case retentionDue

        // Access.
        /// A role may do more than was approved (GDPR Art. 25(2), 32(1)(b)).
        case roleWidened
        /// Nobody approved what a role may do (GDPR Art. 25(2), 32(1)(b)).
        case roleNotApproved
        /// Somebody's access was to be certified again by now (GDPR Art. 32(1)(b), (4)).
        case accessReviewOverdue
        /// A break-glass ticket has ended, and nobody looked at what was done with it (GDPR Art. 32(1)(b), (4)).
        case ticketNotReviewed

        // Impact.
        /// Nobody looked whether an activity needs an impact assessment (GDPR Art. 35(1), (3)).
        case screeningMissing
        /// A screening gives no reason for what it came to (GDPR Art. 35(1), (3)).
        case screeningReasonMissing
        /// The data of an activity shows a criterion that its screening does not name (GDPR Art. 35(1), (3)).
        case criterionOverlooked
        /// An impact assessment is needed and was not begun (GDPR Art. 35(7)).
        case assessmentMissing
        /// An impact assessment is not done, or lacks parts that the law asks (GDPR Art. 35(7)).
        case assessmentIncomplete
        /// A high risk remains, and the authority was not consulted (GDPR Art. 36(1)).
        case consultationMissing
        /// The date on which an impact assessment was to be looked at again has passed (GDPR Art. 35(11)).
        case assessmentReviewOverdue

        // Documents.
        /// A document is in force that nobody approved (GDPR Art. 24(1), (2)).
        case documentNotApproved
        /// The date on which a document was to be looked at again has passed (GDPR Art. 24(1), (2)).
        case documentReviewOverdue
        /// A law, an incident, a failed test or a risk asks to look at a document again (GDPR Art. 24(1), (2)).
        case documentReviewAsked
        /// Some who had to acknowledge a document by now have not (GDPR Art. 29, 32(4)).
        case acknowledgementMissing
        /// The notices in force leave out something that people have to be told (GDPR Art. 13, 14).
        case noticeGap

        // Training.
        /// Holders of a role have not passed a training that it needs (GDPR Art. 32(4), 39(1)(b)).
        case untrainedWithAccess
        /// The training of holders of a role runs out soon (GDPR Art. 32(4), 39(1)(b)).
        case trainingEndsSoon
        /// A role needs a course that nobody described (GDPR Art. 32(4), 39(1)(b)).
        case courseUndescribed

        // Responsibility.
        /// There is no data protection officer, and no reason is given why not (GDPR Art. 37).
        case officerMissing
        /// Nobody recorded to whom the data protection officer reports (GDPR Art. 38(3)).
        case officerWithoutReportLine
        /// Nobody answers for an activity, a document or an action that is still open (GDPR Art. 5(2), 24(1)).
        case ownerMissing
        /// The policy does not know the one who answers for something (GDPR Art. 5(2), 24(1)).
        case holderUnknown
        /// A processor is given data, and no contract with it is on record (GDPR Art. 28(3)).
        case contractMissing
        /// A contract with a processor lacks clauses, or instructions that are written down (GDPR Art. 28(3)).
        case contractIncomplete
        /// A contract with a processor has ended (GDPR Art. 28(3)).
        case contractExpired
        /// A corrective action was to be done by now (GDPR Art. 24(1), 33(5)).
        case actionOverdue

        // Reviews.
        /// A review or test that is planned was due (GDPR Art. 32(1)(d)).
        case reviewOverdue
        /// The last review or test of a plan failed (GDPR Art. 32(1)(d)).
        case reviewFailed
        /// A kind of review is not planned at all (GDPR Art. 32(1)(d)).
        case reviewKindUnplanned

        // What goes on.
        /// A person's request was to be answered or acknowledged by now (GDPR Art. 12(3)).
        case requestOverdue
        /// People had to be told by now of data that came from others (GDPR Art. 14(3)).
        case informationOverdue
        /// Somebody must look at an incident: a duty, a task or a decision is due (GDPR Art. 33, 34).
        case incidentMatter
        /// A recipient was not told of a correction, an erasure or a restriction for a month (GDPR Art. 19).
        case recipientToldLate

        // The log and the store.
        /// A log that has entries was never signed (GDPR Art. 5(2), 32(1)).
        case checkpointMissing
        /// A checkpoint, or the monitor's memory, could not be written (GDPR Art. 5(2), 32(1)).
        case checkpointFailing
        /// The report was held against no checkpoint that is kept outside the store (GDPR Art. 5(2), 32(1)).
        case anchorMissing
        /// Events could not be recorded, and the log does not tell it yet (GDPR Art. 5(2), 32(1)).
        case logGap
        /// The store was put back with nothing to tell who had been erased since its backup (GDPR Art. 5(2), 32(1)).
        case restoreUnanchored
        /// An erasure is decided and not finished, for the disk did not take or give what it should (GDPR Art. 5(1)(e), 17(1)).
        case erasureUnfinished
        /// Entries of a log were kept as long as they have to be, and may go (GDPR Art. 5(1)(e)).
        case pruneDue
        /// Consents to a purpose rest on a text that is not in force any more (GDPR Art. 7(1)).
        case consentStale

        /// How much it matters.
        public var severity: Severity {
            switch self {
            case .fieldWithoutPurpose, .retentionBeyondNotice, .retentionBelowDuty, .roleWidened, .untrainedWithAccess,
                .requestOverdue, .incidentMatter, .interestsOverridden, .basisNotInForce, .automationForbidden,
                .consultationMissing, .logGap, .restoreUnanchored, .erasureUnfinished:
                .critical
            case .purposeWithoutActivity, .categoryUndeclared, .roleUndeclared, .activityPurposeUndeclared, .recipientFault,
                .recipientUnlisted, .interestsNotAssessed, .nationalConditionMissing, .assessmentMissing, .contractMissing,
                .contractIncomplete, .contractExpired, .controllerUnknown, .noticeGap, .informationOverdue, .checkpointFailing,
                .recipientToldLate, .reviewFailed, .criterionOverlooked, .holderUnknown, .retentionDue, .basisOutsideItsLaw,
                .registerKeptTooShort:
                .high
            case .activityOwnerMissing, .activityIncomplete, .securityUndescribed, .locationUnknown, .activityReviewOverdue,
                .roleNotApproved, .accessReviewOverdue, .ticketNotReviewed, .screeningMissing, .screeningReasonMissing,
                .assessmentIncomplete, .assessmentReviewOverdue, .documentNotApproved, .documentReviewOverdue,
                .documentReviewAsked, .acknowledgementMissing, .courseUndescribed, .officerMissing, .officerWithoutReportLine,
                .ownerMissing, .actionOverdue, .reviewOverdue, .checkpointMissing, .anchorMissing, .retentionPolicyMissing,
                .reviewKindUnplanned:
                .medium
            case .categoryUnused, .retentionOpenEnded, .trainingEndsSoon, .pruneDue, .consentStale, .basisOfOneLaw,
                .basisClosedToAuthority:
                .low
            }
        }

        /// The article that it is about.
        public var article: String {
            switch self {
            case .controllerUnknown: "GDPR Art. 30(1)(a)"
            case .purposeWithoutActivity, .activityPurposeUndeclared: "GDPR Art. 30(1)(b)"
            case .fieldWithoutPurpose: "GDPR Art. 5(1)(b), (c)"
            case .categoryUndeclared: "GDPR Art. 30(1)(c)"
            case .categoryUnused: "GDPR Art. 5(1)(c)"
            case .roleUndeclared, .recipientUnlisted: "GDPR Art. 30(1)(d)"
            case .recipientFault: "GDPR Art. 28, 44 to 49"
            case .interestsNotAssessed, .interestsOverridden: "GDPR Art. 6(1)(f)"
            case .basisNotInForce, .basisOutsideItsLaw, .basisOfOneLaw: "GDPR Art. 5(1)(a), 6(1)"
            case .basisClosedToAuthority: "GDPR Art. 6(1)"
            case .automationForbidden: "UK GDPR Art. 22B(4)"
            case .nationalConditionMissing: "GDPR Art. 9, 10"
            case .activityOwnerMissing, .ownerMissing, .holderUnknown: "GDPR Art. 5(2), 24(1)"
            case .activityIncomplete: "GDPR Art. 30(1)(b), (c), (2)"
            case .securityUndescribed: "GDPR Art. 30(1)(g)"
            case .locationUnknown, .activityReviewOverdue: "GDPR Art. 5(2), 30"
            case .retentionPolicyMissing, .retentionOpenEnded: "GDPR Art. 5(1)(e), 30(1)(f)"
            case .retentionBeyondNotice: "GDPR Art. 5(1)(e), 13(2)(a)"
            case .retentionBelowDuty: "GDPR Art. 6(1)(c), 17(3)(b)"
            case .registerKeptTooShort: "GDPR Art. 33(5)"
            case .retentionDue: "GDPR Art. 5(1)(e), 17(1)(a)"
            case .roleWidened, .roleNotApproved: "GDPR Art. 25(2), 32(1)(b)"
            case .accessReviewOverdue, .ticketNotReviewed: "GDPR Art. 32(1)(b), (4)"
            case .screeningMissing, .screeningReasonMissing, .criterionOverlooked: "GDPR Art. 35(1), (3)"
            case .assessmentMissing, .assessmentIncomplete: "GDPR Art. 35(7)"
            case .consultationMissing: "GDPR Art. 36(1)"
            case .assessmentReviewOverdue: "GDPR Art. 35(11)"
            case .documentNotApproved, .documentReviewOverdue, .documentReviewAsked: "GDPR Art. 24(1), (2)"
            case .acknowledgementMissing: "GDPR Art. 29, 32(4)"
            case .noticeGap: "GDPR Art. 13, 14"
            case .untrainedWithAccess, .trainingEndsSoon, .courseUndescribed: "GDPR Art. 32(4), 39(1)(b)"
            case .officerMissing: "GDPR Art. 37"
            case .officerWithoutReportLine: "GDPR Art. 38(3)"
            case .contractMissing, .contractIncomplete, .contractExpired: "GDPR Art. 28(3)"
            case .actionOverdue: "GDPR Art. 24(1), 33(5)"
            case .reviewOverdue, .reviewFailed, .reviewKindUnplanned: "GDPR Art. 32(1)(d)"
            case .requestOverdue: "GDPR Art. 12(3)"
            case .informationOverdue: "GDPR Art. 14(3)"
            case .incidentMatter: "GDPR Art. 33, 34"
            case .recipientToldLate: "GDPR Art. 19"
            case .checkpointMissing, .checkpointFailing, .anchorMissing, .logGap, .restoreUnanchored: "GDPR Art. 5(2), 32(1)"
            case .erasureUnfinished: "GDPR Art. 5(1)(e), 17(1)"
            case .pruneDue: "GDPR Art. 5(1)(e)"
            case .consentStale: "GDPR Art. 7(1)"
            }
        }

        /// The call that puts it right, and the command where there is one.
        public var fix: String {
            switch self {
            case .controllerUnknown: "record(ControllerProfile(…), by:, reason:)"
            case .purposeWithoutActivity, .categoryUndeclared, .categoryUnused, .roleUndeclared, .activityPurposeUndeclared,
                .recipientUnlisted, .interestsNotAssessed, .nationalConditionMissing, .activityOwnerMissing,
                .activityIncomplete, .securityUndescribed, .locationUnknown, .activityReviewOverdue, .retentionPolicyMissing:
                "record(ProcessingActivity(…), by:, reason:), or change the schema or the policy: custodyctl policy validate"
            case .fieldWithoutPurpose: "take the field out of the schema, or declare its purpose: custodyctl policy validate"
            case .recipientFault: "record(ProcessingActivity(…)) with a recipient whose contract and transfer hold"
            case .interestsOverridden, .basisNotInForce: "stop the processing, or take another basis: custodyctl policy diff"
            case .basisOutsideItsLaw: "record(HostFacts(…), by:, reason:), or take another basis: custodyctl policy diff"
            case .basisOfOneLaw: "see that it is for people under that law, or take another basis: custodyctl policy diff"
            case .basisClosedToAuthority: "see that it is none of its tasks, or take another basis: custodyctl policy diff"
            case .automationForbidden: "let a human decide, or take another basis: custodyctl policy diff"
            case .retentionBeyondNotice: "shorten Field(retain:), or tell people and record(GovernedDocument(…))"
            case .retentionBelowDuty: "lengthen Field(retain:) to what the law wants, or correct record(RetentionDuty(…))"
            case .registerKeptTooShort: "lengthen IncidentPolicy(daysToKeepClosed:) to what the law wants"
            case .retentionOpenEnded: "give the field a period: Field(retain:)"
            case .retentionDue: "custodyctl retention run, or a legal hold: custodyctl hold place"
            case .roleWidened, .roleNotApproved:
                "take it out of the policy, or record(RoleApproval(…)): custodyctl policy what-can"
            case .accessReviewOverdue: "custodyctl access review"
            case .ticketNotReviewed: "custodyctl access review --ticket"
            case .screeningMissing, .screeningReasonMissing, .criterionOverlooked: "record(ImpactScreening(…), by:, reason:)"
            case .assessmentMissing, .assessmentIncomplete, .consultationMissing, .assessmentReviewOverdue:
                "record(ImpactAssessment(…), by:, reason:)"
            case .documentNotApproved, .documentReviewOverdue, .documentReviewAsked:
                "record(GovernedDocument(…), by:, reason:)"
            case .acknowledgementMissing: "record(Acknowledgement(…), by:, reason:)"
            case .noticeGap: "custodyctl consent notice; declare(NoticeContent(…), by:)"
            case .untrainedWithAccess: "custodyctl access revoke, or record(TrainingCompletion(…), by:, reason:)"
            case .trainingEndsSoon: "record(TrainingCompletion(…), by:, reason:)"
            case .courseUndescribed: "record(Course(…), by:, reason:)"
            case .officerMissing, .officerWithoutReportLine: "record(ControllerProfile(…), by:, reason:)"
            case .ownerMissing, .holderUnknown: "record(Responsibility(…), by:, reason:)"
            case .contractMissing, .contractIncomplete, .contractExpired: "record(ProcessorContract(…), by:, reason:)"
            case .actionOverdue: "record(CorrectiveAction(…, doneAt:), by:, reason:)"
            case .reviewOverdue, .reviewFailed: "record(ReviewDone(…), by:, reason:)"
            case .reviewKindUnplanned: "record(ReviewPlan(…), by:, reason:)"
            case .requestOverdue: "custodyctl request list --overdue"
            case .informationOverdue: "custodyctl request duties"
            case .incidentMatter: "custodyctl incident due"
            case .recipientToldLate: "custodyctl request notices"
            case .checkpointMissing, .checkpointFailing: "custodyctl audit checkpoint"
            case .anchorMissing: "custodyctl audit anchor"
            case .logGap: "custodyctl audit gap"
            case .restoreUnanchored: "put it back again with the anchor: custodyctl restore --erasures"
            case .erasureUnfinished: "mend the disk (custodyctl inspect names the place), then open the store again"
            case .pruneDue: "custodyctl audit prune"
            case .consentStale: "custodyctl consent list"
            }
        }
    }

    /// The call or command that puts it right.
    public var fix: String { kind.fix }
}

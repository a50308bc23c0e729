extension Finding {
    /// What can be found. Each kind has its gravity, its article and the call that puts it right.
    public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
        // The record of processing.
        case controllerUnknown, purposeWithoutActivity, fieldWithoutPurpose, categoryUndeclared, categoryUnused, roleUndeclared
        case activityPurposeUndeclared, recipientFault, recipientUnlisted, interestsNotAssessed, interestsOverridden
        case nationalConditionMissing, activityOwnerMissing, securityUndescribed, locationUnknown, activityReviewOverdue
        case retentionPolicyMissing
        // Keeping.
        case retentionBeyondNotice, retentionBelowDuty, retentionOpenEnded, retentionDue
        // Access.
        case roleWidened, roleNotApproved, accessReviewOverdue, ticketNotReviewed
        // Impact.
        case screeningMissing, screeningReasonMissing, criterionOverlooked, assessmentMissing, assessmentIncomplete
        case consultationMissing, assessmentReviewOverdue
        // Documents.
        case documentNotApproved, documentReviewOverdue, documentReviewAsked, acknowledgementMissing, noticeGap
        // Training.
        case untrainedWithAccess, trainingEndsSoon, courseUndescribed
        // Responsibility.
        case officerMissing, officerWithoutReportLine, ownerMissing, holderUnknown, contractMissing, contractIncomplete
        case contractExpired, actionOverdue
        // Reviews.
        case reviewOverdue, reviewFailed, reviewKindUnplanned
        // What goes on.
        case requestOverdue, informationOverdue, incidentMatter, recipientToldLate
        // The log and the store.
        case checkpointMissing, checkpointFailing, anchorMissing, logGap, restoreUnanchored, pruneDue, consentStale

        /// How much it matters.
        public var severity: Severity {
            switch self {
            case .fieldWithoutPurpose, .retentionBeyondNotice, .retentionBelowDuty, .roleWidened, .untrainedWithAccess,
                .requestOverdue, .incidentMatter, .interestsOverridden, .consultationMissing, .logGap, .restoreUnanchored:
                .critical
            case .purposeWithoutActivity, .categoryUndeclared, .roleUndeclared, .activityPurposeUndeclared, .recipientFault,
                .recipientUnlisted, .interestsNotAssessed, .nationalConditionMissing, .assessmentMissing, .contractMissing,
                .contractIncomplete, .contractExpired, .controllerUnknown, .noticeGap, .informationOverdue, .checkpointFailing,
                .recipientToldLate, .reviewFailed, .criterionOverlooked, .holderUnknown, .retentionDue:
                .high
            case .activityOwnerMissing, .securityUndescribed, .locationUnknown, .activityReviewOverdue, .roleNotApproved,
                .accessReviewOverdue, .ticketNotReviewed, .screeningMissing, .screeningReasonMissing, .assessmentIncomplete,
                .assessmentReviewOverdue, .documentNotApproved, .documentReviewOverdue, .documentReviewAsked,
                .acknowledgementMissing, .courseUndescribed, .officerMissing, .officerWithoutReportLine, .ownerMissing,
                .actionOverdue, .reviewOverdue, .checkpointMissing, .anchorMissing, .retentionPolicyMissing,
                .reviewKindUnplanned:
                .medium
            case .categoryUnused, .retentionOpenEnded, .trainingEndsSoon, .pruneDue, .consentStale:
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
            case .nationalConditionMissing: "GDPR Art. 9, 10"
            case .activityOwnerMissing, .ownerMissing, .holderUnknown: "GDPR Art. 5(2), 24(1)"
            case .securityUndescribed: "GDPR Art. 30(1)(g)"
            case .locationUnknown, .activityReviewOverdue: "GDPR Art. 5(2), 30"
            case .retentionPolicyMissing, .retentionOpenEnded: "GDPR Art. 5(1)(e), 30(1)(f)"
            case .retentionBeyondNotice: "GDPR Art. 5(1)(e), 13(2)(a)"
            case .retentionBelowDuty: "GDPR Art. 6(1)(c), 17(3)(b)"
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
                .securityUndescribed, .locationUnknown, .activityReviewOverdue, .retentionPolicyMissing:
                "record(ProcessingActivity(…), by:, reason:), or change the schema or the policy: custodyctl policy validate"
            case .fieldWithoutPurpose: "take the field out of the schema, or declare its purpose: custodyctl policy validate"
            case .recipientFault: "record(ProcessingActivity(…)) with a recipient whose contract and transfer hold"
            case .interestsOverridden: "stop the processing, or take another basis: custodyctl policy diff"
            case .retentionBeyondNotice: "shorten Field(retain:), or tell people and record(GovernedDocument(…))"
            case .retentionBelowDuty: "lengthen Field(retain:) to what the law wants, or correct record(RetentionDuty(…))"
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
            case .pruneDue: "custodyctl audit prune"
            case .consentStale: "custodyctl consent list"
            }
        }
    }

    /// The call or command that puts it right.
    public var fix: String { kind.fix }
}

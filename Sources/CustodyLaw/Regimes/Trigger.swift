public import CustodyModel

extension Duty {
    /// What starts the period. The names are those that the laws' own words come to; see ``family-swift.property``.
    public struct Trigger: Name {
        /// The text.
        public let rawValue: String
        /// Wraps the text.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// Of which kind it is.
        public var family: Family { Self.families[self] ?? .other }

        /// Of which kind a trigger is.
        public enum Family: String, Hashable, Sendable, CaseIterable {
            /// Somebody knew. Where its own moment was not recorded, that of ``Trigger/awareness`` counts.
            case awareness
            /// Somebody decided: the period waits for the decision.
            case decision
            /// Something earlier was done: a notice was sent, the incident was handled.
            case chained
            /// The end of the calendar year of the awareness.
            case yearEnd
            /// Something else happened.
            case other
        }

        /// The controller became aware: it has a reasonable degree of certainty that personal data was compromised (EDPB
        /// Guidelines 9/2022, part II.A).
        public static let awareness: Trigger = "awareness"
        /// Every breach, whenever it is found.
        public static let anyBreach: Trigger = "anyBreach"
        /// It was detected, with enough knowledge for a meaningful notice.
        public static let detection: Trigger = "detection"
        /// It was discovered.
        public static let discovery: Trigger = "discovery"
        /// It was discovered, or would have been with reasonable diligence.
        public static let discoveryOrConstructive: Trigger = "discoveryOrConstructive"
        /// It was discovered, or somebody told.
        public static let discoveryOrNotification: Trigger = "discoveryOrNotification"
        /// It was noticed or brought to notice.
        public static let noticing: Trigger = "noticing"
        /// It is known or reasonably believed.
        public static let knowledgeOrReasonableBelief: Trigger = "knowledgeOrReasonableBelief"
        /// It is known that personal data is concerned.
        public static let awarenessPersonalDataAffected: Trigger = "awarenessPersonalDataAffected"
        /// There are reasonable grounds to suspect it.
        public static let suspicionReasonableGrounds: Trigger = "suspicionReasonableGrounds"
        /// There are credible grounds to believe it.
        public static let credibleGrounds: Trigger = "credibleGrounds"
        /// There are reasonable grounds to believe that somebody unauthorised had the data.
        public static let reasonableGroundsToBelieve: Trigger = "reasonableGroundsToBelieve"
        /// It is reasonably believed to have occurred.
        public static let reasonableBeliefOccurred: Trigger = "reasonableBeliefOccurred"
        /// A breach was determined, or there is reason to believe in one.
        public static let determinationOrReasonToBelieve: Trigger = "determinationOrReasonToBelieve"
        /// It occurred, or was noticed; accounts differ.
        public static let occurrenceOrAwareness: Trigger = "occurrenceOrAwareness"
        /// The protection failed, or that was noticed; the law does not say which.
        public static let failureOrAwareness: Trigger = "failureOrAwareness"
        /// It occurred or may have occurred.
        public static let occurredOrMayHaveOccurred: Trigger = "occurredOrMayHaveOccurred"

        /// Somebody determined that there was a breach.
        public static let determinationBreach: Trigger = "determinationBreach"
        /// Somebody determined that it must be notified.
        public static let determinationNotifiable: Trigger = "determinationNotifiable"
        /// Somebody determined that it is material.
        public static let determinationMaterial: Trigger = "determinationMaterial"
        /// Somebody determined that there was an incident.
        public static let determinationIncident: Trigger = "determinationIncident"
        /// Somebody determined that the incident is one to notify.
        public static let determinationNotificationIncident: Trigger = "determinationNotificationIncident"
        /// Somebody determined that a service is disrupted.
        public static let determinationDisruption: Trigger = "determinationDisruption"
        /// The incident was classified as major.
        public static let classificationAsMajor: Trigger = "classificationAsMajor"
        /// Somebody believes on reasonable grounds.
        public static let beliefReasonableGrounds: Trigger = "beliefReasonableGrounds"
        /// The breach was confirmed.
        public static let confirmationOfBreach: Trigger = "confirmationOfBreach"
        /// The people concerned were identified.
        public static let identificationOfAffected: Trigger = "identificationOfAffected"
        /// What was missing from a notice was determined.
        public static let missingInformationDetermined: Trigger = "missingInformationDetermined"

        /// The first notification was sent.
        public static let initialNotificationSent: Trigger = "initialNotificationSent"
        /// The full notification was sent.
        public static let incidentNotificationSent: Trigger = "incidentNotificationSent"
        /// The intermediate report was sent. By the law its latest update counts; here the first does, which is never later.
        public static let intermediateReportSent: Trigger = "intermediateReportSent"
        /// The people were told.
        public static let individualNoticeSent: Trigger = "individualNoticeSent"
        /// The incident was handled.
        public static let incidentHandled: Trigger = "incidentHandled"
        /// A correction is available.
        public static let correctiveMeasureAvailable: Trigger = "correctiveMeasureAvailable"
        /// The calendar year of the discovery ended.
        public static let calendarYearEnd: Trigger = "calendarYearEnd"

        /// The authority asks.
        public static let onRequest: Trigger = "onRequest"
        /// A ransom was paid.
        public static let payment: Trigger = "payment"
        /// The authority orders it.
        public static let authorityOrder: Trigger = "authorityOrder"
        /// In cases that the law describes.
        public static let certainCases: Trigger = "certainCases"

        /// What starts it as well: who reads "discovered, or would have been" has discovered it too.
        var alternatives: [Trigger] { Self.parts[self] ?? [] }

        private static let parts: [Trigger: [Trigger]] = [
            .discoveryOrConstructive: [.discovery], .discoveryOrNotification: [.discovery],
            .knowledgeOrReasonableBelief: [.reasonableBeliefOccurred],
            .determinationOrReasonToBelieve: [.determinationBreach, .reasonableBeliefOccurred],
            // The law does not say which of the two, or accounts differ.
            .occurrenceOrAwareness: [.awareness], .failureOrAwareness: [.awareness],
        ]

        private static let families: [Trigger: Family] = {
            let members: [Family: [Trigger]] = [
                .awareness: [
                    .awareness, .anyBreach, .detection, .discovery, .discoveryOrConstructive, .discoveryOrNotification,
                    .noticing, .knowledgeOrReasonableBelief, .awarenessPersonalDataAffected, .suspicionReasonableGrounds,
                    .credibleGrounds, .reasonableGroundsToBelieve, .reasonableBeliefOccurred,
                    .determinationOrReasonToBelieve, .occurrenceOrAwareness, .failureOrAwareness,
                    .occurredOrMayHaveOccurred,
                ],
                .decision: [
                    .determinationBreach, .determinationNotifiable, .determinationMaterial, .determinationIncident,
                    .determinationNotificationIncident, .determinationDisruption, .classificationAsMajor,
                    .beliefReasonableGrounds, .confirmationOfBreach, .identificationOfAffected,
                    .missingInformationDetermined,
                ],
                .chained: [
                    .initialNotificationSent, .incidentNotificationSent, .intermediateReportSent, .individualNoticeSent,
                    .incidentHandled, .correctiveMeasureAvailable,
                ],
                .yearEnd: [.calendarYearEnd],
            ]
            return Dictionary(uniqueKeysWithValues: members.flatMap { family, triggers in triggers.map { ($0, family) } })
        }()
    }
}

public import CustodyModel

/// What has to follow the withdrawal of a consent: work that a host does, or has this library do. Nothing of it is a condition of the
/// withdrawal, which holds from the next decision on.
public struct DownstreamObligation: Hashable, Sendable, Codable {
    /// What has to be done.
    public enum Work: String, Hashable, Sendable, Codable, CaseIterable {
        /// Stop processing for the purpose, also where data was handed on to.
        case stop
        /// Keep it, and use it for nothing but what keeps it.
        case restrict
        /// Erase it: nothing else keeps it (GDPR Art. 17(1)(b)).
        case erase
    }

    /// What has to be done.
    public var work: Work
    /// For which purpose consent was withdrawn.
    public var purpose: Purpose
    /// In which record; nil for work that concerns no record.
    public var record: RecordName?
    /// With which fields.
    public var fields: [FieldName]
    /// Why, in words.
    public var reason: String
}

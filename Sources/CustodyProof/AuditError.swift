/// Why the audit log could not do what was asked, or why what it was shown is not to be trusted.
public struct AuditError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What kind of failure it is.
    public struct Code: RawRepresentable, Hashable, Sendable {
        /// The name of the code.
        public var rawValue: String
        /// Names a code.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// The event contradicts itself and was not recorded.
        public static let invalidEvent = Code(rawValue: "invalidEvent")
        /// More persons than one leaf can hold; record several events with the same batch.
        public static let tooManyPersons = Code(rawValue: "tooManyPersons")
        /// Bytes that are no leaf, note, checkpoint, key or change of this format.
        public static let malformed = Code(rawValue: "malformed")
        /// Stored bytes are not what was recorded, or the handle is not the one they were sealed for.
        public static let tampered = Code(rawValue: "tampered")
        /// The entry says nothing about the person, as far as this key can tell.
        public static let notConcerned = Code(rawValue: "notConcerned")
        /// What the entry said about the person was erased.
        public static let erased = Code(rawValue: "erased")
        /// The subject was erased meanwhile, and nothing more is recorded about them.
        public static let subjectErased = Code(rawValue: "subjectErased")
        /// Something else was recorded meanwhile; begin again.
        public static let changedMeanwhile = Code(rawValue: "changedMeanwhile")
        /// The entry's retention ended and it was removed.
        public static let pruned = Code(rawValue: "pruned")
        /// The entry has to be kept longer.
        public static let notDue = Code(rawValue: "notDue")
        /// The log has no such entry, or no such size.
        public static let noSuchEntry = Code(rawValue: "noSuchEntry")
        /// No number is left for a further name of this kind.
        public static let vocabularyFull = Code(rawValue: "vocabularyFull")
        /// A number of the vocabulary was given to two names.
        public static let vocabularyConflict = Code(rawValue: "vocabularyConflict")
        /// No signature of a known key vouches for the note.
        public static let unsigned = Code(rawValue: "unsigned")
        /// The stored checkpoint cannot be read or its signature does not hold.
        public static let checkpointDamaged = Code(rawValue: "checkpointDamaged")
        /// The checkpoint is of another log.
        public static let otherOrigin = Code(rawValue: "otherOrigin")
        /// A key that no trusted key vouches for.
        public static let foreignKey = Code(rawValue: "foreignKey")
        /// A proof or a file does not lead to the signed root, or a checkpoint does not continue the one before.
        public static let inconsistent = Code(rawValue: "inconsistent")
        /// The log is shorter than, or other than, what was signed before.
        public static let rolledBack = Code(rawValue: "rolledBack")
        /// Sealing failed.
        public static let sealing = Code(rawValue: "sealing")
    }

    /// What kind of failure it is.
    public var code: Code
    /// What was attempted and what to do.
    public var message: String
    /// Where, when it is known.
    public var place: AuditPlace?

    /// An error from its parts.
    public init(_ code: Code, _ message: String, at place: AuditPlace? = nil) {
        self.code = code
        self.message = message
        self.place = place
    }

    /// Whether what was shown is not to be trusted, rather than not to be had.
    public var isDistrust: Bool {
        [.malformed, .tampered, .unsigned, .checkpointDamaged, .otherOrigin, .foreignKey, .inconsistent, .rolledBack]
            .contains(code)
    }

    /// Two errors are the same failure when code and place are.
    public static func == (left: AuditError, right: AuditError) -> Bool { left.code == right.code && left.place == right.place }

    /// The code, the place and the message.
    public var description: String {
        let place = place.map { " at \($0)" } ?? ""
        return "\(code.rawValue)\(place): \(message)"
    }
}

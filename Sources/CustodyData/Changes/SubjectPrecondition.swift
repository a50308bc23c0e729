public import CustodyModel

/// Holds while nothing about a subject has changed since it was read.
public struct SubjectPrecondition: Hashable, Sendable, Codable {
    /// Whose records.
    public var subject: SubjectToken
    /// What ``DataStore/subjectVersion(_:)`` answered.
    public var version: CommitSequence

    /// A precondition from its parts.
    public init(_ subject: SubjectToken, at version: CommitSequence) {
        self.subject = subject
        self.version = version
    }
}

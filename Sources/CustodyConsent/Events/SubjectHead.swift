public import CustodyModel

/// How far a subject's events went when they were read.
public struct SubjectHead: Hashable, Sendable, Codable {
    /// Who.
    public var subject: SubjectToken
    /// ``SubjectStanding/head``.
    public var head: CommitSequence?

    /// A head from its parts.
    public init(_ subject: SubjectToken, _ head: CommitSequence?) {
        self.subject = subject
        self.head = head
    }

    private enum CodingKeys: String, CodingKey {
        case subject = "s"
        case head = "h"
    }
}

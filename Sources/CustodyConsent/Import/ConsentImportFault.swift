/// What is wrong with one line of an import. It names the place and never repeats what stands there, which may be personal.
public struct ConsentImportFault: Hashable, Sendable, CustomStringConvertible {
    /// Which member of the line it is.
    public enum Field: String, Hashable, Sendable, CaseIterable {
        /// The line as a whole.
        case line
        /// Its kind: a notice or an event.
        case type
        /// What tells the event from every other.
        case key
        /// Whose event it is.
        case subject
        /// What was decided.
        case kind
        /// What for.
        case purpose
        /// The hash of the notice.
        case notice
        /// Whether it was an express statement.
        case explicit
        /// When it occurred.
        case occurredAt
        /// When it took effect.
        case effectiveAt
        /// When the other system recorded it.
        case recordedAt
        /// Until when it holds.
        case validUntil
        /// Which data it covers.
        case categories
        /// To whom it was said.
        case controller
        /// What it rests on.
        case basis
        /// How it was collected.
        case method
        /// Where it came in.
        case channel
        /// In which language.
        case language
        /// Under which law.
        case jurisdiction
        /// Who says when.
        case timeSource
        /// Who answered for the person.
        case onBehalf
        /// What was found out about the age.
        case age
        /// Which signal.
        case signal
        /// What it takes back.
        case invalidates
        /// Whose it was before.
        case linkedFrom
        /// What proves it.
        case evidence
        /// Who recorded it.
        case actor
        /// The hash of a notice.
        case hash
        /// The name of a notice.
        case name
        /// The version of a notice.
        case version
        /// How much it changes.
        case change
        /// What a notice explains.
        case purposes
        /// The text of a notice.
        case text
    }

    /// What is wrong.
    public enum Problem: Hashable, Sendable {
        /// It is no JSON object.
        case notJSON
        /// There are members of other names than a line has.
        case unknownMember
        /// A member stands twice, so that nobody can tell which of the two is meant.
        case repeatedMember
        /// Nothing stands there, and something must.
        case missing
        /// It is not what the member holds.
        case malformed
        /// No such word is known. It is never taken for a yes or a no.
        case unknownWord
        /// It lies after the import.
        case future
        /// The purpose is not declared.
        case undeclared
        /// The purpose rests on something else than consent, so that there is nothing to consent to.
        case otherBasis
        /// The person was erased, and nothing is recorded of them.
        case erased
        /// The rules of the ledger refuse it.
        case refused(ConsentError.Code)
    }

    /// Which line, counted from 1.
    public var line: Int
    /// Where in it.
    public var field: Field
    /// What is wrong.
    public var problem: Problem

    /// A fault from its parts.
    public init(_ line: Int, _ field: Field, _ problem: Problem) {
        self.line = line
        self.field = field
        self.problem = problem
    }

    /// `line 3, kind: no such word is known`
    public var description: String { "line \(line), \(field.rawValue): \(text)" }

    private var text: String {
        switch problem {
        case .notJSON: "is no JSON object"
        case .unknownMember: "has members of other names"
        case .repeatedMember: "has a member twice"
        case .missing: "nothing stands there"
        case .malformed: "is not what the member holds"
        case .unknownWord: "no such word is known"
        case .future: "lies after the import"
        case .undeclared: "the policy declares no such purpose"
        case .otherBasis: "rests on something else than consent"
        case .erased: "was erased"
        case .refused(let code): "the ledger refuses it (\(code.rawValue))"
        }
    }
}

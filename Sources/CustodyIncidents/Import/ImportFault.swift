/// What is wrong with one record of an import. It names the place and never repeats what stands there, which may be personal.
public struct ImportFault: Hashable, Sendable, CustomStringConvertible {
    /// Where in the record it is.
    public enum Field: String, Hashable, Sendable, CaseIterable {
        /// The record as a whole.
        case record
        /// Its name.
        case reference
        /// Its title.
        case title
        /// What we are to the data.
        case role
        /// When it happened.
        case occurred
        /// When it was noticed.
        case detected
        /// Since when we were aware.
        case aware
        /// Why.
        case awareReason
        /// When the authority was told.
        case notified
        /// Whether it was an incident.
        case determination
        /// The risk.
        case risk
        /// How many people.
        case people
        /// How many records.
        case records
    }

    /// What is wrong.
    public enum Problem: Hashable, Sendable {
        /// Nothing stands there, and something must.
        case missing
        /// There is no such time.
        case notATime
        /// It lies after the import.
        case future
        /// It lies before what must come first.
        case before(Field)
        /// It is no count.
        case notACount
        /// It is more than the import takes for possible.
        case countTooLarge
        /// No such name is known.
        case unknownName
        /// An earlier record of the same import has the same reference.
        case duplicateOf(record: Int)
        /// The rules for incidents refuse it.
        case refused(IncidentError.Code)
    }

    /// Which record, counted from 0.
    public var record: Int
    /// Where in it.
    public var field: Field
    /// What is wrong.
    public var problem: Problem

    /// A fault from its parts.
    public init(_ record: Int, _ field: Field, _ problem: Problem) {
        self.record = record
        self.field = field
        self.problem = problem
    }

    /// `record 3, people: more than is taken for possible`
    public var description: String { "record \(record), \(field.rawValue): \(text)" }

    private var text: String {
        switch problem {
        case .missing: "nothing stands there"
        case .notATime: "there is no such time"
        case .future: "lies after the import"
        case .before(let field): "lies before '\(field.rawValue)'"
        case .notACount: "is no count"
        case .countTooLarge: "more than is taken for possible"
        case .unknownName: "no such name is known"
        case .duplicateOf(let record): "record \(record) has the same reference"
        case .refused(let code): "the rules refuse it (\(code.rawValue))"
        }
    }
}

import Crypto
import CustodyConsent
import CustodyData
import CustodyKeys
import CustodyModel

/// Some of the people as they were read, with what it takes to notice that something changed.
struct BulkPage: Sendable {
    /// Somebody's record, and their will.
    struct Person: Sendable {
        var record: StoredRecord
        /// With the will of those who were merged with them.
        var standing: SubjectStanding
        /// Of those who were merged with them.
        var others: [SubjectHead] = []
    }

    /// Somebody's record, and what a decision about them needs, which is never copied either.
    final class Part: Sendable {
        /// The record in the words of whoever asks.
        let shown: ShownRecord
        /// With the will of those who were merged with them.
        let standing: SubjectStanding
        /// Of those who were merged with them.
        let others: [SubjectHead]
        /// Their keys as they are wrapped; only a permit unwraps those of the data.
        let wrapped: [KeyClass: WrappedKey]
        /// Nil when it is gone: the log names them no more.
        let logKey: SymmetricKey?

        init(_ person: Person, in form: RecordForm, _ wrapped: [KeyClass: WrappedKey], logKey: SymmetricKey?) {
            shown = form.shown(person.record)
            standing = person.standing
            others = person.others
            self.wrapped = wrapped
            self.logKey = logKey
        }

        var record: StoredRecord { shown.stored }
        var subject: SubjectToken { shown.stored.subject }
    }

    /// Who was merged with somebody, as of one state of who is whom.
    struct Merged: Sendable {
        var count: Int
        var tokens: Set<SubjectToken>
    }

    var parts: [Part] = []
    /// What is forbidden and not on record yet, by anybody.
    var protections: Set<Protections.Entry>
    /// The same by the token of who forbids it.
    var forbidden: [SubjectToken: Set<Protections.Entry>]
    var merged: Merged
    /// What decided who may do what.
    var access: AccessState
    var dataChanges: UInt64?
    var consentChanges: UInt64?
    /// How many keys were to be destroyed before the page was read.
    var destructions: UInt64?
    /// Where the next page begins; nil when this one is the last.
    var next: PageCursor?

    var records: [StoredRecord] { parts.map { $0.record } }

    /// Some of the parts.
    func stretch(_ range: Range<Int>) -> BulkPage {
        var page = self
        page.parts = Array(parts[range])
        return page
    }
}

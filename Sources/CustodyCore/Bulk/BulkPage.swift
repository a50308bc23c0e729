import Crypto
import CustodyConsent
import CustodyData
import CustodyKeys
import CustodyModel

/// Some of the people as they were read, with what it takes to notice that something changed.
struct BulkPage: Sendable {
    /// Somebody's record, and what a decision about them needs.
    struct Part: Sendable {
        var record: StoredRecord
        /// With the will of those who were merged with them.
        var standing: SubjectStanding
        /// Of those who were merged with them.
        var others: [SubjectHead] = []
        /// Their keys as they are wrapped; only a permit unwraps those of the data.
        var wrapped: [KeyClass: WrappedKey] = [:]
        /// Nil when it is gone: the log names them no more.
        var logKey: SymmetricKey?
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
    var containments: Int
    var dataChanges: UInt64?
    var consentChanges: UInt64?
    /// How many keys were to be destroyed before the page was read.
    var destructions: UInt64?
    /// Where the next page begins; nil when this one is the last.
    var next: PageCursor?

    var records: [StoredRecord] { parts.map(\.record) }

    /// Some of the parts.
    func stretch(_ range: Range<Int>) -> BulkPage {
        var page = self
        page.parts = Array(parts[range])
        return page
    }
}

import CustodyJournal
import CustodyModel

extension CommitError {
    /// The journal's failure in the words of a commit.
    init(_ error: JournalError) {
        let code: Code =
            switch error.code {
            case .commitUnknown: .commitUnknown
            case .poisoned: .poisoned
            case .closed: .closed
            default: .notCommitted
            }
        self.init(code, error.description)
    }
}

import CustodyModel

/// How an identifier stands.
enum KnownSubject {
    case known(SubjectToken)
    case erased
    case unknown

    /// What whoever may ask is told of somebody who is not known, or no longer.
    var absence: CustodianError { if case .erased = self { CustodianError.erased } else { CustodianError.unknownSubject } }

    /// The same where a relationship would begin with whoever is not known: under a token none does.
    var absenceOfToken: CustodianError {
        if case .erased = self {
            CustodianError(.erased, "the person was erased; begin a new relationship by an identifier, not by the former token")
        } else {
            CustodianError(.unknownSubject, "the token stands for nobody; begin a relationship by an identifier")
        }
    }
}

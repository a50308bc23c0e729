import CustodyModel

/// How an identifier stands.
enum KnownSubject {
    case known(SubjectToken)
    case erased
    case unknown

    /// What whoever may ask is told of somebody who is not known, or no longer.
    var absence: CustodianError { if case .erased = self { CustodianError.erased } else { CustodianError.unknownSubject } }
}

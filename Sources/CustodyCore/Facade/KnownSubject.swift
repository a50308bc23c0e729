import CustodyModel

/// How an identifier stands.
enum KnownSubject {
    case known(SubjectToken)
    case erased
    case unknown
}

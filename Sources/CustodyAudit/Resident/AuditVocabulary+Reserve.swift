package import CustodyProof

extension AuditVocabulary {
    /// Sets numbers aside for those of the names that have none in what is registered.
    package mutating func reserve(
        _ terms: [AuditTerm], beside registered: AuditVocabulary
    ) throws(AuditError) -> [AuditRegistration] {
        var registrations: [AuditRegistration] = []
        for term in Set(terms).sorted() where registered.code(of: term) == nil {
            guard let registration = register(term) else {
                throw AuditError(.vocabularyFull, "no number is left for \(term)")
            }
            registrations.append(registration)
        }
        return registrations
    }
}

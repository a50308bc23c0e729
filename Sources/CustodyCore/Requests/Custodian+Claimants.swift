import CustodyAccess
import CustodyData
import CustodyKeys
import CustodyModel

extension Custodian {
    /// By what a request tells that it is somebody's. It is made of what the person is named by alone: who needs no leave to make a request
    /// is answered with it, and is not to learn which token an identifier has.
    func claimant(_ subject: SubjectID) throws -> BlindIndex { claimant(try identifier(of: subject)) }

    private func claimant(_ identifier: Identifier) -> BlindIndex {
        system.pseudonym(of: "claimant/\(identifier.name)", controller: backends.controller)
    }

    /// The same with what else requests of the person may have been received by: beside an identifier the token, and beside the token every
    /// identifier that stands for it. Ask for it once the principal may know whose they are.
    ///
    /// - Parameter token: the person's; nil when nobody is known.
    func claimants(_ subject: SubjectID, of token: SubjectToken?) async throws -> Set<BlindIndex> {
        var claimants: Set<BlindIndex> = [try claimant(subject)]
        guard let token else { return claimants }
        claimants.insert(claimant(Identifier(token)))
        guard subject.field == .token else { return claimants }
        let bound = try await backends.data.identifiers(boundTo: token.handle)
        claimants.formUnion(try await named(bound).map { claimant($0.identifier) })
        return claimants
    }

    /// Whether a request is of whoever is named so: by the name that it was received by, and for who may handle requests by the token of the
    /// same person, or by an identifier where it was received by the token. To anybody else these are two.
    func isClaimant(_ subject: SubjectID, of request: RightsRequest, by principal: Principal?) async throws -> Bool {
        if try claimant(subject) == request.claimant { return true }
        guard let principal,
            try await decide(.handleRequest, nil, [], principal, SubjectFacts(consent: .notAsked), at: clock.now()).outcome
                == .permitted,
            case .known(let token) = try await facing({ try await resolve(subject) })
        else { return false }
        if subject.field == .token, request.subject == token { return true }
        return try await facing { try await claimants(subject, of: token) }.contains(request.claimant)
    }
}

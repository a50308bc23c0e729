public import Crypto
public import CustodyAccess
public import CustodyAudit
public import CustodyModel

extension Custodian {
    /// Signs a ticket as the second person, to be put into `BreakGlassTicket.agreement` before its holder opens it.
    public func agreement(
        to ticket: BreakGlassTicket, by principal: PrincipalID, signingWith key: Curve25519.Signing.PrivateKey
    ) throws -> SignedAgreement {
        try SignedAgreement(by: principal, to: ticket.signedBytes(store: backends.store), signingWith: key)
    }

    /// Agrees, as a second person, that a principal is given many records at once, and records it.
    ///
    /// - Throws: ``CustodianError`` with `notApproved`, `denied`, `invalidInput`, `notRecorded`.
    @discardableResult
    public func approveBulk(
        for principal: PrincipalID, records: Int, until: Instant, by approver: Principal,
        signingWith key: Curve25519.Signing.PrivateKey, reason: String
    ) async throws -> AuditReceipt? {
        var approval = BulkApproval(
            for: principal, records: records, until: until, approver: approver.id, approvedAt: clock.now())
        let agreement = try SignedAgreement(
            by: approver.id, to: approval.signedBytes(store: backends.store), signingWith: key)
        approval.publicKey = agreement.publicKey
        approval.signature = agreement.signature
        return try await approveBulk(approval, by: approver, reason: reason)
    }

    /// Records a second person's signed agreement that a principal is given many records at once.
    ///
    /// - Throws: ``CustodianError`` with `notApproved` when the signature is not the approver's, or the approver is the one who
    ///   asks; `denied`, `invalidInput` when the rules for changes refuse it, `notRecorded`.
    @discardableResult
    public func approveBulk(_ approval: BulkApproval, by approver: Principal, reason: String) async throws -> AuditReceipt? {
        try await record(.approveBulk(approval), by: approver, reason: reason) { [self] in
            let decision = try await decide(.approveBulk, by: approver, as: .changeAccess, at: clock.now())
            guard approval.approver == approver.id else {
                throw CustodianError(.notApproved, "whoever approves must be the one who signed")
            }
            try await require(
                SignedAgreement(by: approval.approver, publicKey: approval.publicKey, signature: approval.signature),
                to: approval.signedBytes(store: backends.store), otherThan: approval.principal)
            return Leave.Given(decision)
        }
    }

    /// Throws unless the second person who is said to agree to the ticket does, and may review tickets.
    func requireAgreement(to ticket: BreakGlassTicket) async throws {
        guard let agreement = ticket.agreement else { return }
        let reviewers = accessReview.actors(who: .reviewAccess, on: nil, for: nil, at: clock.now())
        guard reviewers.contains(where: { $0.principal == agreement.by }) else {
            throw CustodianError(
                .notApproved, "whoever agrees to a ticket must be permitted '\(Action.reviewAccess)'; ask somebody who is")
        }
        try await require(agreement, to: ticket.signedBytes(store: backends.store), otherThan: ticket.principal)
    }

    /// Throws unless an enrolled second person signed exactly these bytes.
    private func require(
        _ agreement: SignedAgreement, to bytes: [UInt8], otherThan principal: PrincipalID
    ) async throws {
        guard agreement.by != principal else { throw CustodianError(.notApproved, "a second person must agree") }
        guard try await enrolledKeys(of: agreement.by).contains(agreement.publicKey) else {
            throw CustodianError(.notApproved, "the signing key is not enrolled for whoever agrees; enroll it first")
        }
        guard agreement.isSigned(over: bytes) else {
            throw CustodianError(.notApproved, "the signature does not fit what is agreed to; agree to it again")
        }
    }
}

extension SignedAgreement {
    init(by principal: PrincipalID, to bytes: [UInt8], signingWith key: Curve25519.Signing.PrivateKey) throws {
        self.init(
            by: principal, publicKey: Bytes([UInt8](key.publicKey.rawRepresentation)),
            signature: Bytes([UInt8](try key.signature(for: bytes))))
    }

    func isSigned(over bytes: [UInt8]) -> Bool {
        guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey.array) else { return false }
        return key.isValidSignature(signature.array, for: bytes)
    }
}

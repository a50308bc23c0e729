import Crypto
import CustodyAccess
public import CustodyAudit
import CustodyData
import CustodyKeys
public import CustodyModel

extension Custodian {
    /// Gives a principal a public key, whose signatures count as that principal's from now on.
    ///
    /// - Parameters:
    ///   - publicKey: an Ed25519 key of 32 bytes.
    ///   - principal: a principal of the policy.
    ///   - enroller: who does it; nil when the operator of the store does, which the log says.
    /// - Throws: ``CustodianError`` with `denied`, `invalidInput` for another kind of key, one that is enrolled already or a principal whom
    ///   the policy does not know, `notRecorded`.
    @discardableResult
    public func enroll(publicKey: Bytes, of principal: PrincipalID, by enroller: Principal?) async throws -> AuditReceipt? {
        guard (try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey.array)) != nil else {
            throw CustodianError(.invalidInput, "this is no Ed25519 public key of 32 bytes")
        }
        return try await retrying {
            let now = self.clock.now()
            var unit = UnitOfWork()
            // Looked at first: who loses the right meanwhile is asked about anew.
            self.require(unchanged: self.accessState, in: &unit)
            var decision: AuditDecision = .none
            var role: RoleID?
            if let enroller {
                let given = try await self.decide(.enrollPrincipal, by: enroller, as: .enrollPrincipal, at: now)
                self.require(before: given.validUntil, in: &unit)
                (decision, role) = (.permit, given.role)
            }
            guard self.accessReview.principals.contains(principal) else {
                throw CustodianError(.invalidInput, "the policy has no such principal; assign a role to it first")
            }
            let actor: AuditPerson? = if let enroller { try await self.actor(enroller, in: &unit) } else { nil }
            let subject = Principal(principal, Authentication(.asserted, at: now, by: "enrolment", level: 0))
            // A principal gets one token, also one that enrols itself and acts for the first time.
            let own = enroller?.id == principal ? actor : nil
            let enrolled: AuditPerson = if let own { own } else { try await self.actor(subject, in: &unit) }
            self.backends.policies.stage(
                .enroll(PrincipalKey(principal: PrincipalToken(enrolled.handle), publicKey: publicKey, enrolledAt: now)),
                in: &unit)
            let staged = try self.backends.audit.stage(
                AuditEvent(
                    class: .policy, action: .enrollPrincipal, decision: decision, time: now, role: role, actor: actor,
                    system: self.systemPerson(
                        .map(["principal": .bytes(enrolled.handle.bytes), "key": .bytes(publicKey.array)]))), in: &unit)
            do { return try await self.commit(unit)[staged] } catch let error as AccessError
                where error.code == .keyAlreadyEnrolled
            {
                throw CustodianError(.invalidInput, error.message)
            }
        }
    }

    /// The public keys that a principal enrolled, newest last.
    func enrolledKeys(of principal: PrincipalID) async throws -> [Bytes] {
        return try await facing {
            guard let handle = try await handle(of: identifier(of: principal)) else { return [] }
            return try await backends.policies.keys(of: PrincipalToken(handle)).map(\.publicKey)
        }
    }
}

public import CustodyModel

/// What must hold before a change of what is stored is taken. Pure: a backend tells what it holds and calls this.
public enum PolicyRules {
    /// Checks a change against what is durable.
    ///
    /// - Parameters:
    ///   - inForce: the newest policy's version; nil when there is none.
    ///   - changes: how many changes of access are recorded.
    ///   - isEnrolled: whether a public key belongs to somebody.
    /// - Throws: ``AccessError``, and what the backend throws when it cannot tell.
    public static func check(
        _ change: PolicyChange, inForce: @autoclosure () throws -> PolicyVersion?, changes: @autoclosure () throws -> Int,
        isEnrolled: (Bytes) throws -> Bool
    ) throws {
        switch change {
        case .adopt(let policy, let replacing): try check(policy, replacing, inForce: try inForce())
        case .enroll(let key):
            guard key.publicKey.count == PrincipalKey.byteCount else {
                throw AccessError(
                    .malformedKey, "the public key has \(key.publicKey.count) bytes and must have \(PrincipalKey.byteCount)")
            }
            guard try !isEnrolled(key.publicKey) else {
                throw AccessError(.keyAlreadyEnrolled, "the key belongs to a principal already; make a new key pair")
            }
        case .record(let change):
            let count = try changes()
            guard change.number == UInt64(count) + 1 else {
                throw AccessError(
                    .versionConflict, "change \(change.number) does not follow change \(count); read them again")
            }
        }
    }

    private static func check(
        _ policy: StoredPolicy, _ replacing: PolicyVersion?, inForce current: PolicyVersion?
    ) throws(AccessError) {
        guard replacing == current else {
            let present = current.map { "version \($0)" } ?? "no policy"
            let expected = replacing.map { "version \($0)" } ?? "no policy"
            throw AccessError(
                .versionConflict, "\(present) is in force and not \(expected); read the policy again and repeat the change")
        }
        guard policy.version == (current ?? .zero).next else {
            throw AccessError(
                .versionConflict, "version \(policy.version) does not follow \(current ?? .zero); versions have no gaps")
        }
        guard policy.digest.count == 32 else {
            throw AccessError(.malformedKey, "the digest has \(policy.digest.count) bytes and must have 32")
        }
    }
}

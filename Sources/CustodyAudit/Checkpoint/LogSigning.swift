package import CustodyProof

/// With which keys a log was and is signed.
package struct LogSigning: Sendable {
    /// The keys, the first one first.
    package let signers: [NoteSigner]
    /// What a checkpoint of the log is checked with.
    package let trusted: TrustedLog
    private let rotations: [UInt64]

    /// - Parameters:
    ///   - signers: every key that there is, the first one first. One whose leaf is not in the log yet does not count.
    ///   - rotations: the indexes of the leaves by which a key was replaced.
    /// - Throws: `AuditError` `.foreignKey` when the log names more keys than there are.
    package init(_ log: AuditLog, signers: [NoteSigner], rotations: [UInt64]) throws(AuditError) {
        let signers = Array(signers.prefix(rotations.count + 1))
        guard let first = signers.first,
            let trusted = TrustedLog(origin: first.name, keys: signers.map(\.verifier), rotations: rotations)
        else {
            throw AuditError(
                .foreignKey,
                "the log's key was replaced \(rotations.count) times and \(signers.count) keys are there; give the newest",
                at: AuditPlace(log))
        }
        self.signers = signers
        self.trusted = trusted
        self.rotations = rotations
    }

    /// The key that signs now.
    package var newest: NoteSigner { signers[signers.count - 1] }

    /// Who signs a checkpoint of that size: the key that its leaves lead to, and every key since the one that signed the last
    /// checkpoint, so that whoever trusts that one is led on.
    func due(at size: UInt64, after last: SignedCheckpoint?) throws -> [NoteSigner] {
        let signers = signers.prefix(1 + rotations.count { $0 < size })
        guard let last else { return Array(signers) }
        let signed = try last.note.signers(among: signers.map(\.verifier))
        return Array(signers[(signers.lastIndex { signed.contains($0.verifier) } ?? 0)...])
    }
}

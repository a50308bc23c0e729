#if SQLite
    import CustodyAudit
    import CustodyModel
    import Synchronization

    /// Every key that signs or signed the logs, the first one first, before they take a log's name.
    final class SignerList: Sendable {
        private let signers: Mutex<[NoteSigner]>

        init(_ first: NoteSigner) { signers = Mutex([first]) }

        var count: Int { signers.withLock { $0.count } }

        /// Takes up a key that replaced the one before.
        func takeUp(_ signer: NoteSigner) { signers.withLock { $0.append(signer) } }

        /// With which keys a log was and is signed.
        func signing(_ log: AuditLog, origin: String, rotations: [UInt64]) throws -> LogSigning {
            var named: [NoteSigner] = []
            for signer in signers.withLock({ $0 }) { named.append(try signer.named(log.origin(in: origin))) }
            return try LogSigning(log, signers: named, rotations: rotations)
        }
    }
#endif

package import CustodyModel

extension ErasureRecord {
    /// A record of a store that tells something of everything, for those who check that an anchor keeps all of it. No store signed it.
    package init(
        whole store: Handle, of subject: SubjectToken, plan: [UInt8], sealed suspended: SealedValue, erasedAt: Instant,
        keepUntil: Instant
    ) {
        self.init(
            store: store, subject: subject,
            destroyed: [DestroyedKey(keyClass: .log, fingerprint: Bytes([UInt8](repeating: 5, count: 32)))],
            kept: [KeptClass(keyClass: .firstRetention, ground: .legalObligation)], isComplete: false,
            keptLog: KeptLog(until: keepUntil, ground: .legalClaims), merged: [SubjectToken(store)], suspended: suspended,
            suppressions: [BlindIndex(store), BlindIndex(subject.handle)], suppressedUntil: keepUntil, plan: Bytes(plan),
            reason: 3, erasedAt: erasedAt, keepUntil: keepUntil, signature: Bytes([UInt8](repeating: 6, count: 64)))
    }
}

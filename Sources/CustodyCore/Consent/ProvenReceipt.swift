public import CustodyAudit
public import CustodyConsent
import CustodyModel

/// A receipt of what a person decided, with the proof that the audit log holds it.
///
/// The receipt bears the identity of the leaf, so that the two belong together whoever holds them.
public struct ProvenReceipt: Hashable, Sendable {
    /// In which form the document is.
    public var form: ReceiptForm
    /// Its identity, which stands in the document too: a UUID of the leaf's hash.
    public var id: String
    /// The document to the byte.
    public var document: [UInt8]
    /// That the leaf stands in the log (C2SP tlog-proof).
    public var proof: LogProof

    /// Checks that the log holds the leaf, and that the receipt bears its identity.
    ///
    /// - Parameter log: the log as the checker trusts it.
    /// - Returns: the leaf: what was recorded, when, and for which purpose.
    /// - Throws: `AuditError`: as `LogProof.verifiedLeaf(in:)`, and `.inconsistent` when the receipt is of another leaf.
    public func verify(in log: TrustedLog) throws(AuditError) -> AuditLeaf {
        let leaf = try proof.verifiedLeaf(in: log)
        guard let bytes = proof.extra?.array,
            ReceiptContent.identity(of: MerkleTree.leafHash(bytes)) == id,
            String(decoding: document, as: UTF8.self).contains("\"\(form == .kantara ? "" : "urn:uuid:")\(id)")
        else { throw AuditError(.inconsistent, "the receipt bears another identity than the leaf that is proved") }
        return leaf
    }
}

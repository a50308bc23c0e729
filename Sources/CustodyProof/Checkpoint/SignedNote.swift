/// A text with signatures in the form of C2SP signed-note, which other people's tools read too.
public struct SignedNote: Hashable, Sendable {
    /// Signature lines that are still read; more are refused rather than followed.
    static let signatureLimit = 100

    /// The text, which ends with a line feed.
    public let text: String
    /// The signatures, of known and unknown keys.
    public let signatures: [NoteSignature]

    /// A text with its signatures, as a signer makes it.
    ///
    /// - Throws: ``AuditError`` `.malformed` when the text has control characters or does not end with a line feed.
    init(text: String, signatures: [NoteSignature]) throws(AuditError) {
        guard text.utf8.last == 0x0a, text.utf8.allSatisfy({ $0 >= 0x20 || $0 == 0x0a }) else {
            throw AuditError(.malformed, "a note ends with a line feed and has no other control characters")
        }
        self.text = text
        self.signatures = signatures
    }

    /// Reads a note. What it accepts is what ``bytes`` writes, to the byte.
    public init(decoding bytes: [UInt8]) throws(AuditError) {
        let malformed = AuditError(.malformed, "the bytes are no signed note: a text, an empty line, signature lines")
        guard String(validating: bytes, as: UTF8.self) != nil, bytes.last == 0x0a else { throw malformed }
        // The last empty line parts text and signatures; the text may have empty lines of its own.
        let end = bytes.indices.dropLast().last { bytes[$0] == 0x0a && bytes[$0 + 1] == 0x0a }
        guard let end, let text = String(validating: bytes[...end], as: UTF8.self),
            let tail = String(validating: bytes[(end + 2)...], as: UTF8.self)
        else { throw malformed }
        let lines = tail.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        guard !lines.isEmpty, lines.count <= Self.signatureLimit else { throw malformed }
        var signatures: [NoteSignature] = []
        for line in lines {
            guard let signature = NoteSignature(line: Substring(line)) else { throw malformed }
            signatures.append(signature)
        }
        try self.init(text: text, signatures: signatures)
    }

    /// The note as a file.
    public var bytes: [UInt8] { Array((text + "\n" + signatures.map { $0.line + "\n" }.joined()).utf8) }

    /// The same text with further signatures behind the others.
    ///
    /// - Throws: ``AuditError`` `.malformed` when that are more than are read.
    public func adding(_ further: [NoteSignature]) throws(AuditError) -> SignedNote {
        guard signatures.count + further.count <= Self.signatureLimit else {
            throw AuditError(.malformed, "a note has at most \(Self.signatureLimit) signatures")
        }
        return try SignedNote(text: text, signatures: signatures + further)
    }

    /// Throws unless a known key signed the text and no known key's signature is false.
    ///
    /// Signatures of unknown keys are passed over: they are for others.
    public func verify(by verifiers: [NoteVerifier]) throws(AuditError) { _ = try signers(among: verifiers) }

    /// Which of the keys signed the text.
    ///
    /// - Throws: ``AuditError``: `.unsigned` when none did, `.tampered` when one of their signatures is false.
    public func signers(among verifiers: [NoteVerifier]) throws(AuditError) -> Set<NoteVerifier> {
        let message = Array(text.utf8)
        var signers: Set<NoteVerifier> = []
        for signature in signatures {
            for verifier in verifiers where verifier.made(signature) {
                guard verifier.isValid(signature.signature, over: message) else {
                    throw AuditError(.tampered, "the signature of '\(verifier.name)' does not hold; the text was altered")
                }
                signers.insert(verifier)
            }
        }
        guard !signers.isEmpty else {
            throw AuditError(.unsigned, "no signature is of a known key; check which key is configured")
        }
        return signers
    }

    /// What the witnesses among the signers say, each once: of several lines of one witness the latest.
    ///
    /// - Throws: ``AuditError`` `.tampered` when a line claims to be of one of the keys and is not.
    public func cosignatures(by verifiers: [CosignatureVerifier]) throws(AuditError) -> [Cosignature] {
        var latest: [CosignatureVerifier: Cosignature] = [:]
        for signature in signatures {
            for verifier in Set(verifiers) {
                guard let found = try verifier.cosignature(in: signature, over: text) else { continue }
                if latest[verifier].map({ $0.seconds < found.seconds }) ?? true { latest[verifier] = found }
            }
        }
        return latest.values.sorted { ($0.cosigner.name, $0.cosigner.keyID) < ($1.cosigner.name, $1.cosigner.keyID) }
    }
}

import Crypto
import CustodyAudit
import CustodyModel
import CustodyProof

/// Inputs that are in order, of what an auditor is shown.
extension FuzzTarget {
    static let person = AuditIdentity(
        Handle(Array(UInt8(1)...16)) ?? .zero, key: SymmetricKey(data: [UInt8](repeating: 3, count: 32)), as: .subject)
    static let stranger = AuditIdentity(
        Handle(Array(UInt8(2)...17)) ?? .zero, key: SymmetricKey(data: [UInt8](repeating: 4, count: 32)), as: .actor)
    static let said = CBOR.map(["fields": .array([.text("email")])])

    /// None when something could not be signed, which the oracle complains about.
    func proofSeeds() throws -> [[UInt8]] {
        guard let shown = ProofOracle.shown else { return [] }
        func text(_ text: String) -> [UInt8] { Array(text.utf8) }
        switch self {
        case .note: return [shown.checkpoint.bytes, shown.cosigned.bytes]
        case .checkpoint: return [text(shown.checkpoint.text), text(shown.checkpoint.text + "more\n")]
        case .cosignature:
            let head = shown.checkpoint.text.utf8.count + 1
            return [Array(shown.cosigned.bytes.dropFirst(head))]
        case .verifierKey: return [text(shown.log.newest.description), text(shown.witness.description)]
        case .tilePath: return ["tile/0/x001/067.p/3", "tile/entries/000", "tile/63/x999/x999/999"].map(text)
        case .tiles: return [ProofOracle.joined([try ProofOracle.goodBundle(shown), ProofOracle.goodTile(shown)])]
        case .receipt:
            var bare = shown.receipt
            bare.extra = nil
            return [shown.receipt.bytes, bare.bytes]
        case .update: return [shown.update.bytes, CheckpointUpdate(old: 0, path: [], note: shown.checkpoint).bytes]
        case .leaf: return try Self.leaves().map(\.bytes)
        case .compartment: return [try Self.entry(isErased: false), try Self.entry(isErased: true)]
        case .export:
            return try ExportForm.allCases.flatMap { form in
                try [true, false].map { [1] + (try ExportOracle.good(form, isWhole: $0)) }
            }
        default: return []
        }
    }

    /// A leaf with each control body, and one with many categories.
    private static func leaves() throws -> [AuditLeaf] {
        let zero = Instant(milliseconds: 0)
        let hash = Bytes([UInt8](repeating: 5, count: 32))
        func key(_ seed: UInt8) throws -> NoteVerifier {
            try NoteSigner(name: "a.example", seed: [UInt8](repeating: seed, count: 32)).verifier
        }
        let bodies: [AuditControl?] = [
            nil,
            .erasure(
                AuditErasure(of: [person.handle, stranger.handle], reason: 1, requestedAt: zero, requestCommitment: hash)),
            .prune(
                AuditPrune(below: 256, root: hash, oldest: zero, newest: zero, retention: .months(12), exportDigest: hash)),
            .rotation(AuditRotation(from: try key(1), to: try key(2))),
            .gap(AuditGap(dropped: 3, from: zero, to: zero)), .restoration(AuditRestoration(size: 9)),
            .vocabulary([AuditRegistration(term: .purpose("care"), code: 1), AuditRegistration(term: .role("a"), code: 2)]),
            .other(tag: 200, body: [1, 2, 3]),
        ]
        var leaves = bodies.map { body in
            var leaf = AuditLeaf(
                .config, .readLog, .none, commit: CommitSequence(rawValue: 7), batch: CommitSequence(rawValue: 6), time: zero)
            leaf.control = body
            if body != nil { leaf.flags.insert(.control) }
            return leaf
        }
        if let categories = AuditCategories([0, 5, 62, 63, 64, 900, .max]) {
            for place in [0, 2] { leaves.append(leaves[place]); leaves[leaves.count - 1].categories = categories }
        }
        return leaves
    }

    /// An entry as it is stored, which the person's key opens.
    private static func entry(isErased: Bool) throws -> [UInt8] {
        let scheme = AuditScheme(origin: ProofOracle.Shown.origin)
        let commit = CommitSequence(rawValue: 1)
        let random = [UInt8](repeating: 6, count: 32)
        var leaf = AuditLeaf(
            .access, .read, .permit, flags: [.payload, .subject], commit: commit, batch: commit,
            time: Instant(milliseconds: 1_795_512_600_123))
        let commitment = scheme.commitment(
            to: said.encoded(), about: person.handle, as: person.keyClass, position: 0, commit: commit, random: random)
        leaf.subjectReference = scheme.reference(to: person.key, in: leaf.time.month)
        leaf.payloadRoot = AuditScheme.payloadRoot([commitment])
        let sealed = try AES.GCM.seal(
            random + said.encoded(), using: scheme.sealingKey(from: person.key, in: leaf.time.month),
            nonce: AES.GCM.Nonce(data: [UInt8](repeating: 7, count: 12)),
            authenticating: leaf.fixedBytes + [0, person.keyClass.rawValue] + person.handle.bytes)
        let compartment = AuditCompartment(
            position: 0, keyClass: .subject, reference: leaf.subjectReference, month: leaf.time.month, commitment: commitment,
            box: isErased ? nil : sealed.combined.map { Bytes(Array($0)) },
            erasedBy: isErased ? AuditPlace(.evidence, 4) : nil)
        return try CBOR.encode(
            AuditEntry(log: .access, logID: scheme.logID, index: 0, leafBytes: Bytes(leaf.bytes), compartments: [compartment]))
    }
}

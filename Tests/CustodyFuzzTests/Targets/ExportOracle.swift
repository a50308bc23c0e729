import CustodyAudit
import CustodyModel
import CustodyProof

/// What must hold for an exported bundle of any content: a manifest, the entries of a log, its checkpoint, each behind its length. The
/// first byte says whether the manifest tells the digests of the files as they are, so that the fuzzer gets behind them.
enum ExportOracle {
    /// What is wrong, or nil.
    static func complaint(about bytes: [UInt8]) -> String? {
        guard let mode = bytes.first, let shown = ProofOracle.shown else { return nil }
        let sections = ProofOracle.sections(of: Array(bytes.dropFirst()))
        guard sections.count == 3 else { return nil }
        var files = [
            ExportBundle.manifestName: sections[0], "access.ndjson": sections[1], "access.checkpoint": sections[2],
        ]
        if mode & 1 == 1 { mend(&files) }
        let held = files
        let read: (String, UInt64, Int) -> [UInt8]? = { name, offset, limit in
            held[name].map { Array($0.dropFirst(Int(clamping: offset)).prefix(min(limit, 97))) }
        }
        let report: ExportReport
        do { report = try ExportBundle.verify([shown.log], names: held.keys.sorted(), read: read) } catch {
            return "the verification threw: \(error)"
        }
        guard report.faultCount >= report.faults.count,
            report.faults.allSatisfy({ held[$0.file] != nil || $0.code == .missing })
        else { return "a fault is of a file that is not there" }
        guard report.isIntact else { return nil }
        return complaint(aboutIntact: report, held, shown)
    }

    private static func complaint(
        aboutIntact report: ExportReport, _ files: [String: [UInt8]], _ shown: ProofOracle.Shown
    ) -> String? {
        guard let manifest = try? ExportManifest(decoding: files[ExportBundle.manifestName] ?? []) else {
            return "a manifest is believed that cannot be read"
        }
        guard manifest.digest == report.digest else { return "the digest is that of another manifest" }
        guard report.logs.allSatisfy(\.isTrusted) else { return nil }
        // Whoever signed, signed these three; a part may leave some of them out.
        let good = shown.leaves.map { Array("\"leaf\":\"\($0.bytes.hex)\"".utf8) }
        let lines = (files["access.ndjson"] ?? []).split(separator: 0x0a)
        for line in lines where !good.contains(where: { contains($0, in: Array(line)) }) {
            return "an entry is believed that was not signed"
        }
        if manifest.logs.contains(where: \.isWhole), lines.count != shown.leaves.count { return "a part passes for the whole" }
        return nil
    }

    private static func contains(_ wanted: [UInt8], in line: [UInt8]) -> Bool {
        guard wanted.count <= line.count else { return false }
        return (0...(line.count - wanted.count)).contains { line[$0...].starts(with: wanted) }
    }

    private static func mend(_ files: inout [String: [UInt8]]) {
        guard var manifest = try? ExportManifest(decoding: files[ExportBundle.manifestName] ?? []) else { return }
        manifest.files = manifest.files.map { file in
            let bytes = files[file.name] ?? []
            return ExportManifest.File(
                name: file.name, bytes: UInt64(bytes.count), sha256: ExportBundle.digest(ofManifest: bytes))
        }
        files[ExportBundle.manifestName] = manifest.bytes
    }

    /// A good bundle, whole or a part.
    static func good(_ form: ExportForm, isWhole: Bool) throws -> [UInt8] {
        guard let shown = ProofOracle.shown else { return [] }
        var tree = MerkleTree()
        for leaf in shown.leaves { tree.append(leaf.bytes) }
        var names = AuditVocabulary()
        _ = names.register(.purpose("care"))
        let lines: [[UInt8]] = try shown.leaves.indices.dropFirst(isWhole ? 0 : 1).map { number in
            let path = tree.inclusionProof(index: UInt64(number), size: 3)?.map { Bytes($0) }
            let entry = try ExportedEntry(
                index: UInt64(number), leafBytes: Bytes(shown.leaves[number].bytes), compartments: [],
                path: isWhole ? nil : path)
            return form.json(of: entry, names, .access, origin: ProofOracle.Shown.origin).line
        }
        let entries: [UInt8] = lines.flatMap { (line: [UInt8]) -> [UInt8] in line + [0x0a] }
        let note = shown.checkpoint.bytes
        let files = [("access.ndjson", entries), ("access.checkpoint", note)].map { name, bytes in
            ExportManifest.File(
                name: name, bytes: UInt64(bytes.count), sha256: ExportBundle.digest(ofManifest: bytes))
        }
        let log = ExportManifest.Log(
            .access, try Checkpoint(shown.checkpoint.text), isWhole: isWhole, first: 0, count: UInt64(lines.count))
        let manifest = ExportManifest(
            form, at: Instant(milliseconds: 1_795_512_600_123), for: "a fuzzer", filter: isWhole ? [:] : ["log": ["access"]],
            logs: [log], terms: names.registrations, files: files)
        return ProofOracle.joined([manifest.bytes, entries, note])
    }
}

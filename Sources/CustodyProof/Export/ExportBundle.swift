import Crypto
public import CustodyModel

/// A part of the log as it is handed out: for each log a file of entries and a signed checkpoint, and a manifest over all of it.
///
/// ```
/// manifest.json            what is in it, when and what for, the digest of every other file; written last
/// evidence.ndjson          an entry on a line
/// evidence.checkpoint      a signed note that the entries lead to
/// access.ndjson, access.checkpoint
/// ```
public enum ExportBundle {
    /// The file that tells of the others.
    public static let manifestName = "manifest.json"
    private static let longestManifest = 64 << 20
    private static let longestCheckpoint = 1 << 20

    /// The file of the entries of a log.
    public static func entriesName(of log: AuditLog) -> String { log.rawValue + ".ndjson" }

    /// The file of the checkpoint of a log.
    public static func checkpointName(of log: AuditLog) -> String { log.rawValue + ".checkpoint" }

    /// What stands for a whole bundle, for instance in the leaf of a prune: SHA-256 of its manifest, which tells the digest of
    /// every other file.
    public static func digest(ofManifest bytes: [UInt8]) -> Bytes { Bytes(Array(SHA256.hash(data: bytes))) }

    /// Checks a bundle, without a store: the digests of its files, that each line says what its leaf says, and that the entries
    /// lead to the roots of the checkpoints. Files are read a piece at a time, so that a log of any size can be checked.
    ///
    /// What is told of the bundle beyond its entries, such as when it was made and what for, only its digest vouches for.
    ///
    /// - Parameters:
    ///   - trusted: what is trusted. Whose log is not among them is checked against its checkpoint, and who signed that is not.
    ///   - names: the files that stand there; nil when that is not known.
    ///   - read: the bytes of a file from an offset on, at most so many and none behind its end; nil when there is no such file.
    /// - Returns: what was seen, and each fault with its file and line.
    /// - Throws: what `read` throws.
    public static func verify(
        _ trusted: [TrustedLog] = [], names: [String]? = nil,
        read: @escaping (_ file: String, _ offset: UInt64, _ limit: Int) throws -> [UInt8]?
    ) throws -> ExportReport {
        var report = ExportReport()
        guard let bytes = try whole(manifestName, longestManifest, read) else {
            report.note(ExportFault(.missing, in: manifestName, "there is no manifest; the bundle is none, or not complete"))
            return report
        }
        let manifest: ExportManifest
        do { manifest = try ExportManifest(decoding: bytes) } catch {
            report.note(ExportFault(.manifest, in: manifestName, error.message))
            return report
        }
        let vocabulary = AuditVocabulary(manifest.terms)
        let complaint = vocabulary == nil ? "two of its names have one number" : complaint(about: manifest)
        if let complaint { report.note(ExportFault(.manifest, in: manifestName, complaint)) }
        (report.digest, report.form) = (digest(ofManifest: bytes), manifest.form)
        (report.exportedAt, report.purpose) = (manifest.exportedAt, manifest.purpose)
        if let names {
            let known = Set(manifest.files.map(\.name) + [manifestName])
            for name in names.sorted() where !known.contains(name) {
                report.note(ExportFault(.unexpected, in: name, "the manifest does not name the file"))
            }
        }
        guard let vocabulary, complaint == nil else { return report }
        var (registered, erasures): ([AuditRegistration]?, BundleErasures) = (nil, BundleErasures())
        // In the order of places, whichever the manifest names first.
        for log in manifest.logs.sorted(by: { $0.log.number < $1.log.number }) {
            var verification = BundleVerification(log, manifest, vocabulary, report, erasures)
            try verification.check(trusted, read)
            (report, erasures) = (verification.report, verification.erasures)
            if log.log == .evidence, log.isWhole { registered = verification.registrations }
        }
        erasures.check(manifest.logs, &report)
        check(manifest.terms, against: registered, &report)
        return report
    }

    /// What is wrong with what the manifest says; nil when nothing is.
    private static func complaint(about manifest: ExportManifest) -> String? {
        let logs = manifest.logs
        guard !logs.isEmpty, Set(logs.map(\.log)).count == logs.count else { return "it names no log, or one twice" }
        let names = logs.flatMap { [entriesName(of: $0.log), checkpointName(of: $0.log)] }
        guard logs.flatMap({ [$0.entries, $0.checkpoint] }) == names, manifest.files.map(\.name).sorted() == names.sorted()
        else { return "its files are not those of a bundle" }
        for log in logs where log.count > log.size || log.isWhole && log.count != log.size || log.first > log.size {
            return "it tells \(log.count) entries of a log of \(log.size)"
        }
        return nil
    }

    /// The names are those that the leaves registered, where these are there.
    private static func check(
        _ terms: [AuditRegistration], against registered: [AuditRegistration]?, _ report: inout ExportReport
    ) {
        guard let registered else { return }
        let known = Set(registered)
        for term in terms where !known.contains(term) {
            report.note(
                ExportFault(
                    .vocabulary, in: manifestName, "no entry of the log gives the number \(term.code) to \(term.term)"))
        }
        // Who wrote a log that nobody signed gave the numbers themselves.
        report.areNamesProven = report.isIntact && report.logs.contains { $0.log == .evidence && $0.isTrusted }
    }

    static func whole(
        _ file: String, _ limit: Int, _ read: (String, UInt64, Int) throws -> [UInt8]?
    ) throws -> [UInt8]? {
        guard var bytes = try read(file, 0, limit) else { return nil }
        while bytes.count < limit {
            guard let more = try read(file, UInt64(bytes.count), limit - bytes.count), !more.isEmpty else { break }
            bytes += more
        }
        return bytes
    }

    static func checkpoint(
        of log: AuditLog, _ read: (String, UInt64, Int) throws -> [UInt8]?
    ) throws -> [UInt8]? {
        try whole(checkpointName(of: log), longestCheckpoint, read)
    }
}

import Custody

/// What was exported.
struct BundleReport: Answer {
    /// One log of the bundle.
    struct Log: Encodable {
        var log: AuditLog
        var size: UInt64
        var count: UInt64
        var isWhole: Bool
    }

    var digest: Bytes
    var logs: [Log]

    init(_ manifest: ExportManifest) {
        digest = manifest.digest
        logs = manifest.logs.map { Log(log: $0.log, size: $0.size, count: $0.count, isWhole: $0.isWhole) }
    }

    var lines: [String] {
        logs.map { "exported: \($0.log.rawValue) log, \($0.count) of \($0.size) entries\($0.isWhole ? ", the whole log" : "")" }
            + ["digest of the bundle: \(digest.hex)"]
    }
}

import Crypto
public import CustodyModel

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What stands in an exported bundle, when and what for it was made, and the digest of each of its files.
public struct ExportManifest: Hashable, Sendable, Decodable {
    /// One log of a bundle.
    public struct Log: Hashable, Sendable, Decodable {
        /// Which log.
        public var log: AuditLog
        /// The name under which it is signed.
        public var origin: String
        /// How many entries the checkpoint covers.
        public var size: UInt64
        /// The root over them.
        public var root: Bytes
        /// Whether every entry up to the size is there, if only by its hash.
        public var isWhole: Bool
        /// The first entry that had not been pruned when it was exported.
        public var first: UInt64
        /// How many lines there are.
        public var count: UInt64
        /// The file of the entries.
        public var entries: String
        /// The file of the checkpoint.
        public var checkpoint: String

        /// A log of a bundle.
        public init(
            _ log: AuditLog, _ checkpoint: Checkpoint, isWhole: Bool, first: UInt64, count: UInt64
        ) {
            self.log = log
            origin = checkpoint.origin
            size = checkpoint.size
            root = checkpoint.root
            self.isWhole = isWhole
            self.first = first
            self.count = count
            entries = ExportBundle.entriesName(of: log)
            self.checkpoint = ExportBundle.checkpointName(of: log)
        }
    }

    /// One file of a bundle.
    public struct File: Hashable, Sendable, Decodable {
        /// What it is called.
        public var name: String
        /// How many bytes it has.
        public var bytes: UInt64
        /// SHA-256 of its bytes.
        public var sha256: Bytes

        /// A file from its parts.
        public init(name: String, bytes: UInt64, sha256: Bytes) {
            self.name = name
            self.bytes = bytes
            self.sha256 = sha256
        }
    }

    /// Names a format that is read here.
    public static let format = "custody-log-export/1"

    /// The name of the format.
    public var format = ExportManifest.format
    /// How the entries are written.
    public var form: ExportForm
    /// When.
    public var exportedAt: Instant
    /// What for, in the words of who exported it.
    public var purpose: String
    /// What was asked for, without saying whom it named; nothing where everything was.
    public var filter: [String: [String]]
    /// The logs.
    public var logs: [Log]
    /// What the numbers in the leaves mean.
    public var terms: [AuditRegistration]
    /// Every file but the manifest itself.
    public var files: [File]

    /// A manifest from its parts.
    public init(
        _ form: ExportForm, at exportedAt: Instant, for purpose: String, filter: [String: [String]], logs: [Log],
        terms: [AuditRegistration], files: [File]
    ) {
        self.form = form
        self.exportedAt = exportedAt
        self.purpose = purpose
        self.filter = filter
        self.logs = logs
        self.terms = terms
        self.files = files
    }

    /// Reads a manifest. What it accepts is what ``bytes`` writes, to the byte.
    ///
    /// - Throws: ``AuditError`` `.malformed`.
    public init(decoding bytes: [UInt8]) throws(AuditError) {
        do { self = try JSONDecoder().decode(ExportManifest.self, from: Data(bytes)) } catch {
            throw AuditError(.malformed, "the bytes are no manifest of an export")
        }
        guard format == Self.format else {
            throw AuditError(.malformed, "the bundle has another format than \(Self.format); read it with a newer release")
        }
        guard self.bytes == bytes else {
            throw AuditError(.malformed, "the manifest is not written as a manifest is; it was altered or made by another")
        }
    }

    /// The manifest as a file.
    public var bytes: [UInt8] {
        JSONValue.record([
            "format": .text(format), "form": .text(form.rawValue), "exportedAt": .text(exportedAt.description),
            "purpose": .text(purpose),
            "filter": .object(
                filter.sorted { $0.key < $1.key }.map {
                    JSONValue.Member(name: $0.key, value: .array($0.value.map { .text($0) }))
                }),
            "logs": .array(logs.map(\.json)), "terms": .array(terms.map(\.json)), "files": .array(files.map(\.json)),
        ]).page
    }

    /// What stands for the whole bundle: SHA-256 of the manifest, which tells the digest of every other file.
    public var digest: Bytes { Bytes(Array(SHA256.hash(data: bytes))) }
}

extension ExportManifest.Log {
    var json: JSONValue {
        .record([
            "log": .text(log.rawValue), "origin": .text(origin), "size": .unsigned(size), "root": .hex(root),
            "isWhole": .bool(isWhole), "first": .unsigned(first), "count": .unsigned(count), "entries": .text(entries),
            "checkpoint": .text(checkpoint),
        ])
    }
}

extension ExportManifest.File {
    var json: JSONValue {
        .record(["name": .text(name), "bytes": .unsigned(bytes), "sha256": .hex(sha256)])
    }
}

extension AuditRegistration: Decodable {
    private enum CodingKeys: CodingKey { case kind, name, code }

    /// Reads a name with its kind and number.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let kind = AuditTerm.Kind(rawValue: try container.decode(String.self, forKey: .kind))
        self.init(
            term: AuditTerm(kind, try container.decode(String.self, forKey: .name)),
            code: try container.decode(UInt32.self, forKey: .code))
    }
}

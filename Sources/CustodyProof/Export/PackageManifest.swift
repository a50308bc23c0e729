package import Crypto
public import CustodyModel

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What stands in the package that a person is given, and the digest of each of its files, signed by the store. It names nobody.
///
/// ```
/// data.json        everything, for machines
/// report.html      the same, for people; only in what a person is given under Art. 15
/// manifest.json    this; written last
/// ```
public struct PackageManifest: Hashable, Sendable, Decodable {
    /// Which right the package answers.
    public enum Form: String, Hashable, Sendable, Codable, CaseIterable {
        /// Everything that is held, and what is done with it (GDPR Art. 15).
        case access
        /// What the person gave, on consent or for a contract (GDPR Art. 20).
        case portability
    }

    /// Names a format that is read here.
    public static let format = "custody-package/1"
    /// The file of the manifest.
    public static let name = "manifest.json"
    /// The file for machines.
    public static let dataName = "data.json"
    /// The file for people.
    public static let reportName = "report.html"
    /// A manifest is no longer than this.
    public static let longest = 1 << 16

    /// The name of the format.
    public var format = PackageManifest.format
    /// Which right it answers.
    public var form: Form
    /// The store.
    public var store: Handle
    /// When it was drawn up.
    public var drawnUpAt: Instant
    /// How many records are in it.
    public var records: UInt64
    /// How many values are not, and are named instead.
    public var withheld: UInt64
    /// Every file but the manifest itself.
    public var files: [ExportManifest.File]
    /// 32 bytes: the store's Ed25519 key for certificates.
    public private(set) var publicKey = Bytes([])
    /// 64 bytes: Ed25519 over everything else.
    public private(set) var signature = Bytes([])

    /// A manifest that is signed.
    package init(
        _ form: Form, of store: Handle, at drawnUpAt: Instant, records: UInt64, withheld: UInt64,
        files: [ExportManifest.File], signedWith key: Curve25519.Signing.PrivateKey
    ) throws {
        self.form = form
        self.store = store
        self.drawnUpAt = drawnUpAt
        self.records = records
        self.withheld = withheld
        self.files = files
        publicKey = Bytes([UInt8](key.publicKey.rawRepresentation))
        signature = Bytes([UInt8](try key.signature(for: signedBytes)))
    }

    private enum CodingKeys: String, CodingKey {
        case format, form, store, drawnUpAt, records, withheld, files, publicKey, signature
    }

    /// Reads a manifest. What it accepts is what ``bytes`` writes, to the byte.
    ///
    /// - Throws: ``AuditError`` `.malformed`.
    public init(decoding bytes: [UInt8]) throws(AuditError) {
        do { self = try JSONDecoder().decode(PackageManifest.self, from: Data(bytes)) } catch {
            throw AuditError(.malformed, "the bytes are no manifest of a package")
        }
        guard format == Self.format else {
            throw AuditError(.malformed, "the package has another format than \(Self.format); read it with a newer release")
        }
        guard self.bytes == bytes else {
            throw AuditError(.malformed, "the manifest is not written as a manifest is; it was altered or made by another")
        }
    }

    private var members: [JSONValue.Member] {
        [
            JSONValue.Member(name: "format", value: .text(format)), JSONValue.Member(name: "form", value: .text(form.rawValue)),
            JSONValue.Member(name: "store", value: .text(store.description)),
            JSONValue.Member(name: "drawnUpAt", value: .text(drawnUpAt.description)),
            JSONValue.Member(name: "records", value: .unsigned(records)),
            JSONValue.Member(name: "withheld", value: .unsigned(withheld)),
            JSONValue.Member(name: "files", value: .array(files.map(\.json))),
            JSONValue.Member(name: "publicKey", value: .hex(publicKey)),
        ]
    }

    private var signedBytes: [UInt8] { Array("custody/package/v1\0".utf8) + JSONValue.object(members).line }

    /// The manifest as a file.
    public var bytes: [UInt8] {
        JSONValue.object(members + [JSONValue.Member(name: "signature", value: .hex(signature))]).page
    }

    /// Whether the store whose key this is signed exactly this.
    public func isSigned(by key: Bytes) -> Bool {
        guard key == publicKey, let publicKey = try? Curve25519.Signing.PublicKey(rawRepresentation: key.array) else {
            return false
        }
        return publicKey.isValidSignature(signature.array, for: signedBytes)
    }

    /// Checks a package without the store: the manifest's signature, and that each file is the one that it tells.
    ///
    /// - Parameters:
    ///   - key: the store's key for certificates, got from the store itself.
    ///   - names: the files that are there.
    ///   - read: at most so many bytes of a file from an offset on; none at its end.
    /// - Returns: the manifest, where it can be read, and everything that is wrong; nothing when the package is whole.
    public static func verify(
        signedBy key: Bytes, names: [String], read: (_ file: String, _ offset: UInt64, _ limit: Int) throws -> [UInt8]?
    ) throws -> (manifest: PackageManifest?, faults: [ExportFault]) {
        var faults: [ExportFault] = []
        guard let bytes = try ExportBundle.whole(name, longest, read) else {
            return (nil, [ExportFault(.missing, in: name, "the package has no manifest")])
        }
        let manifest: PackageManifest
        do throws(AuditError) { manifest = try PackageManifest(decoding: bytes) } catch {
            return (nil, [ExportFault(.manifest, in: name, error.message)])
        }
        if !manifest.isSigned(by: key) {
            faults.append(ExportFault(.manifest, in: name, "the key that was given did not sign it"))
        }
        for file in manifest.files {
            var (hash, count) = (SHA256(), UInt64(0))
            guard names.contains(file.name), var piece = try read(file.name, 0, 1 << 16) else {
                faults.append(ExportFault(.missing, in: file.name, "the manifest names the file, and it is not there"))
                continue
            }
            while !piece.isEmpty {
                hash.update(data: piece)
                count += UInt64(piece.count)
                piece = try read(file.name, count, 1 << 16) ?? []
            }
            if count != file.bytes || Bytes(Array(hash.finalize())) != file.sha256 {
                faults.append(
                    ExportFault(.digest, in: file.name, "it is not the file of \(file.bytes) bytes whose digest is told"))
            }
        }
        for other in names.sorted() where other != name && !manifest.files.contains(where: { $0.name == other }) {
            faults.append(ExportFault(.unexpected, in: other, "the manifest does not name the file"))
        }
        return (manifest, faults)
    }
}

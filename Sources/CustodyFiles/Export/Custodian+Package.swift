public import CustodyAudit
public import CustodyCore
public import CustodyModel

extension Custodian {
    /// Draws up everything that is held about a person in a directory; see `accessPackage(of:for:by:write:)`.
    ///
    /// - Parameter directory: where to; it must be absent or empty. It stands there only once all of it is written.
    /// - Throws: ``CustodyFilesError`` with `alreadyExists` or `io`; ``CustodianError``.
    @discardableResult
    public func accessPackage(
        of subject: SubjectID, for request: RequestID? = nil, by principal: Principal?, to directory: String
    ) async throws -> PackageManifest {
        try await ExportDirectory.write(to: directory) { export in
            try await accessPackage(of: subject, for: request, by: principal) { try await export.append($1, to: $0) }
        }
    }

    /// Draws up what a person can take along in a directory; see `portabilityPackage(of:for:by:write:)`.
    ///
    /// - Throws: as ``accessPackage(of:for:by:to:)``.
    @discardableResult
    public func portabilityPackage(
        of subject: SubjectID, for request: RequestID? = nil, by principal: Principal?, to directory: String
    ) async throws -> PackageManifest {
        try await ExportDirectory.write(to: directory) { export in
            try await portabilityPackage(of: subject, for: request, by: principal) { try await export.append($1, to: $0) }
        }
    }
}

extension PackageManifest {
    /// What checking a package came to.
    public struct Check: Sendable {
        /// The manifest, where it can be read.
        public var manifest: PackageManifest?
        /// Everything that is wrong; nothing when the package is whole.
        public var faults: [ExportFault]
    }

    /// Checks a package in a directory; see `verify(signedBy:names:read:)`.
    ///
    /// - Throws: ``CustodyFilesError`` with `io` when there is no such directory or a file cannot be read.
    public static func verify(at directory: String, signedBy key: Bytes) async throws -> Check {
        try await BundleDirectory.reading(directory) { names, read in
            let (manifest, faults) = try verify(signedBy: key, names: names, read: read)
            return Check(manifest: manifest, faults: faults)
        }
    }
}

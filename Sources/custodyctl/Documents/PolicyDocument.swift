import Custody

/// The file with the policy.
enum PolicyDocument {
    /// Reads the file, as strictly as the library does.
    static func read(_ path: String) throws -> RolePolicy {
        let bytes = try InputFile.read(path, "the policy file")
        do { return try RolePolicy(json: bytes) } catch {
            // The library says that it is no JSON, and not where.
            let fault = error.code == .malformedDocument && !bytes.contains(0) ? JSONFault(in: bytes) : nil
            throw ToolError(
                error.code.rawValue, "the policy file cannot be used: \(fault?.description ?? error.explanation)", path: path,
                reasons: error.findings.map(\.description))
        }
    }
}

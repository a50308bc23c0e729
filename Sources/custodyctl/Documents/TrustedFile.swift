import Custody

/// Files that the operator gives as evidence: what is wrong with one is wrong with the input, not with the store.
enum TrustedFile {
    static func read<Value>(_ path: String, _ what: String, _ body: ([UInt8]) throws(AuditError) -> Value) throws -> Value {
        let bytes = try InputFile.read(path, what)
        return try translating(path) { try body(bytes) }
    }

    static func translating<Value>(_ path: String, _ body: () throws -> Value) throws -> Value {
        do { return try body() } catch let error as AuditError {
            throw ToolError(error.code.rawValue, error.message, path: path)
        }
    }
}

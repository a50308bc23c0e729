import Crypto
import CustodyCore
import CustodyFiles
import CustodyKeys

/// Stores for the run.
enum Bed {
    static let provider = LocalKeyProvider(SymmetricKey(data: [UInt8](repeating: 7, count: 32)))

    static func create(at directory: String) async throws -> Backends {
        try await FileBackend.create(at: directory, controller: "bench", keys: provider)
    }

    static func open(at directory: String) async throws -> Backends {
        try await FileBackend.open(at: directory, keys: provider)
    }
}

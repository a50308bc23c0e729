public import CustodyKeys

/// A key provider to be held to its promises, and how its key-encryption key is replaced.
///
/// ```swift
/// for promise in KeyProviderContract.promises {
///     try await promise.verify {
///         let service = try await HostKeys.test()
///         return KeyProviderFixture(service) { try await service.beginVersion() }
///     }
/// }
/// ```
public struct KeyProviderFixture: Sendable {
    /// The provider, with a version of the key-encryption key.
    public let provider: any KeyProvider
    /// Begins a version of the key-encryption key, which is current from then on.
    public let beginNewVersion: @Sendable () async throws -> Void

    /// A provider with what replaces its key.
    public init(_ provider: any KeyProvider, beginningNewVersion: @escaping @Sendable () async throws -> Void) {
        self.provider = provider
        beginNewVersion = beginningNewVersion
    }
}

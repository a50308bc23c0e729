public import CustodyCore

/// What a backend can that not every one can. A backend declares it, and is held to it.
public struct BackendCapabilities: OptionSet, Sendable {
    /// The options as bits.
    public let rawValue: Int
    /// Options from their bits.
    public init(rawValue: Int) { self.rawValue = rawValue }

    /// What was acknowledged is there when the store is opened again.
    public static let survivesReopening = BackendCapabilities(rawValue: 1)
    /// Several processes may have the store open and write to it.
    public static let severalProcesses = BackendCapabilities(rawValue: 2)
}

/// A backend to be held to its promises: how a store of it is made, and what else it declares.
///
/// ```swift
/// let fixture = BackendFixture(
///     make: { try await HostBackend.create(at: place) },
///     reopen: { backends in
///         try await backends.close()
///         return try await HostBackend.open(at: place)
///     })
/// for promise in BackendContract.promises(for: fixture.capabilities) { try await promise.verify { fixture } }
/// ```
public struct BackendFixture: Sendable {
    /// What the backend declares, by what it was given.
    public let capabilities: BackendCapabilities
    /// A fresh store with the controller `acme`.
    public let make: @Sendable () async throws -> Backends
    private let reopening: (@Sendable (Backends) async throws -> Backends)?
    private let opening: (@Sendable (Backends) async throws -> Backends)?

    /// - Parameters:
    ///   - make: makes a fresh store.
    ///   - reopen: ends the store and opens it again; nil where it does not survive that.
    ///   - openBeside: opens the store once more while it is open, as another process would; nil where it may not be.
    public init(
        make: @escaping @Sendable () async throws -> Backends, reopen: (@Sendable (Backends) async throws -> Backends)? = nil,
        openBeside: (@Sendable (Backends) async throws -> Backends)? = nil
    ) {
        self.make = make
        (reopening, opening) = (reopen, openBeside)
        var capabilities: BackendCapabilities = []
        if reopen != nil { capabilities.insert(.survivesReopening) }
        if openBeside != nil { capabilities.insert(.severalProcesses) }
        self.capabilities = capabilities
    }

    /// The store, ended and opened again.
    func reopened(_ backends: Backends) async throws -> Backends {
        guard let reopening else { throw BrokenPromise("the backend does not say that it survives being opened again") }
        return try await reopening(backends)
    }

    /// The same store once more.
    func beside(_ backends: Backends) async throws -> Backends {
        guard let opening else { throw BrokenPromise("the backend does not say that several processes may open it") }
        return try await opening(backends)
    }
}

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
    /// What was acknowledged is there also when nobody ended the store before it is opened again.
    public static let survivesCrash = BackendCapabilities(rawValue: 4)
}

/// A backend to be held to its promises: how a store of it is made, and what else it declares.
///
/// ```swift
/// for promise in BackendContract.promises(for: .survivesReopening) {
///     try await promise.verify {
///         let place = freshPlace()
///         return BackendFixture(
///             make: { try await HostBackend.create(at: place) },
///             reopen: { backends in
///                 try await backends.close()
///                 return try await HostBackend.open(at: place)
///             })
///     }
/// }
/// ```
public struct BackendFixture: Sendable {
    /// What the backend declares, by what it was given.
    public let capabilities: BackendCapabilities
    /// A fresh store with the controller `acme`.
    public let make: @Sendable () async throws -> Backends
    private var reopening: (@Sendable (Backends) async throws -> Backends)?
    private let crash: (@Sendable (Backends) async throws -> Backends)?
    private let opening: (@Sendable (Backends) async throws -> Backends)?

    /// - Parameters:
    ///   - make: makes a fresh store.
    ///   - reopen: ends the store and opens it again; nil where it does not survive that.
    ///   - openBeside: opens the store once more while it is open, as another process would; nil where it may not be.
    ///   - crash: leaves the store as it is, without ending it, and opens what a machine finds then that stopped at this moment; nil where
    ///     that cannot be tried.
    public init(
        make: @escaping @Sendable () async throws -> Backends, reopen: (@Sendable (Backends) async throws -> Backends)? = nil,
        openBeside: (@Sendable (Backends) async throws -> Backends)? = nil,
        crash: (@Sendable (Backends) async throws -> Backends)? = nil
    ) {
        self.make = make
        (reopening, opening, self.crash) = (reopen, openBeside, crash)
        var capabilities: BackendCapabilities = []
        if reopen != nil { capabilities.insert(.survivesReopening) }
        if crash != nil { capabilities.insert(.survivesCrash) }
        if openBeside != nil { capabilities.insert(.severalProcesses) }
        self.capabilities = capabilities
    }

    /// The store, ended and opened again.
    func reopened(_ backends: Backends) async throws -> Backends {
        guard let reopening else { throw BrokenPromise("the backend does not say that it survives being opened again") }
        return try await reopening(backends)
    }

    /// The same with a crash wherever the store would be ended and opened again.
    var crashing: BackendFixture {
        var fixture = self
        fixture.reopening = crash
        return fixture
    }

    /// The same store once more.
    func beside(_ backends: Backends) async throws -> Backends {
        guard let opening else { throw BrokenPromise("the backend does not say that several processes may open it") }
        return try await opening(backends)
    }
}

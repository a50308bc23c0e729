/// One thing that every implementation of a protocol promises, as a check that throws.
///
/// It imports no test framework, so that it reports the same under every one:
///
/// ```swift
/// // Swift Testing
/// @Test("HostStore keeps the DataStore contract", arguments: DataStoreContract.promises)
/// func conforms(_ promise: ContractPromise<any DataStore>) async throws { try await promise.verify { HostStore() } }
///
/// // XCTest
/// for promise in DataStoreContract.promises { try await promise.verify { HostStore() } }
/// ```
public struct ContractPromise<Backend: Sendable>: Sendable, CustomStringConvertible {
    /// The promise as a sentence.
    public let description: String
    private let check: @Sendable (Backend) async throws -> Void

    /// A promise with the check that shows it kept.
    public init(_ description: String, check: @escaping @Sendable (Backend) async throws -> Void) {
        self.description = description
        self.check = check
    }

    /// Checks the promise on a fresh backend.
    ///
    /// - Parameters:
    ///   - makeBackend: makes it, in a place of its own.
    ///   - dispose: closes it and takes away what it left, whether the promise was kept or not.
    /// - Throws: ``BrokenPromise`` with the promise in it, also for what the backend threw where nothing was to be thrown; what making
    ///   the backend threw.
    public func verify(
        _ makeBackend: @Sendable () async throws -> Backend,
        disposing dispose: @Sendable (Backend) async throws -> Void = { _ in }
    ) async throws {
        let backend = try await makeBackend()
        var failure: (any Error)?
        do { try await check(backend) } catch { failure = error }
        do { try await dispose(backend) } catch { failure = failure ?? error }
        switch failure {
        case nil: return
        case let cancelled as CancellationError: throw cancelled
        case let broken as BrokenPromise: throw BrokenPromise("\(description): \(broken.message)")
        case let error?: throw BrokenPromise("\(description): the backend threw \(type(of: error)): \(error)")
        }
    }
}

/// What an implementation did instead of what it promised.
public struct BrokenPromise: Error, Equatable, Sendable, CustomStringConvertible {
    /// What was promised and what happened.
    public var message: String

    /// A broken promise with what happened.
    public init(_ message: String) { self.message = message }

    /// What was promised and what happened.
    public var description: String { message }
}

/// Throws when the condition does not hold.
public func expect(_ condition: Bool, _ message: @autoclosure () -> String) throws(BrokenPromise) {
    guard condition else { throw BrokenPromise(message()) }
}

/// Throws when the two differ.
public func expect<Value: Equatable>(
    _ actual: Value, is expected: Value, _ what: @autoclosure () -> String
) throws(BrokenPromise) {
    guard actual == expected else { throw BrokenPromise("\(what()): expected \(expected), got \(actual)") }
}

/// Throws when the body does not throw, or throws something else than expected.
public func expectError<Failure: Error>(
    _ what: String, where matches: (Failure) -> Bool = { (_: Failure) in true }, from body: () async throws -> Void
) async throws {
    do { try await body() } catch let failure as Failure where matches(failure) { return } catch {
        throw BrokenPromise("\(what): expected \(Failure.self), got \(error)")
    }
    throw BrokenPromise("\(what): expected \(Failure.self), but nothing was thrown")
}

public import CustodyAccess
public import CustodyCore

/// Throws when a custodian does not deny what the body asks of it, or for another reason.
///
/// ```swift
/// try await expectDenied("a stranger reads", because: .unknownPrincipal) {
///     _ = try await custodian.disclose(SupportView.self, about: "c-1042", for: .customerCare, to: stranger)
/// }
/// ```
///
/// - Parameters:
///   - what: what was asked, for the message.
///   - reason: a reason that must be among those of the decision; nil for any.
/// - Returns: the error, with the decision and the receipt of the refusal.
@discardableResult
public func expectDenied(
    _ what: String, because reason: AccessReason? = nil, from body: () async throws -> Void
) async throws -> CustodianError {
    do { try await body() } catch let error as CustodianError where error.code == .denied {
        guard let reason, error.decision?.reasons.contains(reason) != true else { return error }
        throw BrokenPromise("\(what): expected to be denied as \(reason), got \(error)")
    } catch {
        throw BrokenPromise("\(what): expected to be denied, got \(error)")
    }
    throw BrokenPromise("\(what): expected to be denied, but nothing was thrown")
}

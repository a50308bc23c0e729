public import CustodyModel

/// Tells what is open about a person beside the requests that the store keeps itself, for a host that keeps requests of its own.
///
/// It is asked when an erasure is planned and again right before it is carried out; if the answers differ, nothing happens. One that
/// throws stops the erasure. A person goes by their token: ``Custodian/token(of:by:)`` tells it when a request comes in.
public protocol OpenMatterSource: Sendable {
    /// What is open about the person now, in any order.
    func openMatters(about subject: SubjectToken) async throws -> [OpenMatter]
}

extension Custodian {
    /// The random token by which the store knows a person. It names nobody, and outlasts an erasure. That it was asked for is recorded first.
    /// As `SubjectID.token(_:)` it names the person to every act and question, as does one that stands in a list.
    ///
    /// - Parameter reader: who asks; nil when the operator of the store does, which the log says.
    /// - Throws: ``CustodianError`` with `denied` unless the policy permits the reader `Action.handleRequest`, `unknownSubject`, `erased`,
    ///   `notRecorded`.
    public func token(of subject: SubjectID, by reader: Principal?) async throws -> SubjectToken {
        try await known(subject, toRead: "token", by: reader, needing: .handleRequest)
    }

    /// What is open about a person, or about whoever was merged with them, in an order of its own: by the requests that the store keeps,
    /// and by what the host says.
    func openMatters(about subject: SubjectToken) async throws -> [OpenMatter] {
        var matters: Set<OpenMatter> = []
        for token in [subject] + (try await merged(subject).others) {
            matters.formUnion(try await requestMatters(about: token))
            if let matterSource { matters.formUnion(try await matterSource.openMatters(about: token)) }
        }
        return matters.sorted { ($0.reference, $0.kind.rawValue) < ($1.reference, $1.kind.rawValue) }
    }
}

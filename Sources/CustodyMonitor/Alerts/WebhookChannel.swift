#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// Carries the body of a webhook to where it goes: the host's own client, with its own address and secrets.
public protocol WebhookTransport: Sendable {
    /// Sends the body, which is JSON, and answers the status of HTTP.
    func post(_ body: Data) async throws -> Int
}

/// Sends each alert as JSON, once while the process lives. One that was not taken stands in the log all the same.
public struct WebhookChannel: AlertChannel {
    /// What tells the webhook apart from others.
    public let name: String
    private let transport: any WebhookTransport

    /// What the other side answered when it did not take an alert.
    public struct Refusal: Error, Equatable, Sendable {
        /// The status of HTTP.
        public var status: Int
    }

    /// A channel over the host's client.
    ///
    /// - Parameter name: tells it apart from other webhooks, see ``AlertChannel/name``.
    public init(_ transport: any WebhookTransport, named name: String = "WebhookChannel") {
        self.transport = transport
        self.name = name
    }

    /// Sends the notice.
    ///
    /// - Throws: ``Refusal``, and what the transport throws.
    public func deliver(_ notice: AlertNotice) async throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let status = try await transport.post(try encoder.encode(notice))
        guard (200..<300).contains(status) else { throw Refusal(status: status) }
    }
}

public import CustodyModel

/// What a receipt is about: one event of a person, with what they were told. It writes the same text for the same content.
public struct ReceiptContent: Hashable, Sendable {
    /// The event.
    public var entry: ConsentEntry
    /// What the person was told; nil where the event needed no notice.
    public var notice: Notice?
    /// What the host says about itself.
    public var terms: ReceiptTerms
    /// The identity of the receipt: a UUID.
    public var id: String
    /// Which data the purpose uses, where the event names no categories.
    public var categories: [DataCategory]

    /// Content from its parts.
    ///
    /// - Throws: ``ConsentError`` with `receiptIncomplete` when the terms lack something, `receiptUnsupported` for an event that no
    ///   receipt is about, such as a restriction.
    public init(
        _ entry: ConsentEntry, notice: Notice?, terms: ReceiptTerms, id: String, categories: [DataCategory]
    ) throws(ConsentError) {
        let faults = terms.faults + (entry.event.details?.categories ?? categories).isEmpty.reasons("categories")
        guard faults.isEmpty else {
            throw ConsentError(
                .receiptIncomplete, "a receipt needs what is missing: \(faults.joined(separator: ", "))",
                subject: entry.event.subject)
        }
        guard Self.state(of: entry.event.kind) != nil, entry.event.purpose != nil, entry.event.occurredAt.milliseconds >= 0
        else {
            throw ConsentError(
                .receiptUnsupported, "no receipt is about an event of the kind '\(entry.event.kind)'",
                subject: entry.event.subject)
        }
        self.entry = entry
        self.notice = notice
        self.terms = terms
        self.id = id
        self.categories = categories
    }

    /// The document.
    public func document(_ form: ReceiptForm) -> [UInt8] {
        switch form {
        case .kantara: kantara.page
        case .record: record(withContext: true).page
        case .receipt: receipt.page
        }
    }

    /// A UUID of the digest of something, which is always the same for the same thing.
    public static func identity(of digest: [UInt8]) -> String {
        var bytes = Array(digest.prefix(16)) + [UInt8](repeating: 0, count: max(0, 16 - digest.count))
        // RFC 9562: version 8 is what its maker makes of it.
        bytes[6] = bytes[6] & 0x0f | 0x80
        bytes[8] = bytes[8] & 0x3f | 0x80
        let hex = Array(bytes.hex)
        return [hex[0..<8], hex[8..<12], hex[12..<16], hex[16..<20], hex[20..<32]].map { String($0) }.joined(separator: "-")
    }

    // MARK: What both forms say

    var event: ConsentEvent { entry.event }
    var purpose: Purpose { event.purpose ?? "" }
    var covered: [DataCategory] { event.details?.categories ?? categories }
    var jurisdiction: String { event.details?.jurisdiction ?? terms.jurisdiction }
    var method: CollectionMethod { event.details?.method ?? terms.method }
    var language: String { event.details?.language ?? notice?.language ?? "und" }

    /// The term of the Data Privacy Vocabulary for the state that an event leads to.
    static func state(of kind: ConsentEvent.Kind) -> String? {
        switch kind {
        case .given: "ConsentGiven"
        case .renewed: "RenewedConsentGiven"
        case .refused: "ConsentRefused"
        case .withdrawn, .optedOut: "ConsentWithdrawn"
        case .revoked: "ConsentRevoked"
        case .expired: "ConsentExpired"
        case .invalidated: "ConsentInvalidated"
        case .requested: "ConsentRequested"
        default: nil
        }
    }
}

extension Bool {
    fileprivate func reasons(_ reason: String) -> [String] { self ? [reason] : [] }
}

import CustodyAudit
import CustodyData
import CustodyKeys
import CustodyModel

/// A request as the store keeps it: a record of the store itself. The person's words, and those to the person, are sealed under
/// their log key, so that they go with it; the evidence of who asks under a key of its own, which is destroyed when the request is decided.
/// Of somebody who is not known the words are sealed under a key of their own, which is destroyed when the request shrinks.
struct KeptRequest: Codable {
    var request: RightsRequest
    var words: SealedValue?
    var evidence: SealedValue?
    /// What the person was told when it was refused.
    var refusal: SealedValue?
    /// What only this request's own keys open.
    var ownValues: [SealedValue] { [request.subject == nil ? words : nil, evidence].compactMap(\.self) }

    static let kept = OwnRecord<Self>("custody.request", field: "request")
    private static let all: Purpose = "custody.requests"
    private static let open: Purpose = "custody.openRequests"

    static let everything = RecordQuery.Filter.heldFor(all)
    static let unclosed = RecordQuery.Filter.heldFor(open)
    static func of(_ claimant: BlindIndex) -> RecordQuery.Filter { .heldFor(Purpose(rawValue: "custody.request.c\(claimant)")) }
    static func about(_ subject: SubjectToken) -> RecordQuery.Filter {
        .heldFor(Purpose(rawValue: "custody.request.s\(subject)"))
    }

    private var purposes: [Purpose] {
        var purposes = [Self.all, Purpose(rawValue: "custody.request.c\(request.claimant)")]
        if !request.isClosed { purposes.append(Self.open) }
        if let subject = request.subject { purposes.append(Purpose(rawValue: "custody.request.s\(subject)")) }
        return purposes
    }

    /// What writes it.
    func write(over former: StoredRecord?, _ sealer: Sealer, _ system: SystemKeys) throws -> RecordWrite {
        try Self.kept.write(
            self, as: request.id.record, for: purposes, over: former, sealer, system, at: request.received)
    }

    static func evidencePlace(of id: RequestID) -> Sealer.Place { .text("request/\(id)/evidence") }
    static func refusalPlace(of id: RequestID) -> Sealer.Place { .text("request/\(id)/refusal") }
    static func wordsPlace(of id: RequestID) -> Sealer.Place { .text("request/\(id)/words") }
}

extension KeptRequest: OwnContent {}

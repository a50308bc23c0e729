import CustodyAudit
import CustodyData
import CustodyKeys
public import CustodyLaw
public import CustodyModel

/// What is left of a request once nobody can claim anything from it any more: that somebody asked, what, and how it ended. It is told
/// by a keyed digest alone whether two are of one person.
public struct ClosedRequest: Hashable, Sendable, Codable {
    /// How it ended.
    public enum Outcome: String, Hashable, Sendable, Codable {
        /// It was carried out.
        case done
        /// It was refused.
        case refused
        /// The person took it back.
        case takenBack
        /// It repeated another.
        case duplicate
    }

    /// A keyed digest of the person's identifier.
    public var claimant: BlindIndex
    /// What was asked.
    public var kind: RightKind
    /// Under which law.
    public var law: RegimeID
    /// How it ended.
    public var outcome: Outcome
    /// On which day it was closed, as its first instant in UTC.
    public var closedOn: Instant

    static let kept = OwnRecord<Self>("custody.closedRequest", field: "closed")
    static let everything = RecordQuery.Filter.heldFor("custody.closedRequests")

    init?(_ request: RightsRequest) {
        guard let closedAt = request.closedAt ?? (request.isClosed ? request.received : nil) else { return nil }
        claimant = request.claimant
        (kind, law) = (request.kind, request.law)
        closedOn = Instant(milliseconds: CivilDate(utc: closedAt).daysSince1970 * 86_400_000)
        if request.duplicateOf != nil {
            outcome = .duplicate
        } else {
            switch request.decision {
            case .refused: outcome = .refused
            case .takenBack: outcome = .takenBack
            case .granted, .none: outcome = .done
            }
        }
    }

    /// What puts it in the place of the request.
    func writes(over former: StoredRecord, _ sealer: Sealer, _ system: SystemKeys) throws -> [RecordWrite] {
        // A record cannot become one of another kind.
        [
            .remove(former.id, subject: former.subject, expecting: former.version),
            try Self.kept.write(
                self, as: RecordID(of: "closed request", former.id.bytes), for: ["custody.closedRequests"], sealer, system,
                at: closedOn),
        ]
    }
}

extension ClosedRequest: OwnContent {}

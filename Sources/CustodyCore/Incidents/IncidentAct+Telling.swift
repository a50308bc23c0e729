import Crypto
public import CustodyIncidents
public import CustodyLaw
import CustodyModel

extension IncidentAct {
    /// A notice was sent: it is kept as it was sent, with its digest. It meets no duty by itself; ``submit(_:at:lateBecause:)`` does.
    ///
    /// A notice that is not ready is refused with what it lacks: the first may be incomplete where the law takes several, the last may
    /// not, and a late one says why.
    ///
    /// - Parameters:
    ///   - address: who was told.
    ///   - receipt: what proves that it arrived; nil until somebody has it, see ``receive(_:notice:)``.
    public static func send(
        _ notice: BreachNotice, as format: BreachNotice.Format = .text, in strings: NoticeStrings = .english, for duty: DutyID?,
        to address: String, at time: PartialInstant, receipt: String? = nil
    ) -> IncidentAct {
        IncidentAct(.sent) { context in
            guard notice.isReady else {
                throw CustodianError(
                    .invalidInput, "the notice lacks what it must tell", reasons: notice.missing.map(\.rawValue))
            }
            let content = notice.rendered(as: format, in: strings)
            return .send(
                SentNotice(
                    duty, to: notice.form.recipient, phase: notice.phase, at: time, address: try context.seal(address),
                    content: try context.seal(content), digest: Bytes(Array(SHA256.hash(data: Array(content.utf8)))),
                    receipt: try context.seal(receipt)))
        }
    }

    /// The receipt of a notice came, at a place of `Incident.sent`.
    public static func receive(_ receipt: String, notice place: Int) -> IncidentAct {
        IncidentAct(.received) { .receive(try $0.seal(receipt), notice: place) }
    }
}

public import CustodyModel

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The signal Global Privacy Control: that a person does not want their data sold or shared, nor used for advertising across
/// parties. It is no request to erase anything, and says nothing of what a party does with its own data. Source: W3C, Global
/// Privacy Control.
public enum GlobalPrivacyControl {
    /// The name of the header, whose values ``signal(in:)`` reads.
    public static let headerName = "Sec-GPC"
    /// Where a site says whether it heeds the signal.
    public static let wellKnownPath = "/.well-known/gpc.json"

    /// The signal of a request.
    ///
    /// - Parameter values: the value of every header field ``headerName``, as it stands; not of trailers.
    /// - Returns: the signal when at least one is exactly `1`. Otherwise nil: any other value means nothing, and so does its absence.
    ///   Neither is consent.
    public static func signal(in values: some Sequence<String>) -> PrivacySignal? {
        values.contains { $0.utf8.elementsEqual([UInt8(ascii: "1")]) } ? .globalPrivacyControl : nil
    }

    /// What a site says about the signal.
    public struct Support: Hashable, Sendable {
        /// Whether it heeds the signal; nil when it does not say.
        public var isHeeded: Bool?
        /// When it said so: an RFC 3339 date or time; nil when it does not say.
        public var lastUpdate: String?

        /// Support from its parts.
        public init(isHeeded: Bool?, lastUpdate: String? = nil) {
            self.isHeeded = isHeeded
            self.lastUpdate = lastUpdate
        }

        /// Reads the file at ``GlobalPrivacyControl/wellKnownPath``. Members of another type than they should have are unknown, and
        /// members of other names mean nothing.
        ///
        /// - Returns: nil when it is no JSON object.
        public init?(decoding bytes: [UInt8]) {
            guard let file = try? JSONDecoder().decode(File.self, from: Data(bytes)) else { return nil }
            self = file.support
        }

        /// The file.
        public var bytes: [UInt8] {
            var members: [String] = []
            if let isHeeded { members.append(#""gpc":\#(isHeeded)"#) }
            if let lastUpdate, Self.isTime(lastUpdate) { members.append(#""lastUpdate":"\#(lastUpdate)""#) }
            return Array("{\(members.joined(separator: ","))}\n".utf8)
        }

        static func isTime(_ text: String) -> Bool {
            Instant(text) != nil && !text.contains(" ")
        }

        private struct File: Decodable {
            var support: Support

            private enum CodingKeys: String, CodingKey {
                case gpc, lastUpdate
            }

            init(from decoder: any Decoder) throws {
                let container = try decoder.container(keyedBy: CodingKeys.self)
                let time = try? container.decode(String.self, forKey: .lastUpdate)
                support = Support(
                    isHeeded: try? container.decode(Bool.self, forKey: .gpc),
                    lastUpdate: time.flatMap { Support.isTime($0) ? $0 : nil })
            }
        }
    }
}

extension ConsentTimeline {
    /// Whether a signal says something new about a purpose: it was not sent before, or it was told since that it ended. Each request
    /// carries the signal; only its transition is recorded. What the person decided after it began stands.
    public func isTransition(_ signal: PrivacySignal, for purpose: Purpose) -> Bool {
        last(signal, for: purpose)?.event.kind != .optedOut
    }

    /// Whether a signal is being sent, as far as was told.
    public func isSending(_ signal: PrivacySignal, for purpose: Purpose) -> Bool { !isTransition(signal, for: purpose) }

    /// What was told last of a signal: that it began to be sent, or that it is sent no more. What was taken over lately may be
    /// older than what is here.
    func last(_ signal: PrivacySignal?, for purpose: Purpose?) -> ConsentEntry? {
        newest(at: nil, knownAt: .latest) { $0.event.tells(of: signal, for: purpose) }
    }
}

extension ConsentEvent {
    /// Whether it tells that a signal began to be sent for just this purpose, or that it is sent no more.
    func tells(of signal: PrivacySignal?, for purpose: Purpose?) -> Bool {
        (kind == .optedOut || kind == .signalEnded) && self.purpose == purpose && details?.signal == signal
    }
}

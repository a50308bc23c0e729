import CustodyConsent
import CustodyModel

/// People and what they decide.
enum People {
    static let purpose: Purpose = "marketing.direct"

    static let notice = Notice(
        hash: NoticeHash(of: Array("May we write to you?".utf8)), version: "1", language: "en",
        text: SealedValue(key: KeyID(.zero, .text), keyVersion: 1, box: [UInt8](repeating: 7, count: 64)),
        purposes: [purpose], recordedAt: Instant(milliseconds: 0))

    /// SplitMix64, so that tokens are as evenly spread as real ones.
    static func subject(_ number: Int) -> SubjectToken {
        func mixed(_ value: UInt64) -> UInt64 {
            var mixed = value &+ 0x9E37_79B9_7F4A_7C15
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
        var bytes: [UInt8] = []
        bytes.append(bigEndian: mixed(UInt64(number)))
        bytes.append(bigEndian: mixed(~UInt64(number)))
        return SubjectToken(Handle(bytes) ?? .zero)
    }

    static func event(_ kind: ConsentEvent.Kind, _ number: Int) -> ConsentEvent {
        ConsentEvent(
            kind, by: subject(number), for: purpose, notice: kind.needsNotice ? notice.hash : nil,
            recordedAt: Instant(milliseconds: 1_795_512_600_000 + Int64(number)))
    }

    /// What one grant records: that the notice was shown, and the answer.
    static func grant(_ number: Int) -> ConsentChange { .appendAll([event(.requested, number), event(.given, number)]) }
}

import CustodyModel

/// Hides all but the end of a value.
enum Mask {
    /// Text with every character but the last ones replaced by `•`; nil for a value that is no text, which is withheld instead.
    ///
    /// Never more than half of a text stays, and nothing of one that is no longer than what may stay: of a short one the end would be
    /// nearly all.
    static func apply(_ value: CBOR, keepingLast count: Int) -> CBOR? {
        guard case .text(let text) = value else { return nil }
        let length = text.count
        let kept = count > 0 && count < length ? min(count, length / 2) : 0
        return .text(String(repeating: "•", count: length - kept) + text.suffix(kept))
    }
}

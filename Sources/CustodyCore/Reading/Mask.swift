import CustodyModel

/// Hides all but the end of a value.
enum Mask {
    /// Text with every character but the last ones replaced by `•`; nil for a value that is no text, which is withheld instead.
    ///
    /// A text no longer than what may stay is hidden whole, since nothing of it would be.
    static func apply(_ value: CBOR, keepingLast count: Int) -> CBOR? {
        guard case .text(let text) = value else { return nil }
        let kept = text.count > count ? count : 0
        return .text(String(repeating: "•", count: text.count - kept) + text.suffix(kept))
    }
}

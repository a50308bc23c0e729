/// Checks UTF-8 byte by byte (RFC 3629): no overlong forms, no surrogates, nothing above U+10FFFF.
struct UTF8Check {
    private var missing = 0
    private var allowed: ClosedRange<UInt8> = 0x80...0xBF

    /// Whether no character is left half.
    var isWhole: Bool { missing == 0 }

    /// Whether the byte may stand here. After one that may not, the check begins anew.
    mutating func accepts(_ byte: UInt8) -> Bool {
        guard missing == 0 else {
            guard allowed.contains(byte) else {
                missing = 0
                return false
            }
            missing -= 1
            allowed = 0x80...0xBF
            return true
        }
        allowed = 0x80...0xBF
        switch byte {
        case 0x00...0x7F: return true
        case 0xC2...0xDF: missing = 1
        case 0xE0:
            missing = 2
            allowed = 0xA0...0xBF
        case 0xED:
            missing = 2
            allowed = 0x80...0x9F
        case 0xE1...0xEF: missing = 2
        case 0xF0:
            missing = 3
            allowed = 0x90...0xBF
        case 0xF1...0xF3: missing = 3
        case 0xF4:
            missing = 3
            allowed = 0x80...0x8F
        default: return false
        }
        return true
    }
}

/// A place in a file of text, as an editor shows it.
struct TextPlace: Hashable, CustomStringConvertible {
    /// Counted from 1. A carriage return ends a line too, unless a line feed follows it.
    var line = 1
    /// The character in the line, counted from 1.
    var column = 1

    /// `line 3, column 7`
    var description: String { "line \(line), column \(column)" }
}

extension TextPlace {
    /// The place of a byte; that behind the last one for any other number.
    init(of offset: Int, in bytes: [UInt8]) {
        self.init()
        for (number, byte) in bytes.prefix(max(0, offset)).enumerated() {
            let isFollowed = byte == UInt8(ascii: "\r") && number + 1 < bytes.count && bytes[number + 1] == UInt8(ascii: "\n")
            if byte == UInt8(ascii: "\n") || (byte == UInt8(ascii: "\r") && !isFollowed) {
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
        }
    }

    /// The first character that is no UTF-8; nil when all of them are.
    init?(ofInvalidUTF8In bytes: [UInt8]) {
        var check = UTF8Check()
        var (start, isValid) = (0, true)
        for (number, byte) in bytes.enumerated() {
            if check.isWhole { start = number }
            isValid = check.accepts(byte)
            if !isValid { break }
        }
        guard !isValid || !check.isWhole else { return nil }
        self.init(of: start, in: bytes)
    }
}

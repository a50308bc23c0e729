/// Makes text from outside safe to print: a stored value must not move the cursor or colour the terminal.
enum Printable {
    /// The text with control characters written out.
    static func text(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isUnsafe) else { return text }
        var safe = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n": safe += "\\n"
            case "\r": safe += "\\r"
            case "\t": safe += "\\t"
            case _ where isUnsafe(scalar): safe += "\\u{\(String(scalar.value, radix: 16))}"
            default: safe.unicodeScalars.append(scalar)
            }
        }
        return safe
    }

    /// The text without its middle where it is longer than any message needs. A name that was typed may be as long as a file; what is
    /// wrong stands before it, and what to do behind it.
    static func shortened(_ text: String) -> String {
        let (scalars, beginning, end) = (text.unicodeScalars, 1_500, 500)
        guard scalars.count > beginning + end else { return text }
        return String(scalars.prefix(beginning)) + " […] " + String(scalars.suffix(end))
    }

    private static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
        // Controls, and the marks that reorder what stands around them.
        scalar.properties.generalCategory == .control || (0x202A...0x202E).contains(scalar.value)
            || (0x2066...0x2069).contains(scalar.value)
    }
}

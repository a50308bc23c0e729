/// Text of people in documents of machines: nothing that somebody typed becomes markup, a formula or a line of its own.
package enum Escape {
    /// One line: line ends and other control characters become spaces.
    package static func line(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { isControl($0) ? " " : $0 }))
    }

    /// Every line moved in, so that none can pass for a heading.
    package static func indented(_ text: String) -> String {
        lines(text).map { "    " + line(String($0)) }.joined(separator: "\n")
    }

    /// Markdown with every character that means something there escaped; line ends stay, and begin nothing.
    package static func markdown(_ text: String) -> String {
        lines(text).map { piece in
            var escaped = ""
            for scalar in line(String(piece)).unicodeScalars {
                // CommonMark takes a backslash before any ASCII punctuation; an entity would need none of it.
                if isPunctuation(scalar) { escaped += "\\" }
                escaped.unicodeScalars.append(scalar)
            }
            // Four spaces in front would make code of it, and a number with a dot a list; the dot is escaped already.
            return String(escaped.drop { $0 == " " })
        }.joined(separator: "\n")
    }

    /// HTML text.
    package static func html(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            case "\n": escaped += "<br>\n"
            case _ where isControl(scalar): escaped += " "
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    /// A page that loads nothing and runs nothing.
    package static func page(title: String, language: String, body: String) -> String {
        """
        <!DOCTYPE html>
        <html lang="\(html(language))">
        <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'">
        <title>\(html(line(title)))</title>
        </head>
        <body>
        \(body)
        </body>
        </html>

        """
    }

    /// A field of CSV (RFC 4180), always quoted. What a spreadsheet would take for a formula gets an apostrophe in front.
    package static func csv(_ text: String) -> String {
        // By scalars: a quote with an accent on it is another character to Swift, and a quote to a spreadsheet.
        let first = text.unicodeScalars.first { $0 != " " }
        let isFormula = first.map { "=+-@\t\r\n＝＋－＠".unicodeScalars.contains($0) } ?? false
        var field = isFormula ? "\"'" : "\""
        for scalar in text.unicodeScalars {
            if scalar == "\"" { field += "\"" }
            field.unicodeScalars.append(scalar)
        }
        return field + "\""
    }

    private static func lines(_ text: String) -> [Substring] {
        text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    }

    /// Control characters, and those that turn the direction of a line around.
    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029, 0x202A...0x202E, 0x2066...0x2069: true
        default: false
        }
    }

    private static func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E: true
        default: false
        }
    }
}

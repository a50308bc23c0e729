import CustodyAudit
import CustodyModel

/// The document for people: one file that needs no other, readable on a screen and on paper.
enum PackageHTML {
    static func head(_ head: PackageFile.Head) -> String {
        let title = head.form == .access ? "Your data" : "Your data to take along"
        let links = PackageSection.allCases.map { "<a href=\"#\($0.rawValue)\">\($0.title)</a>" }.joined(separator: "\n")
        return """
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
            <title>\(title)</title><style>
            :root { color-scheme: light dark; --line: #8884; --dim: #667; }
            body { font: 16px/1.5 system-ui, sans-serif; margin: 0; }
            main { max-width: 72rem; margin: 0 auto; padding: 2rem 1rem 4rem; }
            h1 { font-size: 2rem; margin: 0; } h2 { margin: 2.5rem 0 .25rem; } h3 { margin: 1.5rem 0 .5rem; font-size: 1rem; }
            p { margin: .25rem 0 1rem; max-width: 45rem; } .dim, .none { color: var(--dim); }
            table { border-collapse: collapse; width: 100%; font-size: .9rem; }
            th, td { text-align: left; vertical-align: top; padding: .4rem .6rem; border-bottom: 1px solid var(--line); }
            td { overflow-wrap: break-word; max-width: 24rem; white-space: pre-line; } th { font-weight: 600; }
            nav a { margin-right: 1rem; white-space: nowrap; }
            @media (max-width: 45rem) { table { display: block; overflow-x: auto; } }
            @media print { nav { display: none; } tr { break-inside: avoid; } }
            </style></head><body><main>
            <h1>\(title)</h1>
            <p class="dim">Drawn up by \(escaped(head.controller.rawValue)) on \(escaped("\(head.drawnUpAt)")).
            The same stands in <code>data.json</code> for machines.
            Who checks <code>manifest.json</code> sees that nothing was altered.</p>
            <nav>\(links)</nav>

            """
    }

    static func begin(_ section: PackageSection) -> String {
        "<section id=\"\(section.rawValue)\"><h2>\(section.title)</h2><p>\(section.lead)</p>\n"
    }

    static func tableHead(_ section: PackageSection) -> String {
        "<table><thead><tr>" + section.columns.map { "<th scope=\"col\">\($0)</th>" }.joined() + "</tr></thead><tbody>\n"
    }

    static func table(_ section: PackageSection, _ heading: String, _ rows: [[String]]) -> String {
        "<h3>\(escaped(heading))</h3>" + tableHead(section) + lines(rows) + "</tbody></table>\n"
    }

    static func lines(_ rows: [[String]]) -> String {
        rows.map { "<tr>" + $0.map { "<td>\(escaped($0))</td>" }.joined() + "</tr>\n" }.joined()
    }

    /// What was stored is text for the page and never part of it.
    static func escaped(_ text: String) -> String {
        var result = ""
        result.reserveCapacity(text.utf8.count)
        for character in text.unicodeScalars {
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            case "\n", "\t": result.unicodeScalars.append(character)
            // Control characters and those that turn the direction of what follows say nothing to a reader.
            case _
            where character.value < 0x20 || (0x7f...0x9f).contains(character.value)
                || (0x202a...0x202e).contains(character.value) || (0x2066...0x2069).contains(character.value):
                result += "\u{fffd}"
            default: result.unicodeScalars.append(character)
            }
        }
        return result
    }
}

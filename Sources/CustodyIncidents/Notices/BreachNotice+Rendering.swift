import CustodyLaw
import CustodyModel

extension BreachNotice {
    /// How a notice is written down.
    public enum Format: String, Hashable, Sendable, CaseIterable {
        /// Plain text.
        case text
        /// Markdown; what the texts say cannot become a heading, a link or HTML.
        case markdown
        /// A page of HTML, all text escaped, without scripts or references.
        case html
    }

    /// The notice as a document. What is missing stands in it as such, so that nobody takes it for told.
    public func rendered(as format: Format, in strings: NoticeStrings = .english) -> String {
        let title = form.recipient == .dataSubjects ? strings.peopleTitle : strings.authorityTitle
        let phase = strings.phases[phase] ?? phase.rawValue
        let sections = (required + furtherItems).map { item in
            let isMissing = missing.contains(item)
            return (
                heading: strings.headings[item] ?? item.rawValue, text: isMissing ? strings.missing : texts[item] ?? ""
            )
        }
        switch format {
        case .text:
            let body = sections.map { "\(Escape.line($0.heading))\n\(Escape.indented($0.text))" }
            return ([title, phase].map(Escape.line) + [""] + [body.joined(separator: "\n\n")]).joined(separator: "\n") + "\n"
        case .markdown:
            let body = sections.map { "## \(Escape.markdown(Escape.line($0.heading)))\n\n\(Escape.markdown($0.text))" }
            let head = ["# \(Escape.markdown(Escape.line(title)))", Escape.markdown(Escape.line(phase))]
            return (head + body).joined(separator: "\n\n") + "\n"
        case .html:
            let body = sections.map { "<h2>\(Escape.html($0.heading))</h2>\n<p>\(Escape.html($0.text))</p>" }
            return Escape.page(
                title: title, language: strings.language,
                body: "<h1>\(Escape.html(title))</h1>\n<p>\(Escape.html(phase))</p>\n" + body.joined(separator: "\n"))
        }
    }
}

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Colours, on a terminal only.
enum Style: String {
    case bold = "1"
    case faint = "2"
    case red = "31"
    case green = "32"
    case yellow = "33"
    case cyan = "36"

    /// The text in the style where a terminal shows it and nobody asked for none (https://no-color.org).
    func applied(to text: String, on descriptor: Int32 = 1) -> String {
        let environment = ProcessInfo.processInfo.environment
        guard Console.isTerminal(descriptor), environment["NO_COLOR"] == nil, environment["TERM"] != "dumb" else { return text }
        return "\u{1B}[\(rawValue)m\(text)\u{1B}[0m"
    }
}

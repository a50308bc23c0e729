/// How far a long command is, on a terminal only.
struct ProgressBar {
    private let total: UInt64
    private var shown = -1
    private let isVisible = Console.showsProgress

    init(total: UInt64) { self.total = total }

    /// Shows how much is done; draws only when a percent is added.
    mutating func show(_ done: UInt64, _ label: String) {
        guard isVisible, total > 0 else { return }
        let percent = Int(min(done, total) * 100 / total)
        guard percent != shown else { return }
        shown = percent
        let width = 30
        let filled = percent * width / 100
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
        Console.raw("\r\u{1B}[2K\(bar) \(percent) %  \(label)")
    }

    /// Clears the line.
    mutating func end() {
        guard isVisible, shown >= 0 else { return }
        Console.raw("\r\u{1B}[2K")
        shown = -1
    }
}

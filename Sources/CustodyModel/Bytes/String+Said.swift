extension String {
    /// Whether it says anything.
    package var isSaid: Bool { contains { !$0.isWhitespace } }
}

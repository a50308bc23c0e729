/// Some of the lines of a register.
public struct RegisterPage<Entry: RegisterEntry>: Sendable {
    /// The lines.
    public var lines: [RegisterLine<Entry>]
    /// Where the next page begins; nil when this one is the last.
    public var next: RegisterPosition?
}

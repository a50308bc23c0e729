/// What a command found out or did, for a person to read and for a program.
protocol Answer: Encodable {
    /// For a person.
    var lines: [String] { get }
}

public import CustodyCore
public import CustodyModel

/// Says that the same is open about each person whenever it is asked.
public struct FixedOpenMatters: OpenMatterSource {
    private let matters: [SubjectToken: [OpenMatter]]
    private let everybody: [OpenMatter]

    /// A source that says this.
    ///
    /// - Parameter everybody: what it says of people whom `matters` does not name.
    public init(_ matters: [SubjectToken: [OpenMatter]] = [:], everybody: [OpenMatter] = []) {
        self.matters = matters
        self.everybody = everybody
    }

    /// What is open.
    public func openMatters(about subject: SubjectToken) async throws -> [OpenMatter] { matters[subject] ?? everybody }
}

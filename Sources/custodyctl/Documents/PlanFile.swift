import Custody

/// The file that carries an erasure from the planner by the approvers to whoever carries it out.
///
/// One content has one text, so that a file that was edited is known by its bytes.
struct PlanFile: Codable {
    private static let tag = "custody-erasure-plan-v2"

    var format = tag
    var plan: ErasurePlan
    var digest: Bytes
    var approvals: [ErasureApproval] = []

    /// A plan that nobody approved yet.
    init(_ plan: ErasurePlan) throws {
        self.plan = plan
        digest = try plan.digest()
    }

    /// Reads a plan and refuses one that is not as it was written.
    init(readingFrom path: String) throws {
        let bytes = try InputFile.read(path, "the plan")
        do { self = try JSONText.decode(PlanFile.self, from: bytes) } catch let error as DecodingError {
            throw ToolError(
                "notAPlan", "this is no plan as `erase plan` writes it (\(error.explanation)); plan again", path: path)
        }
        guard format == Self.tag else {
            throw ToolError("notAPlan", "this is no plan that this version can read; plan again", path: path)
        }
        guard try digest == plan.digest(), try text() == bytes else {
            throw ToolError(
                "planAltered", "the plan is not as it was written; plan and approve again", path: path, status: .refused)
        }
    }

    /// Adds an approval to those that stand in the file by now.
    static func add(_ approval: ErasureApproval, to path: String) throws {
        var file = try PlanFile(readingFrom: path)
        guard file.digest == approval.plan else {
            throw ToolError(
                "planAltered", "another plan stands there than the one that was approved; approve that one if it is meant",
                path: path, status: .refused)
        }
        file.approvals.append(approval)
        try OutputFile.replace(path, with: try file.text(), for: "the plan")
    }

    /// The one text.
    func text() throws -> [UInt8] { try JSONText.encode(self) + [UInt8(ascii: "\n")] }
}

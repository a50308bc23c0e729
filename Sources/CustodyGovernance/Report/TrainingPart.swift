import CustodyAccess
import CustodyModel

/// How the holders of a role stand with a course.
public struct TrainingPart: Hashable, Sendable, Encodable {
    /// The course.
    public var course: String
    /// The role.
    public var role: String
    /// How many hold the role.
    public var holders: Int
    /// How many stand how.
    public var counts: [String: Int]

    /// The parts that standings come to.
    public static func all(_ standings: [TrainingBook.Standing]) -> [TrainingPart] {
        var parts: [TrainingPart] = []
        for standing in standings {
            let (course, role) = (standing.course.rawValue, standing.role.rawValue)
            if parts.last?.course != course || parts.last?.role != role {
                parts.append(TrainingPart(course: course, role: role, holders: 0, counts: [:]))
            }
            parts[parts.count - 1].holders += 1
            parts[parts.count - 1].counts[standing.state.rawValue, default: 0] += 1
        }
        return parts
    }

    /// How many stand so.
    public func count(_ state: TrainingBook.State) -> Int { counts[state.rawValue] ?? 0 }
}

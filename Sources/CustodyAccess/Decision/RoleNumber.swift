import CustodyModel
import Synchronization

/// A role's name as a number, so that a decision holds no reference. Numbers belong to the process; they are given when a policy
/// is compiled and kept as long as it runs.
struct RoleNumber: Hashable, Sendable {
    /// 0 for none.
    private var number: UInt32 = 0

    static let none = RoleNumber()

    private struct Table {
        var names: [RoleID] = []
        var numbers: [RoleID: UInt32] = [:]
    }

    private static let table = Mutex(Table())

    private init() {}

    /// The number of a name.
    init(_ name: RoleID?) {
        guard let name else { return }
        number = Self.table.withLock { table in
            if let known = table.numbers[name] { return known }
            table.names.append(name)
            let number = UInt32(clamping: table.names.count)
            table.numbers[name] = number
            return number
        }
    }

    /// The name; nil for none.
    var name: RoleID? {
        guard number > 0 else { return nil }
        return Self.table.withLock { $0.names[Int(number) - 1] }
    }
}

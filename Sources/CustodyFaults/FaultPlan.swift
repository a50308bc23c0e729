/// Which calls fail, and how.
public struct FaultPlan: Equatable, Sendable {
    /// How a call fails.
    public enum Fault: Equatable, Sendable {
        /// The call does nothing and fails with this `errno`.
        case error(Int32)
        /// A write puts only its first bytes on the disk, then fails with this `errno`. Other calls fail as with `error`.
        case shortWrite(bytes: Int, errno: Int32)
        /// The call does its work and fails with this `errno` all the same.
        case errorAfterwards(Int32)
    }

    /// When a rule applies.
    public enum Occurrence: Equatable, Sendable {
        /// Only at the nth matching call since the plan was armed; the first is 1.
        case nth(Int)
        /// At the nth matching call and at every later one.
        case from(Int)
    }

    /// Fails some calls.
    public struct Rule: Equatable, Sendable {
        /// Which kind of call; nil for every one.
        public var kind: FileOperation.Kind?
        /// Only calls that change the disk or make it durable.
        public var isForChangesOnly = false
        /// When.
        public var occurrence: Occurrence
        /// Only for paths that end in this; nil for all.
        public var pathSuffix: String?
        /// Only reads and writes that begin here, and truncations to it; nil for all.
        public var offset: UInt64?
        /// How.
        public var fault: Fault

        /// Makes a rule for calls of a kind, or for all calls.
        public init(_ kind: FileOperation.Kind?, _ occurrence: Occurrence, pathSuffix: String? = nil, _ fault: Fault) {
            self.kind = kind
            self.occurrence = occurrence
            self.pathSuffix = pathSuffix
            self.fault = fault
        }

        func matches(_ operation: FileOperation) -> Bool {
            if let kind, operation.kind != kind { return false }
            if isForChangesOnly, !operation.kind.isChange, !operation.kind.isSync { return false }
            if let offset, operation.offset != offset { return false }
            guard let pathSuffix else { return true }
            return operation.path.hasSuffix(pathSuffix)
        }
    }

    /// The rules; the first that applies decides.
    public var rules: [Rule]

    /// Makes a plan.
    public init(_ rules: [Rule] = []) { self.rules = rules }

    /// One fault at the nth call that changes the disk or makes it durable; the first is 1.
    public static func change(_ number: Int, _ fault: Fault) -> FaultPlan {
        var rule = Rule(nil, .nth(number), fault)
        rule.isForChangesOnly = true
        return FaultPlan([rule])
    }

    /// Fails every call that changes the disk, from the nth on: a file system that became read-only (`EROFS`) or full (`ENOSPC`).
    public static func changes(from number: Int = 1, errno: Int32) -> FaultPlan {
        var rule = Rule(nil, .from(number), .error(errno))
        rule.isForChangesOnly = true
        return FaultPlan([rule])
    }
}

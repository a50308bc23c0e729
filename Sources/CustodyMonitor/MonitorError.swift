/// Why a monitor refused a configuration, a saved state or an act.
public struct MonitorError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What kind of refusal it is.
    public struct Code: RawRepresentable, Hashable, Sendable {
        /// The name of the code.
        public var rawValue: String
        /// Names a code.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// The configuration contradicts itself or asks for more than is possible.
        public static let invalidConfiguration = Code(rawValue: "invalidConfiguration")
        /// A span of time that cannot be read.
        public static let malformedTimespan = Code(rawValue: "malformedTimespan")
        /// The bytes are no state of a monitor.
        public static let malformedState = Code(rawValue: "malformedState")
        /// The state was made under another configuration.
        public static let otherConfiguration = Code(rawValue: "otherConfiguration")
        /// There is no such case.
        public static let unknownCase = Code(rawValue: "unknownCase")
        /// A suppression without a reason, without an end, or of nothing.
        public static let invalidSuppression = Code(rawValue: "invalidSuppression")
    }

    /// What kind of refusal it is.
    public var code: Code
    /// What was attempted and what to do.
    public var message: String
    /// Every fault by itself, where there may be several.
    public var faults: [String]

    /// An error from its parts.
    public init(_ code: Code, _ message: String, faults: [String] = []) {
        self.code = code
        self.message = message
        self.faults = faults
    }

    /// Two errors are the same refusal when everything but their wording is the same.
    public static func == (left: MonitorError, right: MonitorError) -> Bool {
        left.code == right.code && left.faults == right.faults
    }

    /// The message with its code and the faults.
    public var description: String {
        ([code.rawValue + ": " + message] + faults.map { "  - " + $0 }).joined(separator: "\n")
    }
}

/// Where something is: a log, an entry of it, or one compartment of an entry.
public struct AuditPlace: Hashable, Sendable, Codable, Comparable, CustomStringConvertible {
    /// The log.
    public var log: AuditLog
    /// The entry, counted from 0; nil for the log as a whole.
    public var index: UInt64?
    /// The compartment of the entry, counted from 0; nil for the entry as a whole.
    public var compartment: UInt8?

    /// A place.
    public init(_ log: AuditLog, _ index: UInt64? = nil, compartment: UInt8? = nil) {
        self.log = log
        self.index = index
        self.compartment = compartment
    }

    private enum CodingKeys: String, CodingKey {
        case log = "l"
        case index = "x"
        case compartment = "i"
    }

    /// By log, then entry, then compartment; the whole before its parts.
    public static func < (left: AuditPlace, right: AuditPlace) -> Bool { left.order < right.order }

    private var order: (UInt8, UInt64, UInt64) {
        (log.number, index.map { $0 &+ 1 } ?? 0, compartment.map { UInt64($0) + 1 } ?? 0)
    }

    /// Such as `access[17].0`.
    public var description: String {
        let entry = index.map { "[\($0)]" } ?? ""
        let part = compartment.map { ".\($0)" } ?? ""
        return log.rawValue + entry + part
    }
}

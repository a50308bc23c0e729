/// How a call of a store fails.
public struct StoreFault: Sendable {
    /// On which side of its work a call fails.
    public enum Moment: Hashable, Sendable, CaseIterable {
        /// It does nothing.
        case before
        /// It does everything, and fails all the same: the answer was lost.
        case after
    }

    /// What it throws.
    public var error: any Error
    /// When.
    public var moment: Moment

    /// A fault from its parts.
    public init(_ error: any Error, _ moment: Moment = .before) {
        self.error = error
        self.moment = moment
    }
}

/// The error of a fault for which no other was named.
public struct InjectedFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// Which call was made to fail.
    public var call: StoreCall

    /// An error that says which call was made to fail.
    public init(_ call: StoreCall) { self.call = call }

    /// One line.
    public var description: String { "\(call) was made to fail" }
}

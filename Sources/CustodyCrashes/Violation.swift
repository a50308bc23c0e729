import CustodyFaults

/// A broken promise, with everything that brings it about again.
package struct Violation: Error, Sendable, CustomStringConvertible {
    /// Which promise.
    package let invariant: Invariant
    /// What was seen.
    package let message: String
    /// What the journal was asked to do, in order; for a chain of crashes only in its last life.
    package var workload: [JournalOperation] = []
    /// Where the crash or the fault struck, with the seeds of its dice.
    package var place = ""

    package init(_ invariant: Invariant, _ message: String) {
        self.invariant = invariant
        self.message = message
    }

    /// One line.
    package var description: String {
        "\(invariant): \(message) [\(place)] after \(workload.map(\.description).joined(separator: ", "))"
    }

    /// The same, a level further out.
    package func inside(_ outer: String) -> Violation {
        var copy = self
        copy.place = place.isEmpty ? outer : "\(outer); \(place)"
        return copy
    }
}

import CustodyModel
import CustodyTesting

@testable import CustodyCore

extension CanaryRun {
    /// Registers, and what goes on with data that is held.
    func life(_ custodian: Custodian) async throws {
        try await custodian.record(Review(name: "shop", text: value("review")), by: staff, reason: value("review reason"))
        try await custodian.record(Review(name: "shop", text: value("later review")), by: staff, reason: value("later reason"))
    }

    private struct Review: RegisterEntry {
        static let register: RegisterName = "reviews"
        var name: String
        var text: String
        var key: RegisterKey { RegisterKey(name) }
    }
}

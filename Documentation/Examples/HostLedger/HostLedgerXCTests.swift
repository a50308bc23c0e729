import CustodyConsent
import CustodyModel
import CustodyTesting
import XCTest

/// The same from XCTest: a promise throws, so that neither framework misses one.
final class HostLedgerXCTests: XCTestCase {
    func testEveryPromiseIsKept() async throws {
        XCTAssertGreaterThan(ConsentLedgerContract.promises.count, 20)
        for promise in ConsentLedgerContract.promises {
            do { try await promise.verify { HostLedger(committingTo: MemoryCoordinator()) } } catch {
                XCTFail("\(promise): \(error)")
            }
        }
    }
}

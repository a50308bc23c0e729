import CustodyAccess
import CustodyModel
import Foundation
import Testing

@testable import CustodyGovernance

@Suite("What a role was approved to do, with its conditions and prohibitions")
struct RoleReachTests {
    /// What is found about roles when the one policy was approved and the other is in force.
    private static func widened(
        _ approved: (inout RolePolicy) -> Void, _ now: (inout RolePolicy) -> Void
    ) throws -> [String] {
        let before = try House.live(House.policy(approved))
        return try House.findings(policy: House.policy(now)) { book in
            book.approvals = before.policy.roles.map { RoleApproval(of: $0.id, in: before, at: House.start) }
        }.filter { $0.kind == .roleWidened }.map(\.detail)
    }

    private static func same(_ change: (inout RolePolicy) -> Void) throws -> [String] { try widened(change, change) }

    @Test("a role that lost a condition, an exception, an obligation or a purpose that it was kept from is widened")
    func aRoleThatLostAConditionIsWidened() throws {
        let changes: [(String, (inout Rule) -> Void)] = [
            ("when", { $0.when = [.assurance(2)] }), ("unless", { $0.unless = [.legalHold] }),
            ("obligations", { $0.obligations = [.justification] }), ("except", { $0.prohibitedPurposes = [.payment] }),
        ]
        for (name, change) in changes {
            let with: (inout RolePolicy) -> Void = { change(&$0.roles[0].rules[0]) }
            let found = try Self.widened(with) { _ in }
            #expect(found == ["read \(DataCategory.emailAddress) for customerCare"], "\(name)")
            // More of them is less.
            #expect(try Self.widened({ _ in }, with) == [] && Self.same(with) == [], "\(name)")
        }
        let other = try Self.widened(
            { $0.roles[0].rules[0].when = [.assurance(2)] }, { $0.roles[0].rules[0].when = [.assurance(1)] })
        #expect(other.count == 1 && other.first?.contains("level 1") == true)
    }

    @Test("a role that is kept from less than it was approved to be is widened")
    func aRoleThatLostAProhibitionIsWidened() throws {
        func forbidding(_ rule: Rule?) -> (inout RolePolicy) -> Void {
            { if let rule { $0.roles[0].rules.append(rule) } }
        }
        let approved = Rule([.read], categories: [.contact], purposes: [.customerCare], effect: .forbid)
        let lost = try Self.widened(forbidding(approved), forbidding(nil))
        #expect(lost == ["no longer: forbid read \(DataCategory.contact) for customerCare"])
        var less = [approved, approved, approved, approved, approved]
        less[0].categories = [.telephone]
        less[1].when = [.minor]
        less[2].unless = [.ticket]
        less[3].isOverridable = true
        (less[4].effect, less[4].treatment) = (.allow, .drop)
        for rule in less { #expect(try Self.widened(forbidding(approved), forbidding(rule)).count == 1, "\(rule)") }
        var more = [approved, approved, approved]
        more[1].categories = []
        more[2].purposes = []
        for rule in more { #expect(try Self.widened(forbidding(approved), forbidding(rule)) == [], "\(rule)") }
        // One that is inherited keeps as well as an own one.
        let inherited = try Self.widened(forbidding(approved)) { policy in
            policy.roles.append(Role("careful", rules: [approved]))
            policy.roles[0].inherits = ["careful"]
        }
        #expect(inherited == [])
    }

    @Test("an approval that was made before terms were told holds what it held, and is read and written as it was")
    func anEarlierApprovalHoldsWhatItHeld() throws {
        let live = try House.live()
        let reach = (live.reach["support"] ?? []).map {
            RoleReach($0.action, $0.category, for: $0.purpose, isClear: $0.isClear)
        }
        let earlier = RoleApproval(of: "support", reach, at: House.start)
        let text = try JSONEncoder().encode(earlier)
        #expect(!String(decoding: text, as: UTF8.self).contains("terms"))
        #expect(!String(decoding: text, as: UTF8.self).contains("prohibitions"))
        #expect(try JSONDecoder().decode(RoleApproval.self, from: text) == earlier)
        let policy = try House.policy {
            $0.roles[0].rules[0].when = [.assurance(2)]
            $0.roles[0].rules.append(Rule([.read], categories: [.telephone], effect: .forbid))
        }
        #expect(try House.findings(policy: policy) { $0.approvals[0] = earlier } == [])
        // One that is made now tells both, in whichever form it is kept.
        let now = RoleApproval(of: "support", in: try House.live(policy), at: House.start)
        #expect(now.reach.first?.terms?.when == [.assurance(2)] && now.prohibitions?.count == 1)
        #expect(try CBOR.decode(RoleApproval.self, from: CBOR.encode(now)) == now)
        #expect(try JSONDecoder().decode(RoleApproval.self, from: JSONEncoder().encode(now)) == now)
    }
}

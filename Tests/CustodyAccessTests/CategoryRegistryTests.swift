import CustodyAccess
import CustodyModel
import Testing

@Suite("The category registry")
struct CategoryRegistryTests {
    @Test("gives the categories of schemas and policy places, each one")
    func places() throws {
        let schema = RecordSchema("customer") {
            Field("email", .emailAddress, for: [.customerCare])
            Field("second", .emailAddress, for: [.customerCare])
            Field("iban", .bankAccount, for: [.payment])
        }
        let registry = try CategoryRegistry(schemas: [schema], policy: try RolePolicyReadingTests.built())
        #expect(registry.names == [.emailAddress, .bankAccount, .contact, .financial])
        let mask = try registry.mask(of: [.bankAccount, .emailAddress])
        #expect(registry.categories(in: mask) == [.emailAddress, .bankAccount])
        #expect(registry.mask(within: .contact) == (try registry.mask(of: [.emailAddress, .contact])))
    }

    @Test("refuses a category without a place instead of leaving it out")
    func unknown() {
        #expect(throws: AccessError(.unknownCategory, "")) { try CategoryRegistry().mask(of: [.contact]) }
    }

    @Test("has room for 256 and then adds nothing at all")
    func room() throws {
        var registry = CategoryRegistry()
        try registry.register((0..<255).map { DataCategory("c\($0)") })
        #expect(throws: AccessError(.tooManyCategories, "")) { try registry.register(["c255", "c256"]) }
        #expect(registry.names.count == 255)
        try registry.register(["c255", "c0"])
        #expect(try registry.mask(of: ["c255"]).contains(255))
        #expect(throws: AccessError(.unknownCategory, "")) { try registry.register([""]) }
    }

    @Test("names everything below a category, in whichever order they came, and nothing beside it")
    func within() throws {
        let names = ["a", "a.b", "a.b.c", "a.bc", "ab", "ab.c", "b.a.b", "b"].map { DataCategory($0) }
        let asked = names + ["b.a", "a.b.c.d", "c", "", "A"].map { DataCategory($0) }
        for order in [names, names.reversed(), names.sorted { $0.rawValue.count > $1.rawValue.count }] {
            var registry = CategoryRegistry()
            // One at a time, and again: what stands there already changes nothing.
            for name in order + order { try registry.register([name]) }
            for ancestor in asked {
                let below = registry.categories(in: registry.mask(within: ancestor))
                #expect(Set(below) == Set(names.filter { $0.isWithin(ancestor) }), "\(ancestor)")
            }
        }
    }
}

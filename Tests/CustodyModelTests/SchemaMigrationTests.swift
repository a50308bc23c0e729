import CustodyModel
import Testing

@Suite("Migrations of a schema")
struct SchemaMigrationTests {
    private static let former = RecordSchema("customer") {
        Field("name", .personName, for: [.customerCare])
        Field("phone", .telephone, for: [.customerCare])
        Field("fax", .telephone, for: [.customerCare])
        Field("email", .emailAddress, for: [.customerCare])
    }
    private static let current = RecordSchema("customer", version: 2) {
        Field("givenName", .personName, for: [.customerCare])
        Field("familyName", .personName, for: [.customerCare])
        Field("telephone", .telephone, for: [.customerCare])
        Field("email", .emailAddress, for: [.customerCare])
    }
    private static let migration = SchemaMigration(
        from: former,
        [.rename("phone", to: "telephone"), .split("name", into: ["givenName", "familyName"], at: " "), .retire("fax")])

    @Test("What is split is joined to the same text, byte by byte")
    func splitting() {
        let dice = Dice()
        for _ in 0..<2000 {
            let (text, separator, count) = (dice.text(), ["", " ", ".", "→", "é "][1 + dice.below(4)], 2 + dice.below(3))
            let names = (0..<count).map { FieldName("part\($0)") }
            let migration = SchemaMigration(from: Self.former, [.split("name", into: names, at: separator)])
            let parts = migration.become(.text(text), of: "name")
            #expect(migration.origin(of: "name", of: .former, in: .current).value(of: parts) == .text(text))
            for name in names {
                let origin = migration.origin(of: name, of: .current, in: .former)
                #expect(origin.value(of: ["name": .text(text)]) == parts[name])
            }
        }
        let number = Self.migration.become(.unsigned(7), of: "name")
        #expect(number == ["givenName": .unsigned(7)])
        #expect(Self.migration.origin(of: "name", of: .former, in: .current).value(of: number) == .unsigned(7))
    }

    @Test("Every field of either edition is found in a record of either")
    func origins() {
        let values: [FieldName: CBOR] = [
            "name": .text("Ada King Lovelace"), "phone": .text("1"), "fax": .text("2"), "email": .text("a@example.org"),
        ]
        var migrated: [FieldName: CBOR] = [:]
        for (name, value) in values { migrated.merge(Self.migration.become(value, of: name)) { $1 } }
        #expect(
            migrated == [
                "givenName": .text("Ada"), "familyName": .text("King Lovelace"), "telephone": .text("1"),
                "email": .text("a@example.org"),
            ])
        for (record, held) in [(SchemaMigration.Edition.former, values), (.current, migrated)] {
            for field in Self.current.fields {
                let origin = Self.migration.origin(of: field.name, of: .current, in: record)
                #expect(origin.value(of: held) == migrated[field.name])
            }
            for field in Self.former.fields where field.name != "fax" {
                let origin = Self.migration.origin(of: field.name, of: .former, in: record)
                #expect(origin.value(of: held) == values[field.name])
            }
            #expect(Self.migration.origin(of: "fax", of: .former, in: record) == .retired("fax"))
        }
    }

    @Test("A name that another field had is a new field")
    func reusedName() {
        let migration = SchemaMigration(from: Self.former, [.rename("phone", to: "mobile"), .rename("fax", to: "phone")])
        #expect(migration.origin(of: "phone", of: .current, in: .former) == .whole("fax"))
        #expect(migration.origin(of: "phone", of: .former, in: .current) == .whole("mobile"))
        let fresh = SchemaMigration(from: Self.former, [.rename("phone", to: "mobile")])
        #expect(fresh.origin(of: "phone", of: .current, in: .former).value(of: ["phone": .text("1")]) == nil)
    }

    @Test("A migration that does not lead to the edition is refused with every reason")
    func faults() {
        #expect(Self.migration.faults(to: Self.current) == [])
        func faults(_ steps: [SchemaMigration.Step], to current: RecordSchema = Self.current) -> String {
            SchemaMigration(from: Self.former, steps).faults(to: current).joined(separator: "\n")
        }
        #expect(faults([]).contains("the new edition has no field 'name'"))
        #expect(faults(Self.migration.steps + [.retire("phone")]).contains("two steps speak of one field"))
        #expect(faults([.rename("name", to: "email")]).contains("both become 'email'"))
        #expect(faults([.retire("nothing")]).contains("has no field 'nothing'"))
        #expect(faults([.split("name", into: ["givenName"], at: "")]).contains("two parts at least"))
        #expect(faults(Self.migration.steps, to: Self.former).contains("does not follow"))
        var other = Self.current
        other.fields[2].retention = .years(10, after: .collection)
        #expect(faults(Self.migration.steps, to: other).contains("kept for different times"))
    }

    @Test("A part that there is not is nothing, and a name that stands twice is a fault; neither traps")
    func noSuchPart() {
        for place in [-1, 2, .max] {
            let origin = FieldOrigin.part(of: "name", place, in: 2, at: " ")
            #expect(origin.value(of: ["name": .text("Ada Lovelace")]) == nil, "\(place)")
        }
        #expect(FieldOrigin.part(of: "name", 0, in: .min, at: " ").value(of: ["name": .text("Ada")]) == .text("Ada"))
        let twice = SchemaMigration(from: Self.former, [.split("name", into: ["part", "part"], at: " ")])
        #expect(twice.become(.text("Ada Lovelace"), of: "name") == ["part": .text("Ada")])
        #expect(twice.faults(to: Self.current).contains { $0.contains("both become 'part'") })
    }

    @Test("A migration reads back as it was written")
    func coding() throws {
        let bytes = try CBOR.encode(Self.migration)
        #expect(try CBOR.decode(SchemaMigration.self, from: bytes) == Self.migration)
        #expect(Self.migration.summary.contains("'phone' becomes 'telephone'"))
    }
}

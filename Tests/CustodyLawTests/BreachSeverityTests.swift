import CustodyLaw
import Testing

@Suite("ENISA's severity")
struct BreachSeverityTests {
    private struct Sheet: Decodable {
        struct Example: Decodable {
            var id: String
            var dpc: Int
            var ei: Double
            var cb: [String: Double]
            var se: Double
            var band: String
        }
        struct Band: Decodable {
            var id: String
            var min: Double?
            var max_exclusive: Double?
        }
        struct Case: Decodable {
            var `case`: String
            var se: Double
            var band: String
        }
        var worked_examples: [Example]
        var base: [String: Int]
        var steps: [String: [Int]]
        var examples: [String: [Int]]
        var ei: [String: Double]
        var bands: [Band]
        var edpb: [Case]
    }

    private let sheet: Sheet

    init() throws { sheet = try Fixture.read("severity") }

    private static let kinds: [String: BreachSeverity.DataScore.Kind] = [
        "simple": .simple, "behavioural": .behavioural, "financial": .financial, "sensitive": .sensitive,
    ]

    private static func loss(_ value: Double?) throws -> BreachSeverity.Loss {
        try #require(BreachSeverity.Loss(rawValue: Int((value ?? 0) * 4)))
    }

    private static func band(_ id: String) throws -> BreachSeverity.Band {
        try #require(BreachSeverity.Band(rawValue: id == "very_high" ? "veryHigh" : id))
    }

    private static func severity(_ dpc: Int, _ ei: Double, _ cb: [String: Double]) throws -> BreachSeverity {
        let kind = try #require(BreachSeverity.DataScore.Kind(rawValue: dpc))
        let identification = try #require(BreachSeverity.Identification(rawValue: Int(ei * 4)))
        let confidentiality = try loss(cb["confidentiality"])
        let (integrity, availability) = (try loss(cb["integrity"]), try loss(cb["availability"]))
        return try #require(
            BreachSeverity(
                data: [.init(kind)], identification: identification, confidentiality: confidentiality, integrity: integrity,
                availability: availability, isMalicious: cb["malicious_intent"] == 0.5))
    }

    @Test("Every worked example has its score and its band")
    func vectors() throws {
        #expect(sheet.worked_examples.count == 13)
        for example in sheet.worked_examples {
            let severity = try Self.severity(example.dpc, example.ei, example.cb)
            #expect(severity.score == example.se, "\(example.id)")
            #expect(severity.band == (try Self.band(example.band)), "\(example.id)")
            #expect(severity.reasons.count >= 2)
        }
    }

    @Test("The base scores, steps, examples and levels are the method's")
    func scores() throws {
        #expect(Set(sheet.base.keys) == Set(Self.kinds.keys))
        for (name, base) in sheet.base {
            let kind = try #require(Self.kinds[name])
            #expect(kind.rawValue == base)
            for score in (sheet.steps[name] ?? []) + (sheet.examples[name] ?? []) {
                #expect(BreachSeverity.DataScore(kind, steps: score - base).score == score, "\(name) \(score)")
            }
        }
        #expect(Set(sheet.ei.values) == Set(BreachSeverity.Identification.allCases.map { Double($0.rawValue) / 4 }))
        for name in ["negligible", "limited", "significant", "maximum"] {
            let level = try #require(BreachSeverity.Identification.allCases.first { "\($0)" == name })
            #expect(sheet.ei[name] == Double(level.rawValue) / 4)
        }
    }

    @Test("The bands begin and end where the method says")
    func bands() throws {
        for row in sheet.bands {
            let band = try Self.band(row.id)
            for dpc in 1...4 {
                for ei in BreachSeverity.Identification.allCases {
                    for loss in BreachSeverity.Loss.allCases {
                        let kind = try #require(BreachSeverity.DataScore.Kind(rawValue: dpc))
                        let severity = try #require(BreachSeverity(data: [.init(kind)], identification: ei, integrity: loss))
                        let isWithin = severity.score >= row.min ?? 0 && severity.score < row.max_exclusive ?? 7
                        #expect((severity.band == band) == isWithin, "\(severity.score)")
                    }
                }
            }
        }
    }

    @Test("The judged cases of the EDPB score as the sheet says, which decides nothing about the duties")
    func cases() throws {
        let judged: [String: (Int, Double, [String: Double])] = [
            "edpb case 09": (2, 1, ["confidentiality": 0.25]), "edpb case 13": (1, 1, ["confidentiality": 0.25]),
            "edpb case 15": (1, 1, ["confidentiality": 0.25]), "edpb case 16": (1, 1, ["confidentiality": 0.25]),
            "edpb case 17": (1, 1, ["confidentiality": 0.25, "integrity": 0.25, "malicious_intent": 0.5]),
        ]
        #expect(Set(sheet.edpb.map(\.case)) == Set(judged.keys))
        for row in sheet.edpb {
            let (dpc, ei, cb) = try #require(judged[row.case])
            let severity = try Self.severity(dpc, ei, cb)
            #expect(severity.score == row.se, "\(row.case)")
            #expect(severity.band == (try Self.band(row.band)), "\(row.case)")
        }
    }

    @Test("Scores stay within the method, the highest kind counts, and flags change nothing")
    func bounds() throws {
        #expect(BreachSeverity.DataScore(.simple, steps: -9).score == 1)
        #expect(BreachSeverity.DataScore(.sensitive, steps: .max).score == 4)
        #expect(BreachSeverity.DataScore(.sensitive, steps: .min).score == 1)
        #expect(BreachSeverity(data: [], identification: .maximum) == nil)
        var severity = try #require(
            BreachSeverity(data: [.init(.simple), .init(.financial), .init(.behavioural)], identification: .maximum))
        #expect(severity.score == 3)
        severity.flags = [.moreThan100People, .unintelligible]
        #expect(severity.score == 3 && severity.reasons.filter { $0.hasPrefix("noted") }.count == 2)
    }
}

import CustodyModel

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// R10: purposes of a day that differ from the actor's usual ones: the Jensen-Shannon distance to the last 28 days is 0.35 or more, over
/// 32 events or more; or a purpose that is not the role's at all.
///
/// Source: Lin 1991; the distance is the square root of the divergence to the base 2. It is looked at with every eighth event.
struct PurposeDriftRule: DetectionRule {
    static let id = RuleID.purposeDrift
    private static let width = 64
    private static let memory: Float = 27.0 / 28
    private static let enough: Float = 200
    var thresholds: Thresholds
    private let window: Int64
    private let floor: UInt32
    private var days = ColumnMemory<Int64>()
    private var counts = ColumnMemory<UInt32>()
    private var today = ColumnMemory<UInt16>(width: width)
    private var usual = ColumnMemory<Float>(width: width)

    init(_ settings: RuleSettings) {
        thresholds = Thresholds(settings)
        window = settings.span(0)
        floor = UInt32(settings.floor(0))
    }

    mutating func observe(_ observation: Observation, _ desk: inout AlertDesk) {
        let (event, place) = (observation.event, observation.place)
        guard event.kind.takes || event.kind.alters, !event.isDenied else { return }
        if event.marks.contains(.foreignPurpose) {
            desk.find(
                Self.id, observation, observed: 1, expected: 0, score: 1, over: window, level: .high, detail: "foreign-purpose")
        }
        guard event.purpose != 0 else { return }
        if observation.moment.isPast(day: days[place]) { close(place, observation.moment.day) }
        let bin = Int(event.purpose) % Self.width
        if today[place, bin] < .max { today[place, bin] += 1 }
        counts[place] &+= 1
        guard counts[place] >= floor, counts[place].isMultiple(of: 8) else { return }
        let threshold = thresholds(0, observation.role)
        guard let distance = distance(place), distance >= threshold else { return }
        desk.find(Self.id, observation, observed: distance, expected: 0, score: distance / threshold, over: window)
    }

    private mutating func close(_ place: Int, _ day: Int64) {
        if counts[place] > 0 {
            for bin in 0..<Self.width {
                usual[place, bin] = usual[place, bin] * Self.memory + Float(today[place, bin])
                today[place, bin] = 0
            }
        }
        counts[place] = 0
        days[place] = day
    }

    private func distance(_ place: Int) -> Double? {
        var (known, seen): (Float, Float) = (0, 0)
        for bin in 0..<Self.width {
            known += usual[place, bin]
            seen += Float(today[place, bin])
        }
        guard known >= Self.enough, seen > 0 else { return nil }
        var divergence = 0.0
        for bin in 0..<Self.width {
            let (p, q) = (Double(today[place, bin]) / Double(seen), Double(usual[place, bin]) / Double(known))
            let middle = (p + q) / 2
            if p > 0 { divergence += p * log2(p / middle) / 2 }
            if q > 0 { divergence += q * log2(q / middle) / 2 }
        }
        return max(0, divergence).squareRoot()
    }

    mutating func visit<Visitor: MemoryVisitor>(_ visitor: inout Visitor) throws(Visitor.Failure) {
        try visitor.visit(&days)
        try visitor.visit(&counts)
        try visitor.visit(&today)
        try visitor.visit(&usual)
    }
}

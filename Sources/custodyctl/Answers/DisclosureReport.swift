import Custody

/// What was disclosed, and what was not and why.
struct DisclosureReport: Answer {
    var values: [FieldName: DisplayedValue]
    var masked: [FieldName]
    var withheld: [FieldName: String]
    var absent: [FieldName]
    var receipt: AuditReceipt
    private let asked: [FieldName]

    private enum CodingKeys: String, CodingKey {
        case values, masked, withheld, absent, receipt
    }

    init(_ disclosure: Disclosure<FieldValues>, asked: [FieldName]) {
        values = disclosure.value.values.mapValues(DisplayedValue.init)
        masked = disclosure.masked.sorted()
        withheld = disclosure.withheld.mapValues(\.description)
        absent = disclosure.absent.sorted()
        receipt = disclosure.receipt
        var seen: Set<FieldName> = []
        self.asked = asked.filter { seen.insert($0).inserted }
    }

    var lines: [String] {
        var lines: [String] = []
        for name in asked {
            if let value = values[name] {
                lines.append("\(name): \(value.text)\(masked.contains(name) ? Style.faint.applied(to: "  (masked)") : "")")
            } else if let reason = withheld[name] {
                lines.append(Style.yellow.applied(to: "\(name): withheld: \(reason)"))
            } else if absent.contains(name) {
                lines.append(Style.faint.applied(to: "\(name): absent: nothing is stored"))
            }
        }
        return lines + [receipt.line]
    }
}

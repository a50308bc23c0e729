/// CSV files with the Northwind columns and invented rows.
enum SampleCSV {
    static let header =
        "customer_id,company_name,contact_name,contact_title,address,city,region,postal_code,country,phone,fax"

    /// So many different people, `P0001` and on.
    static func people(_ count: Int) -> String {
        var text = header + "\n"
        for number in 1...max(1, count) { text += row(number) + "\n" }
        return text
    }

    static func subject(_ number: Int) -> String { "P" + padded(number) }

    static func name(_ number: Int) -> String { "Person Number \(padded(number))" }

    static func row(_ number: Int) -> String {
        "\(subject(number)),Company \(number),\(name(number)),,\"Street \(number), Yard\",Town,,\(padded(number)),Land,+00 \(number),"
    }

    private static func padded(_ number: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, 6 - text.count)) + text
    }
}

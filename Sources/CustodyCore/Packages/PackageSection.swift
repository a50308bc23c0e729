/// A part of what a person is given.
enum PackageSection: String, CaseIterable {
    case purposes, records, recipients, consents, notices, requests, information, log

    var title: String {
        switch self {
        case .purposes: "What your data are used for"
        case .records: "What is held about you"
        case .recipients: "Who was given your data"
        case .consents: "What you agreed to, refused or objected to"
        case .notices: "What you were told"
        case .requests: "What you asked for"
        case .information: "How you are informed about data from others"
        case .log: "What was done with your data"
        }
    }

    /// A sentence above the table.
    var lead: String {
        switch self {
        case .purposes:
            "Each purpose with what makes it lawful and the rights that you have. You can also complain to a supervisory authority."
        case .records:
            "Each record with where it came from, if still known. What is about others too is not shown; ask for it, and it is weighed."
        case .recipients: "Everybody outside the house, with what they were given."
        case .consents: "In the order in which it was recorded."
        case .notices: "The texts that you were shown."
        case .requests: "Your requests, and what became of them."
        case .information: "Where data came from somebody else: by when you have to be told, and whether you were."
        case .log: "Who acted is named by role only."
        }
    }

    var columns: [String] {
        switch self {
        case .purposes: ["Purpose", "Basis", "Your rights"]
        case .records: ["Field", "Value", "Kind of data", "Used for", "Checked", "Kept until"]
        case .recipients: ["Recipient", "Role", "Country", "Safeguard", "What", "For", "Last given"]
        case .consents: ["When", "What", "Purpose", "How", "Proof"]
        case .notices: ["Version", "Language", "Text"]
        case .requests: ["Received", "What", "Law", "State", "Your words"]
        case .information: ["Record", "Got on", "Due by", "State"]
        case .log: ["When", "What", "Answer", "Purpose", "Data", "Role", "Said"]
        }
    }
}

import CustodyModel
import CustodyMonitor

/// What waits for a channel, as it is kept between two lives of the process: so much as its queue holds at most, and about nobody whom
/// cases do not tell of.
struct ChannelBacklog: Hashable, Sendable, Codable {
    /// What makes a channel the same in the next life.
    struct Channel: Hashable, Sendable, Codable {
        var name: String
        /// Which of several channels of that name, by their order.
        var place: Int

        private enum CodingKeys: String, CodingKey {
            case name = "n"
            case place = "p"
        }
    }

    let channel: Channel
    /// What the channel was given and has not taken, and what waits behind it.
    var notices: [AlertNotice]
    /// How many were left out and the channel was not told yet.
    var missed: Int

    /// For how many channels that a monitor does not have it keeps what waits for them.
    static let absentLimit = 16

    private enum CodingKeys: String, CodingKey {
        case channel = "c"
        case notices = "a"
        case missed = "m"
    }

    /// Whether there is nothing to tell.
    var isEmpty: Bool { notices.isEmpty && missed == 0 }
}

extension [AlertNotice] {
    /// Drops what is about an actor, and whose data it was.
    mutating func forget(_ handle: Handle) {
        removeAll { $0.alert.actor == handle }
        for place in indices where self[place].alert.subject == handle { self[place].alert.subject = .zero }
    }

    /// Has no notice name a case, nor what that was proposed as: the cases are no more, and their numbers may be others'.
    mutating func dropCases() {
        for place in indices {
            self[place].caseNumber = 0
            self[place].incident = nil
        }
    }
}

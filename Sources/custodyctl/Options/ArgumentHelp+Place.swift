import ArgumentParser

/// What is said of where a duty is owed. The options stand in each command or group that has them, as those of `ArgumentHelp+Store.swift` do.
extension ArgumentHelp {
    /// In which time zone.
    static var zone: ArgumentHelp {
        ArgumentHelp("The time zone where the duty is owed; days are counted there.", valueName: "zone")
    }

    /// On whose calendar.
    static var calendar: ArgumentHelp { "The days off: weekends, eu-brussels or eu-luxembourg." }

    /// Which days off besides.
    static var holiday: ArgumentHelp { ArgumentHelp("A day off beside those of the calendar.", valueName: "date") }
}

import CustodyModel

extension ProcessingActivity {
    /// What the record has to say about it and does not (GDPR Art. 30(1)(b) and (c), of a processor Art. 30(2)(a) and (b)). The rest has
    /// findings of its own.
    func unsaid(_ derived: DerivedActivity) -> [String] {
        switch role {
        case .controller:
            let items = [
                ("the purposes", !purposes.isEmpty), ("whose data it is", !subjects.isEmpty),
                ("the kinds of data", namesData(derived)),
            ]
            return items.filter { !$0.1 }.map(\.0)
        case .processor:
            guard !served.isEmpty else { return ["for which controllers it is done"] }
            return served.flatMap { served -> [String] in
                (served.controller.name.isSaid ? [] : ["who a controller is"])
                    + (served.processing.isSaid ? [] : ["what is done for \(served.controller.name)"])
            }
        }
    }
}

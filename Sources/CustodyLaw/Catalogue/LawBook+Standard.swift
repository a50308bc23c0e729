extension LawBook {
    /// The laws that ship with the library, the GDPR switched on. Which of the others bind a host is the host's to say.
    ///
    /// Those without a source, a mark of several accounts or better, or a first day are there to be shown and checked; they cannot
    /// be switched on as they are.
    public static let standard = LawBook(
        Regime.unionLaws + Regime.europeLaws + Regime.unitedStatesLaws + Regime.statesLaws + Regime.americasLaws
            + Regime.eastAsiaLaws + Regime.southAsiaLaws + Regime.africaAndMiddleEastLaws,
        switchedOn: [Regime.gdpr.id])
}

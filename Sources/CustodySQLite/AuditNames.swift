#if SQLite
    import CustodyAudit
    import CustodyModel

    /// Names with their numbers, as far as this process knows them.
    struct AuditNames {
        /// What the table says, as of the commit that changed it last.
        private(set) var registered = AuditVocabulary()
        private var changed = CommitSequence.zero
        /// Those and the names that staged units are about to register. A number is set aside when it is staged, so that no two
        /// units of this process give it to two names.
        private var reserved = AuditVocabulary()

        /// Takes in what was registered since, by whichever process.
        mutating func refresh(from tables: AuditTables) throws {
            guard let row = try tables.database.row("SELECT sequence FROM audit_vocabulary") else { return }
            let newest = try row.sequence(0)
            guard newest > changed else { return }
            (registered, changed) = (try tables.names(), newest)
            for registration in registered.registrations {
                // Another process gave the number to another name: what is set aside here fails at its commit and is staged anew.
                guard reserved.admits(registration) else {
                    reserved = registered
                    return
                }
                reserved.register(registration)
            }
        }

        /// Sets numbers aside for those of the names that have none.
        mutating func reserve(_ terms: [AuditTerm]) throws(AuditError) -> [AuditRegistration] {
            try reserved.reserve(terms, beside: registered)
        }
    }
#endif

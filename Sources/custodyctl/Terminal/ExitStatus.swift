import Custody

/// How a command ended. This file is the one table of what ends how.
enum ExitStatus: Int32, Codable {
    /// It was done.
    case done = 0
    /// The policy or the law refuses it, and the reason was printed.
    case refused = 1
    /// The input or the command line is wrong, or it cannot be done now: the directory is held, the disk is full.
    case badInput = 2
    /// What is stored is not what was written.
    case integrity = 3
}

extension ExitStatus {
    /// How a failure of the library ends; nil for an error of another origin.
    init?(_ error: any Error) {
        switch error {
        case let error as ToolError: self = error.status
        case let error as CustodianError: self.init(error.code)
        case let error as CustodyFilesError:
            switch error.code {
            case .corrupt, .tornBackup, .foreignBackup: self = .integrity
            case .backupTooOld, .unanchored: self = .refused
            default: self = .badInput
            }
        // A key that is gone by an erasure is a refusal, like the facade's own `erased`.
        case let error as KeyError:
            switch error.code {
            case .erased: self = .refused
            case .damaged, .absent: self = .integrity
            default: self = .badInput
            }
        case let error as AuditError: self.init(error)
        // Documents given to the tool throw ToolError, so that these speak of what is stored.
        case is DecodingError: self = .integrity
        case let error as any NamedFailure: self = error.isDamage ? .integrity : .badInput
        case is CommitError, is DataError, is ConsentError, is IncidentError, is AccessError, is MonitorError,
            is CancellationError:
            self = .badInput
        default: return nil
        }
    }

    init(_ code: CustodianError.Code) {
        switch code {
        case .denied, .refusedByLaw, .erased, .notHeldFor, .planChanged, .notApproved, .notExported, .notDue, .held, .sharedKey:
            self = .refused
        case .integrity: self = .integrity
        // unknownSubject, unknownRecord, severalRecords, alreadyHeld, unknownField, unknownPurpose, unlearnableView,
        // invalidInput, absentField, differentPolicy: what was asked for is not there.
        // notRecorded, inDoubt, protectedButNotRecorded, busy: it could not be done now.
        default: self = .badInput
        }
    }

    private init(_ error: AuditError) {
        if error.isDistrust { self = .integrity } else { self = error.code == .erased ? .refused : .badInput }
    }
}

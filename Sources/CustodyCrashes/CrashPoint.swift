import CustodyFaults

/// A moment at which the machine may die: before a call that changes the disk or makes it durable.
struct CrashPoint: Sendable {
    let disk: SimulatedDisk
    let model: JournalModel
    /// The call that did not happen any more; nil at the end of a life.
    let call: FileOperation?
    let write: PendingWrite?
    /// How many calls came before.
    let number: Int

    var description: String { "dead before call \(number)" + (call.map { ", \($0)" } ?? ", at the end") }
}

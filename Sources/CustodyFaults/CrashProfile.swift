/// What a crash may take away.
public enum CrashProfile: Sendable, Hashable, CaseIterable {
    /// The process dies and the machine lives: everything is seen as it was, and what was not durable still is not.
    case killOnly

    /// Power loss on a file system with ordered metadata, as ext4 with `data=ordered`:
    /// * Creations, renames, removals, new directories and truncations happened up to one moment and not after it. That
    ///   moment is not before the last directory sync, which takes everything before it along, in any directory.
    /// * A file that had been renamed over another by then has all data written to it before the rename.
    /// * Appended data is there up to one place, which is the end of a write or a multiple of 4096. The size never covers
    ///   data that is not there.
    /// * Of data that overwrites, each sector of 512 bytes is old or new.
    /// A file's own sync keeps its bytes, but not its name: a sync of data in space that was there before commits no metadata.
    case ext4Ordered

    /// Power loss at its worst:
    /// * Of the changes to names any subset happened. Each is whole: a rename has both names or neither.
    /// * Of the writes to a file that were not synced any subset happened, per sector of 512 bytes, and one may be cut at any byte.
    /// * Truncations happened or not. The size may cover data that is not there: it reads as zeros, as garbage or, within the
    ///   space that the file had before, as the old bytes.
    /// Bytes of a sector that nobody wrote to are not harmed.
    case adversarial
}

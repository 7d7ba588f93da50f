namespace Tune.Storage.Journal;

/// <summary>What is known, other than from the journal itself, of how many events it has had.</summary>
/// <param name="Mark">The note beside it; null if there is none.</param>
/// <param name="Snapshot">How many the snapshot beside it says it is of; 0 for none. Not checked yet.</param>
internal readonly record struct KnownCounts(ReadMark? Mark, long Snapshot);

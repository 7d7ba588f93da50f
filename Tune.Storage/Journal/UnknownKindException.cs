namespace Tune.Storage.Journal;

/// <summary>A frame is sound and holds an event of a kind that only a newer version knows.</summary>
internal sealed class UnknownKindException(EventKind kind) : Exception(
    $"an event of kind {(int)kind}, and this version knows kinds up to {(int)Enum.GetValues<EventKind>().Max()}");

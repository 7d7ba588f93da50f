namespace Tune.Storage.LiteDb;

/// <summary>The tracking file could not be used just now: no room on the disk, a lock that was not given, anything that
/// does not show the file itself to be wrong. It is opened again.</summary>
internal sealed class TrackingStallException(string message, Exception inner) : Exception(message, inner);

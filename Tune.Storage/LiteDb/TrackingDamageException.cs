namespace Tune.Storage.LiteDb;

/// <summary>The tracking file is not usable: it is moved aside and made again from the journals.</summary>
internal sealed class TrackingDamageException(string message, Exception? inner = null) : Exception(message, inner);

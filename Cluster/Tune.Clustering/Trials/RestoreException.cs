namespace Tune.Clustering.Trials;

/// <summary>The checkpoint that an attempt was to start from cannot be had.</summary>
internal sealed class RestoreException(string message, Exception inner) : Exception(message, inner);

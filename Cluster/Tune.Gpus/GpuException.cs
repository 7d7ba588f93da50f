namespace Tune.Gpus;

/// <summary>The driver did not answer, or not as it should; the message says what was asked and what it said.</summary>
public sealed class GpuException(string message) : Exception(message);

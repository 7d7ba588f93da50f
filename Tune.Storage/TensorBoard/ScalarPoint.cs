namespace Tune.Storage.TensorBoard;

/// <summary>A value of a scalar.</summary>
/// <param name="Step">The step it was written for.</param>
/// <param name="Seconds">When it was written, in seconds since 1970.</param>
/// <param name="Value">The value.</param>
internal readonly record struct ScalarPoint(long Step, double Seconds, double Value);

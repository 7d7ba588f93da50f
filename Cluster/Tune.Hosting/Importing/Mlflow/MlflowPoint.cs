namespace Tune.Hosting.Importing.Mlflow;

/// <summary>A value of a metric.</summary>
/// <param name="Value">The value.</param>
/// <param name="Time">When, in milliseconds since 1970.</param>
/// <param name="Step">Units of training done, as the program counts them; 0 where it does not.</param>
internal readonly record struct MlflowPoint(double Value, long Time, long Step);

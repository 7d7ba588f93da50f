namespace Tune.Benchmarks;

/// <summary>A named group of measurements that are taken together.</summary>
/// <param name="Name">What to type.</param>
/// <param name="Description">One line.</param>
/// <param name="IsLong">Left out of <c>all</c>.</param>
/// <param name="Run">Measures, and says each figure.</param>
internal sealed record Suite(string Name, string Description, bool IsLong, Func<Figures, Task> Run);

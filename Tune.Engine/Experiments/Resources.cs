namespace Tune.Engine.Experiments;

/// <summary>What one running trial takes from its node.</summary>
/// <param name="Cpu">
/// Processor cores, 0 or more; also the number of threads a trial is told to use (at least 1).
/// </param>
/// <param name="Gpu">Whole graphics cards, 0 or more.</param>
/// <param name="MemoryBytes">
/// Upper limit of resident memory; null (default) for none. A trial above it is killed.
/// </param>
public sealed record Resources(double Cpu = 1, int Gpu = 0, long? MemoryBytes = null)
{
    /// <summary>What so many slots stand for together.</summary>
    public Resources Times(int slots) => slots == 1
        ? this
        : new Resources(Cpu * slots, checked(Gpu * slots), MemoryBytes is { } bytes ? checked(bytes * slots) : null);

    /// <summary>What is wrong with these numbers, one sentence each.</summary>
    public IEnumerable<string> Problems()
    {
        if (!double.IsFinite(Cpu) || Cpu < 0)
        {
            yield return $"Resources.Cpu is {Cpu}; it must be 0 or more.";
        }

        if (Gpu < 0)
        {
            yield return $"Resources.Gpu is {Gpu}; it must be 0 or more.";
        }

        if (MemoryBytes is < 1)
        {
            yield return $"Resources.MemoryBytes is {MemoryBytes}; it must be 1 or more, or absent.";
        }
    }
}

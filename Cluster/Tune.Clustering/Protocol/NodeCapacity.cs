using System.Collections.Immutable;
using Tune.Engine.Trials;

namespace Tune.Clustering.Protocol;

/// <summary>What a node has to give.</summary>
/// <param name="Slots">How many trials it runs at once at most; 0 for none.</param>
/// <param name="Cpu">Processor cores for trials, above 0.</param>
/// <param name="Gpus">Graphics cards, 0 or more; numbered from 0.</param>
/// <param name="MemoryBytes">Memory for trials that state a limit, above 0.</param>
public sealed record NodeCapacity(int Slots, double Cpu, int Gpus, long MemoryBytes)
{
    /// <summary>Amounts above 0 of whatever else it has, by the names that <see cref="Resources.Named"/> of
    /// experiments use; null (default) for nothing.</summary>
    public ImmutableSortedDictionary<string, double>? Named
    {
        get;
        init => field = value is null or { IsEmpty: true } ? null : NamedAmounts.Of(value);
    }

    /// <summary>The machine this runs on: as many slots as cores, all of its memory.</summary>
    /// <param name="slots">How many slots instead. As many cores are then counted, so that a machine can be
    /// overcommitted with trials that mostly wait; null for one slot a core.</param>
    /// <param name="gpus">How many graphics cards to offer, 0 or more; default none.</param>
    public static NodeCapacity OfThisMachine(int? slots = null, int gpus = 0) =>
        new(
            slots ?? Environment.ProcessorCount,
            Math.Max(slots ?? 0, Environment.ProcessorCount),
            gpus,
            GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);

    /// <summary>The same and an amount of something that experiments ask for by name.</summary>
    public NodeCapacity With(string name, double amount) =>
        this with { Named = NamedAmounts.Of(Named).SetItem(name, amount) };

    /// <summary>What is wrong with these numbers, one sentence each; empty when all is well.</summary>
    public IEnumerable<string> Problems()
    {
        if (Slots < 0)
        {
            yield return $"Capacity.Slots is {Slots}; it must be 0 or more.";
        }

        if (!double.IsFinite(Cpu) || Cpu <= 0)
        {
            yield return $"Capacity.Cpu is {Cpu}; it must be above 0.";
        }

        if (Gpus < 0)
        {
            yield return $"Capacity.Gpus is {Gpus}; it must be 0 or more.";
        }

        if (MemoryBytes < 1)
        {
            yield return $"Capacity.MemoryBytes is {MemoryBytes}; it must be above 0.";
        }

        foreach (var problem in NamedAmounts.Problems("Capacity.Named", NamedAmounts.Of(Named)))
        {
            yield return problem;
        }
    }

    /// <inheritdoc />
    public bool Equals(NodeCapacity? other) =>
        other is not null && (Slots, Cpu, Gpus, MemoryBytes) == (other.Slots, other.Cpu, other.Gpus, other.MemoryBytes)
        && NamedAmounts.AreEqual(NamedAmounts.Of(Named), NamedAmounts.Of(other.Named));

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Slots, Cpu, Gpus, MemoryBytes);
}

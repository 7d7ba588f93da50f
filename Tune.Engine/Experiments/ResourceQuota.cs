using System.Collections.Immutable;
using System.Globalization;
using Tune.Engine.Randomness;
using Tune.Engine.Trials;

namespace Tune.Engine.Experiments;

/// <summary>The most that an experiment may hold at once of all nodes together. What is not named is not limited.
/// </summary>
public sealed record ResourceQuota
{
    /// <summary>Slots, 1 or more; null (default) for any number.</summary>
    public int? Slots { get; init; }

    /// <summary>Processor cores, above 0; null (default) for any number.</summary>
    public double? Cpu { get; init; }

    /// <summary>Graphics cards, 0 or more, also parts of them; null (default) for any number.</summary>
    public double? Gpu { get; init; }

    /// <summary>Memory of trials that state a limit, above 0; null (default) for any amount.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>Amounts above 0 by name; null (default) for no limit.</summary>
    public ImmutableSortedDictionary<string, double>? Named
    {
        get;
        init => field = value is null or { IsEmpty: true } ? null : NamedAmounts.Of(value);
    }

    /// <summary>What is wrong with these numbers, one sentence each.</summary>
    /// <param name="each">What one trial takes: a quota with no room for it would let nothing run.</param>
    public IEnumerable<string> Problems(Resources each)
    {
        if (Slots is < 1)
        {
            yield return $"Placement.Quota.Slots is {Slots}; it must be 1 or more, or absent.";
        }

        // No cards at all is a quota; nothing can run on no core and in no memory.
        foreach (var (name, most, one, mayBeZero) in ((string, double?, double, bool)[])
        [
            ("Cpu", Cpu, each.Cpu, false), ("Gpu", Gpu, each.Gpu, true),
            ("MemoryBytes", MemoryBytes, each.MemoryBytes ?? 0, false),
        ])
        {
            if (most is { } limit
                && !(double.IsFinite(limit) && limit >= one && (mayBeZero ? limit >= 0 : limit > 0)))
            {
                var least = one > 0 ? string.Create(
                        CultureInfo.InvariantCulture, $"at least the {one} that one trial takes")
                    : mayBeZero ? "0 or more"
                    : "above 0";
                yield return string.Create(
                    CultureInfo.InvariantCulture, $"Placement.Quota.{name} is {limit}; it must be {least}, or absent.");
            }
        }

        foreach (var problem in NamedAmounts.Problems("Placement.Quota.Named", NamedAmounts.Of(Named)))
        {
            yield return problem;
        }

        foreach (var (name, limit) in NamedAmounts.Of(Named))
        {
            if (limit < (each.Named?.GetValueOrDefault(name) ?? 0))
            {
                yield return string.Create(CultureInfo.InvariantCulture,
                    $"Placement.Quota.Named['{name}'] is {limit}; it must be at least the {each.Named![name]} that "
                    + $"one trial takes, or absent.");
            }
        }
    }

    /// <inheritdoc />
    public bool Equals(ResourceQuota? other) =>
        other is not null && (Slots, Cpu, Gpu, MemoryBytes).Equals(
            (other.Slots, other.Cpu, other.Gpu, other.MemoryBytes))
        && NamedAmounts.AreEqual(NamedAmounts.Of(Named), NamedAmounts.Of(other.Named));

    /// <inheritdoc />
    public override int GetHashCode() => unchecked(
        (int)Mix.Into(Mix.Into(Mix.Into(Mix.Start, Slots ?? 0L), Cpu ?? 0), Gpu ?? 0));
}

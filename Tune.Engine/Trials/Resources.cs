using System.Collections.Immutable;
using System.Globalization;
using Tune.Engine.Randomness;

namespace Tune.Engine.Trials;

/// <summary>What one running trial takes from its node.</summary>
/// <param name="Cpu">
/// Processor cores, 0 or more; also the number of threads a trial is told to use (at least 1).
/// </param>
/// <param name="Gpu">Graphics cards: 0, a share of one below 1 such as 0.25, or a whole number of them. Trials with a
/// share are told the same card; that each keeps to its part of it is their own business.</param>
/// <param name="MemoryBytes">
/// Upper limit of resident memory; null (default) for none. A trial above it is killed.
/// </param>
public sealed record Resources(double Cpu = 1, double Gpu = 0, long? MemoryBytes = null)
{
    /// <summary>Amounts above 0 of whatever else nodes are said to have, by name, such as licences; null (default) for
    /// nothing. They are counted, not enforced.</summary>
    public ImmutableSortedDictionary<string, double>? Named
    {
        get;
        init => field = value is null or { IsEmpty: true } ? null : NamedAmounts.Of(value);
    }

    /// <summary>The same and an amount of something that nodes have by name.</summary>
    public Resources With(string name, double amount) =>
        this with { Named = NamedAmounts.Of(Named).SetItem(name, amount) };

    /// <summary>What so many slots stand for together.</summary>
    public Resources Times(int slots) => slots == 1
        ? this
        : new Resources(Cpu * slots, Gpu * slots, MemoryBytes is { } bytes ? checked(bytes * slots) : null)
        {
            Named = NamedAmounts.Times(NamedAmounts.Of(Named), slots),
        };

    /// <summary>What is wrong with these numbers, one sentence each.</summary>
    public IEnumerable<string> Problems()
    {
        if (!double.IsFinite(Cpu) || Cpu < 0)
        {
            yield return $"Resources.Cpu is {Text(Cpu)}; it must be 0 or more.";
        }

        if (!double.IsFinite(Gpu) || Gpu < 0 || (Gpu > 1 && Gpu != Math.Floor(Gpu)))
        {
            yield return $"Resources.Gpu is {Text(Gpu)}; it must be 0, a share of one card such as 0.25, or a whole "
                + "number of cards.";
        }

        if (MemoryBytes is < 1)
        {
            yield return $"Resources.MemoryBytes is {MemoryBytes}; it must be 1 or more, or absent.";
        }

        foreach (var problem in NamedAmounts.Problems("Resources.Named", NamedAmounts.Of(Named)))
        {
            yield return problem;
        }
    }

    /// <inheritdoc />
    public bool Equals(Resources? other) =>
        other is not null && (Cpu, Gpu, MemoryBytes).Equals((other.Cpu, other.Gpu, other.MemoryBytes))
        && NamedAmounts.AreEqual(NamedAmounts.Of(Named), NamedAmounts.Of(other.Named));

    /// <inheritdoc />
    public override int GetHashCode() => unchecked(
        (int)Mix.Into(Mix.Into(Mix.Into(Mix.Start, Cpu), Gpu), MemoryBytes ?? 0));

    /// <summary>As people say it: <c>2 cpu, 0.25 gpu, 4096 bytes of memory, 3 license</c>.</summary>
    public override string ToString()
    {
        List<string> parts = [$"{Text(Cpu)} cpu"];
        if (Gpu > 0)
        {
            parts.Add($"{Text(Gpu)} gpu");
        }

        if (MemoryBytes is { } bytes)
        {
            parts.Add($"{bytes.ToString(CultureInfo.InvariantCulture)} bytes of memory");
        }

        parts.AddRange(NamedAmounts.Of(Named).Select(each => $"{Text(each.Value)} {each.Key}"));
        return string.Join(", ", parts);
    }

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
}

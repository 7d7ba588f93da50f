using System.Collections.Immutable;
using System.Globalization;

namespace Tune.Engine.Trials;

/// <summary>Amounts of things by name, in ordinal order.</summary>
public static class NamedAmounts
{
    /// <summary>Nothing.</summary>
    public static ImmutableSortedDictionary<string, double> None { get; } =
        ImmutableSortedDictionary.Create<string, double>(StringComparer.Ordinal);

    /// <summary>These in that order; null is nothing.</summary>
    public static ImmutableSortedDictionary<string, double> Of(IEnumerable<KeyValuePair<string, double>>? amounts) =>
        amounts is null ? None : None.AddRange(amounts);

    /// <summary>Each as many times.</summary>
    public static ImmutableSortedDictionary<string, double> Times(
        ImmutableSortedDictionary<string, double> amounts, int times) =>
        Of(amounts.Select(each => KeyValuePair.Create(each.Key, each.Value * times)));

    /// <summary>Whether both have the same amounts of the same things.</summary>
    public static bool AreEqual(
        ImmutableSortedDictionary<string, double> left, ImmutableSortedDictionary<string, double> right) =>
        ReferenceEquals(left, right) || left.SequenceEqual(right);

    /// <summary>What is wrong with them, one sentence each; empty when all is well.</summary>
    /// <param name="field">What people know them by.</param>
    /// <param name="amounts">The amounts.</param>
    public static IEnumerable<string> Problems(string field, ImmutableSortedDictionary<string, double> amounts)
    {
        foreach (var (name, amount) in amounts)
        {
            if (!PlainName.Is(name))
            {
                yield return $"{field} has the name '{name}'; a name consists of letters, digits and . _ -.";
            }
            else if (!double.IsFinite(amount) || amount <= 0)
            {
                yield return $"{field}['{name}'] is {amount.ToString(CultureInfo.InvariantCulture)}; "
                    + "it must be above 0, or absent.";
            }
        }
    }
}

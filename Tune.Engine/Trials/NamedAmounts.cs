using System.Collections.Immutable;
using System.Globalization;

namespace Tune.Engine.Trials;

/// <summary>Amounts of things by name, in ordinal order.</summary>
internal static class NamedAmounts
{
    public static ImmutableSortedDictionary<string, double> None { get; } =
        ImmutableSortedDictionary.Create<string, double>(StringComparer.Ordinal);

    public static ImmutableSortedDictionary<string, double> Of(IEnumerable<KeyValuePair<string, double>>? amounts) =>
        amounts is null ? None : None.AddRange(amounts);

    public static ImmutableSortedDictionary<string, double> Times(
        ImmutableSortedDictionary<string, double> amounts, int times) =>
        Of(amounts.Select(each => KeyValuePair.Create(each.Key, each.Value * times)));

    public static bool AreEqual(
        ImmutableSortedDictionary<string, double> left, ImmutableSortedDictionary<string, double> right) =>
        ReferenceEquals(left, right) || left.SequenceEqual(right);

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

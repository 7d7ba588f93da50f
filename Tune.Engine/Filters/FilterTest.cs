namespace Tune.Engine.Filters;

/// <summary>What conditions hold for a value that is there.</summary>
internal static class FilterTest
{
    /// <param name="sign">= != &lt; &lt;= &gt; or &gt;=.</param>
    /// <param name="literal">What the value is compared with.</param>
    public static Func<FilterValue, bool> Compare(string sign, FilterLiteral literal) => value =>
    {
        if (!literal.TryCompare(value, out var order))
        {
            return false;
        }

        return sign switch
        {
            "=" => order == 0,
            "!=" => order != 0,
            "<" => order < 0,
            "<=" => order <= 0,
            ">" => order > 0,
            _ => order >= 0,
        };
    };

    public static Func<FilterValue, bool> Among(IReadOnlyList<FilterLiteral> literals, bool wanted) => value =>
        !IsNaN(value, literals) && literals.Any(literal => literal.TryCompare(value, out var order) && order == 0)
            == wanted;

    public static Func<FilterValue, bool> Between(FilterLiteral least, FilterLiteral most, bool wanted) => value =>
        least.TryCompare(value, out var low) && most.TryCompare(value, out var high)
        && (low >= 0 && high <= 0) == wanted;

    public static Func<FilterValue, bool> Like(string pattern, bool ignoresCase, bool wanted) => value =>
        Fits(value.Text!, pattern, ignoresCase) == wanted;

    private static bool IsNaN(FilterValue value, IReadOnlyList<FilterLiteral> literals) =>
        double.IsNaN(value.Number) && literals.Any(literal => literal.IsNumber);

    // Linear in the text for each star, with one place to come back to: no pattern takes exponential time.
    private static bool Fits(string text, string pattern, bool ignoresCase)
    {
        var (at, sign, star, back) = (0, 0, -1, 0);
        while (at < text.Length)
        {
            if (sign < pattern.Length && pattern[sign] == '%')
            {
                (star, back) = (sign++, at);
            }
            else if (sign < pattern.Length && (pattern[sign] == '_' || Same(pattern[sign], text[at], ignoresCase)))
            {
                sign++;
                at++;
            }
            else if (star >= 0)
            {
                (sign, at) = (star + 1, ++back);
            }
            else
            {
                return false;
            }
        }

        return pattern.AsSpan(sign).TrimStart('%').IsEmpty;
    }

    private static bool Same(char left, char right, bool ignoresCase) => left == right
        || (ignoresCase && char.ToUpperInvariant(left) == char.ToUpperInvariant(right));
}

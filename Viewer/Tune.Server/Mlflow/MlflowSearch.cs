using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Tune.Engine.Filters;
using Tune.Engine.Runs;

namespace Tune.Server.Mlflow;

/// <summary>Filter, order and pages. The filters are ours, a superset of MLflow's: a parameter that is compared with a
/// text in quotes is compared as text, with a number as a number.</summary>
internal static class MlflowSearch
{
    public static FilterValue Read(string value) =>
        double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? FilterValue.Of(number, value)
            : FilterValue.Of(value);

    /// <summary>The rows that match, in order; ties keep the order they are given in.</summary>
    public static List<T> Find<T>(
        IEnumerable<T> rows, string filter, IReadOnlyList<string> order, IReadOnlyList<string> attributes)
        where T : class, IFilterable
    {
        var where = Filter.Parse(filter, [.. attributes]);
        var found = rows.Where(where.Matches).ToList();
        IOrderedEnumerable<T>? sorted = null;
        foreach (var (field, isDescending) in order.Select(text => Order(text, attributes)))
        {
            var comparer = new ValueOrder(isDescending, field.Kind is FilterFieldKind.Parameter or FilterFieldKind.Tag);
            sorted = sorted is null
                ? found.OrderBy(row => row.ValueOf(field), comparer)
                : sorted.ThenBy(row => row.ValueOf(field), comparer);
        }

        return sorted is null ? found : [.. sorted];
    }

    /// <summary>A page of the rows and what to ask for to get the next; null if there is none.</summary>
    public static (IReadOnlyList<T> Page, string? Next) Page<T>(IReadOnlyList<T> rows, string? token, int most)
    {
        var skip = Math.Min(Skip(token), rows.Count);
        var page = rows.Skip(skip).Take(most).ToList();
        return (page, skip + page.Count < rows.Count ? Token(skip + page.Count) : null);
    }

    public static string Token(long skip) => Base64Url.EncodeToString(
        Encoding.ASCII.GetBytes(skip.ToString(CultureInfo.InvariantCulture)));

    /// <exception cref="RunException">It is none of ours.</exception>
    public static int Skip(string? token)
    {
        if (string.IsNullOrEmpty(token))
        {
            return 0;
        }

        var bytes = new byte[32];
        return token.Length <= 40 && Base64Url.IsValid(token)
            && Base64Url.TryDecodeFromChars(token, bytes, out var length)
            && int.TryParse(
                bytes.AsSpan(0, length), NumberStyles.None, CultureInfo.InvariantCulture, out var skip)
            ? skip
            : throw new RunException(RunFault.Invalid, "Invalid page_token: it is not one that this server gave.");
    }

    private static (FilterField Field, bool IsDescending) Order(string text, IReadOnlyList<string> attributes)
    {
        var rest = text.Trim();
        var isDescending = Take(ref rest, " desc");
        if (!isDescending)
        {
            Take(ref rest, " asc");
        }

        var dot = rest.StartsWith('`') || rest.StartsWith('"') ? -1 : rest.IndexOf('.', StringComparison.Ordinal);
        var name = Unquoted(rest[(dot + 1)..].Trim());
        var kind = dot < 0 ? FilterFieldKind.Attribute : rest[..dot].Trim().ToLowerInvariant() switch
        {
            "metric" or "metrics" => FilterFieldKind.Metric,
            "param" or "params" or "parameter" or "parameters" => FilterFieldKind.Parameter,
            "tag" or "tags" => FilterFieldKind.Tag,
            "attribute" or "attributes" or "attr" or "run" => FilterFieldKind.Attribute,
            _ => throw Wrong(text),
        };
        return kind != FilterFieldKind.Attribute && name.Length > 0 ? (new FilterField(kind, name), isDescending)
            : attributes.FirstOrDefault(one => one.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } known
                ? (new FilterField(kind, known), isDescending)
                : throw Wrong(text);

        RunException Wrong(string order) => new(
            RunFault.Invalid,
            $"Invalid order_by '{Answers.Problem.Quoted(order)}': it is metrics.NAME, params.NAME, tags.NAME or one of "
            + $"{string.Join(", ", attributes)}, and ASC or DESC.");
    }

    private static bool Take(ref string text, string end)
    {
        if (!text.EndsWith(end, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        text = text[..^end.Length].TrimEnd();
        return true;
    }

    private static string Unquoted(string text) =>
        text.Length > 1 && text[0] == text[^1] && text[0] is '`' or '"' ? text[1..^1] : text;

    // What is not there comes last either way, and NaN just before it.
    private sealed class ValueOrder(bool isFalling, bool isText) : IComparer<FilterValue>
    {
        public int Compare(FilterValue x, FilterValue y)
        {
            var (left, right) = (Rank(x), Rank(y));
            if (left != right || left > 0)
            {
                return left.CompareTo(right);
            }

            var order = isText || double.IsNaN(x.Number) || double.IsNaN(y.Number)
                ? string.CompareOrdinal(x.Text, y.Text) : x.Number.CompareTo(y.Number);
            return isFalling ? -order : order;
        }

        private int Rank(FilterValue value) =>
            !value.IsThere ? 2 : !isText && value.Text == "NaN" && double.IsNaN(value.Number) ? 1 : 0;
    }
}

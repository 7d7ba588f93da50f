namespace Tune.Engine.Filters;

/// <summary>Reads what a condition asks about.</summary>
internal sealed class FilterFields(string filter, IReadOnlyCollection<string> attributes)
{
    private static readonly Dictionary<string, FilterFieldKind> s_kinds = new(StringComparer.OrdinalIgnoreCase)
    {
        ["metric"] = FilterFieldKind.Metric,
        ["metrics"] = FilterFieldKind.Metric,
        ["param"] = FilterFieldKind.Parameter,
        ["params"] = FilterFieldKind.Parameter,
        ["parameter"] = FilterFieldKind.Parameter,
        ["parameters"] = FilterFieldKind.Parameter,
        ["tag"] = FilterFieldKind.Tag,
        ["tags"] = FilterFieldKind.Tag,
        ["attribute"] = FilterFieldKind.Attribute,
        ["attributes"] = FilterFieldKind.Attribute,
        ["attr"] = FilterFieldKind.Attribute,
        ["run"] = FilterFieldKind.Attribute,
    };

    // What a run was given: attributes of that name, where there are such.
    private static readonly string[] s_given = ["dataset", "datasets"];

    public FilterField Read(List<FilterToken> tokens, ref int at)
    {
        var first = tokens[at];
        if (first.Kind is not (FilterTokenKind.Word or FilterTokenKind.Quoted))
        {
            throw new FilterException(filter, first.At, first.Kind == FilterTokenKind.End
                ? "The filter ends where a field is expected"
                : $"'{first.Text}' stands where a field is expected, such as metrics.loss, params.lr or status");
        }

        at++;
        if (!tokens[at].Is("."))
        {
            return Attribute(first.Text, first.At);
        }

        if (first.Kind == FilterTokenKind.Word && s_given.Contains(first.Text, StringComparer.OrdinalIgnoreCase)
            && attributes.Any(known => known.StartsWith("dataset.", StringComparison.Ordinal)))
        {
            at++;
            return Attribute($"dataset.{Name(tokens, ref at)}", first.At);
        }

        if (first.Kind != FilterTokenKind.Word || !s_kinds.TryGetValue(first.Text, out var kind))
        {
            throw new FilterException(
                filter, first.At, $"'{first.Text}' is none of metrics, params, tags and attributes");
        }

        at++;
        var name = Name(tokens, ref at);
        return kind == FilterFieldKind.Attribute ? Attribute(name, first.At) : new FilterField(kind, name);
    }

    // Names of metrics may have points and colons in them: those that stand without a blank between belong to it.
    private string Name(List<FilterToken> tokens, ref int at)
    {
        var token = tokens[at];
        if (token.Kind is not (FilterTokenKind.Word or FilterTokenKind.Quoted))
        {
            throw new FilterException(filter, token.At, "A name is expected behind the point");
        }

        at++;
        var (name, end) = (token.Text, token.At + token.Text.Length);
        while (token.Kind == FilterTokenKind.Word && tokens[at].Is(".") && tokens[at].At == end
            && tokens[at + 1] is { Kind: FilterTokenKind.Word } next && next.At == end + 1)
        {
            (name, end, at) = ($"{name}.{next.Text}", next.At + next.Text.Length, at + 2);
        }

        return name;
    }

    private FilterField Attribute(string name, int at) =>
        attributes.FirstOrDefault(known => known.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } known
            ? new FilterField(FilterFieldKind.Attribute, known)
            : throw new FilterException(
                filter, at, $"There is no attribute '{name}'; there are {string.Join(", ", attributes)}, and "
                    + "metrics.NAME, params.NAME and tags.NAME");
}

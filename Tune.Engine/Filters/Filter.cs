namespace Tune.Engine.Filters;

/// <summary>
/// A condition on trials or experiments, read from a text such as
/// <c>metrics.val_acc &gt; 0.9 AND (params.lr &lt; 1e-3 OR tags.team IN ('a', 'b'))</c>.
/// </summary>
/// <remarks>
/// <para>Fields: <c>metrics.NAME</c>, <c>params.NAME</c>, <c>tags.NAME</c>, and attributes by their name alone. A name
/// that is no word stands in backquotes or double quotes. Operators: <c>= != &lt; &lt;= &gt; &gt;=</c>, <c>[NOT]
/// IN</c>, <c>[NOT] BETWEEN … AND …</c>, <c>[NOT] LIKE</c> (<c>%</c> for any letters, <c>_</c> for one), <c>ILIKE</c>
/// without regard to case, <c>IS [NOT] NULL</c>; <c>NOT</c>, <c>AND</c>, <c>OR</c> and brackets, in any case. It is a
/// superset of the filters of MLflow's tracking API (releases 2 and 3), with their meaning.</para>
/// <para>A number is compared with a number, a text in quotes with a text; a number that is compared with a text in
/// quotes is taken as it is written. Where a field is not there, or is NaN, no comparison holds, <c>!=</c>
/// neither.</para>
/// </remarks>
public sealed class Filter
{
    /// <summary>The longest text that is read, in characters.</summary>
    public const int LengthMax = 10_000;

    private readonly FilterNode _root;

    private Filter(string text, FilterNode root) => (Text, _root) = (text, root);

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>The fields it asks about.</summary>
    public IEnumerable<FilterField> Fields => _root.Fields;

    /// <summary>Reads a filter.</summary>
    /// <param name="text">The filter; blank for one that everything matches.</param>
    /// <param name="attributes">The names of the attributes there are; any other name without an entity is
    /// refused.</param>
    /// <exception cref="FilterException">It cannot be read; the message says where and what is expected.</exception>
    public static Filter Parse(string text, IReadOnlyCollection<string> attributes)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(attributes);
        return text.Length > LengthMax
            ? throw new FilterException(text, LengthMax, $"The filter is longer than {LengthMax} characters")
            : new Filter(text, new FilterParser(text, attributes).Read());
    }

    /// <summary>Whether something meets the condition.</summary>
    public bool Matches(IFilterable row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return _root.Matches(row);
    }

    /// <inheritdoc />
    public override string ToString() => Text;
}

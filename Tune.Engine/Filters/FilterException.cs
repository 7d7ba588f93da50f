namespace Tune.Engine.Filters;

/// <summary>A filter that cannot be read.</summary>
public sealed class FilterException : FormatException
{
    internal FilterException(string filter, int position, string what)
        : base($"{what} (at character {position + 1} of '{Around(filter, position)}')") => Position = position;

    /// <summary>Where it goes wrong, counted from 0.</summary>
    public int Position { get; }

    private static string Around(string filter, int position)
    {
        const int most = 60;
        if (filter.Length <= most)
        {
            return filter;
        }

        var from = Math.Clamp(position - (most / 2), 0, filter.Length - most);
        return string.Concat(
            from > 0 ? "…" : "", filter.AsSpan(from, most), from + most < filter.Length ? "…" : "");
    }
}

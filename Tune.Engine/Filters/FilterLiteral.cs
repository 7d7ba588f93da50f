namespace Tune.Engine.Filters;

/// <summary>A number, or a text in quotes, as it stands in a filter.</summary>
internal readonly record struct FilterLiteral(double Number, string? Text)
{
    public bool IsNumber => Text is null;

    /// <summary>Where a value lies from this: below zero if it is smaller. False if they cannot be compared.</summary>
    public bool TryCompare(FilterValue value, out int order)
    {
        if (IsNumber)
        {
            order = value.Number.CompareTo(Number);
            return !double.IsNaN(value.Number);
        }

        order = string.CompareOrdinal(value.Text, Text);
        return true;
    }
}

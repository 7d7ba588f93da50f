namespace Tune.Engine.Filters;

/// <summary>Something of which fields can be asked: a trial, an experiment.</summary>
public interface IFilterable
{
    /// <summary>What a field holds here; nothing for a field that is not here.</summary>
    FilterValue ValueOf(FilterField field);

    /// <summary>What a field holds that may hold several values, of which one must meet a condition; null for a field
    /// of one value.</summary>
    IReadOnlyList<FilterValue>? SeveralOf(FilterField field) => null;
}

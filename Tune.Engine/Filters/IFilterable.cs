namespace Tune.Engine.Filters;

/// <summary>Something of which fields can be asked: a trial, an experiment.</summary>
public interface IFilterable
{
    /// <summary>What a field holds here; nothing for a field that is not here.</summary>
    FilterValue ValueOf(FilterField field);
}

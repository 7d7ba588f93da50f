using System.Collections.Immutable;

namespace Tune.Engine.Experiments.Acts;

/// <summary>The tags of an experiment or of a trial, in ordinal order of their names.</summary>
public static class TagSet
{
    /// <summary>No tags.</summary>
    public static ImmutableSortedDictionary<string, string> Empty { get; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>The tags after something was written about whoever has them.</summary>
    internal static ImmutableSortedDictionary<string, string> After(
        this ImmutableSortedDictionary<string, string> tags, UserAct.Annotate annotate) =>
        tags.RemoveRange(annotate.Remove).SetItems(annotate.Set);
}

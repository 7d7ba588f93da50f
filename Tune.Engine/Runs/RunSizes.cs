using System.Collections.Immutable;

namespace Tune.Engine.Runs;

/// <summary>How much facts take: about as many bytes as they have where they are kept.</summary>
internal static class RunSizes
{
    private const int Frame = 100;
    private const int Point = 24;

    /// <summary>All that a fact takes.</summary>
    public static long Of(RunFact fact) => Frame + fact switch
    {
        RunFact.CollectionMade made => made.Name.Length + (made.Location?.Length ?? 0) + Of(made.Tags),
        RunFact.CollectionNamed named => named.Name.Length,
        RunFact.CollectionTagged tagged => Of(tagged.Tag),
        RunFact.RunStarted started => Texts(started),
        RunFact.RunChanged changed => changed.Name.Length,
        RunFact.RunNoted noted => Of(noted.Parameters) + Of(noted.Tags),
        RunFact.RunMeasured measured => Of(measured.Points),
        RunFact.RunAttached attached => attached.Json.Length,
        RunFact.ArtifactPut put => put.Path.Length + put.Digest.Length,
        RunFact.ArtifactRemoved removed => removed.Path.Length,
        RunFact.ModelMade made => made.Model.Length + made.Note.Length + Of(made.Tags),
        RunFact.ModelNamed named => named.Model.Length + named.Name.Length,
        RunFact.ModelNoted noted => noted.Model.Length + noted.Note.Length,
        RunFact.ModelTagged tagged => tagged.Model.Length + Of(tagged.Tag),
        RunFact.ModelAliased aliased => aliased.Model.Length + aliased.Alias.Length,
        RunFact.VersionMade made => made.Model.Length + made.Note.Length + Of(made.Origin) + Of(made.Tags),
        RunFact.VersionNoted noted => noted.Model.Length + noted.Note.Length,
        RunFact.VersionTagged tagged => tagged.Model.Length + Of(tagged.Tag),
        _ => 0L,
    };

    /// <summary>The run that a fact is about; null if it is about none.</summary>
    public static string? RunOf(RunFact fact) => fact switch
    {
        RunFact.RunStarted started => started.Run,
        RunFact.RunChanged changed => changed.Run,
        RunFact.RunMoved moved => moved.Run,
        RunFact.RunNoted noted => noted.Run,
        RunFact.RunMeasured measured => measured.Run,
        RunFact.RunAttached attached => attached.Run,
        _ => null,
    };

    /// <summary>How many characters more a run has after a fact; fewer than none if it has fewer.</summary>
    /// <param name="run">It, before the fact; null if it begins with it.</param>
    /// <param name="fact">The fact.</param>
    public static long TextOf(RunRecord? run, RunFact fact) => fact switch
    {
        RunFact.RunStarted started => Texts(started),
        RunFact.RunAttached attached => attached.Json.Length,
        RunFact.RunNoted noted => More(run?.Parameters ?? RunRecord.NoEntries, noted.Parameters)
            + More(run?.Tags ?? RunRecord.NoEntries, noted.Tags),
        _ => 0L,
    };

    private static long More(ImmutableSortedDictionary<string, string> known, IReadOnlyList<RunEntry> entries)
    {
        var more = 0L;
        var seen = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            if (!seen.TryGetValue(entry.Key, out var before))
            {
                before = known.GetValueOrDefault(entry.Key);
            }

            more += Length(entry.Key, entry.Value) - Length(entry.Key, before);
            seen[entry.Key] = entry.Value;
        }

        return more;
    }

    private static long Length(string key, string? value) => value is null ? 0 : key.Length + value.Length;

    private static long Texts(RunFact.RunStarted started) =>
        started.Run.Length + started.Name.Length + started.User.Length + Of(started.Tags);

    private static long Of(VersionOrigin origin) =>
        origin.Source.Length + (origin.Run?.Length ?? 0) + (origin.Config?.Length ?? 0);

    private static long Of(IReadOnlyList<RunEntry> entries) => entries.Sum(Of);

    private static long Of(RunEntry entry) => entry.Key.Length + (entry.Value?.Length ?? 0);

    private static long Of(IReadOnlyList<NamedPoint> points)
    {
        var (size, last) = ((long)Point * points.Count, "");
        foreach (var (metric, _) in points)
        {
            size += string.Equals(metric, last, StringComparison.Ordinal) ? 0 : metric.Length;
            last = metric;
        }

        return size;
    }
}

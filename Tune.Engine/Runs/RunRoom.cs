using System.Globalization;

namespace Tune.Engine.Runs;

/// <summary>How much a store takes of runs, in bytes: of each and of all. What is refused is not stored in part.
/// </summary>
public static class RunRoom
{
    /// <summary>The most characters of parameters, tags, inputs and outputs that a run has at a time.</summary>
    public const long TextPerRunMax = 64L << 20;

    /// <summary>The most of them that all runs have at a time.</summary>
    public const long TextMax = 2L << 30;

    /// <summary>The most bytes that are ever logged of a run, values of metrics and what was overwritten
    /// included.</summary>
    public const long LoggedPerRunMax = 4L << 30;

    /// <summary>The most bytes that are ever logged of all runs, collections and models.</summary>
    public const long LoggedMax = 64L << 30;

    /// <summary>The most bytes that the artifacts of a run have, which are those below its folder.</summary>
    public const long ArtifactsPerRunMax = 1L << 40;

    /// <summary>The most bytes that all artifacts have.</summary>
    public const long ArtifactsMax = 8L << 40;

    /// <summary>Refuses facts for which there is no room. A run is ended, deleted or restored, and an artifact removed,
    /// however little room is left: none of that brings text of its own.</summary>
    /// <param name="ledger">What there is.</param>
    /// <param name="facts">What shall follow.</param>
    /// <exception cref="RunException">The message names the limit.</exception>
    public static void Require(RunLedger ledger, IReadOnlyList<RunFact> facts)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        ArgumentNullException.ThrowIfNull(facts);
        if (facts.All(fact => IsAlwaysTaken(ledger, fact)))
        {
            return;
        }

        Require("The store has logged", ledger.Logged, facts.Sum(RunSizes.Of), LoggedMax, "bytes of runs and models");
        const string what = "characters of parameters, tags, inputs and outputs";
        var moreText = 0L;
        foreach (var run in facts.GroupBy(RunSizes.RunOf).Where(static run => run.Key is not null))
        {
            var known = ledger.Run(run.Key!);
            var (logged, text) = ledger.SizesOf(run.Key!);
            Require($"The run {run.Key} has logged", logged, run.Sum(RunSizes.Of), LoggedPerRunMax, "bytes");
            var more = run.Sum(fact => RunSizes.TextOf(known, fact));
            moreText += more;
            Require($"The run {run.Key} has", text, more, TextPerRunMax, what);
        }

        Require("All runs have", ledger.Text, moreText, TextMax, what);
    }

    /// <summary>How many bytes a file may have that is put somewhere.</summary>
    /// <param name="ledger">What there is.</param>
    /// <param name="path">Where the file shall be; one that is there gives way.</param>
    public static long ForArtifact(RunLedger ledger, string path)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        ArgumentNullException.ThrowIfNull(path);
        var gone = ledger.ArtifactBytesBelow(path);
        return Math.Max(0, gone + Math.Min(
            ArtifactsMax - ledger.ArtifactBytesBelow(""),
            ArtifactsPerRunMax - ledger.ArtifactBytesBelow(FolderOf(path))));
    }

    /// <summary>Says that there is no room for a file.</summary>
    internal static RunException NoRoom(RunLedger ledger, string path) => RunException.Invalid(string.Create(
        CultureInfo.InvariantCulture,
        $"There is room for {ForArtifact(ledger, path):N0} bytes at '{RunNames.Short(path)}'; ")
        + string.Create(
            CultureInfo.InvariantCulture,
            $"the artifacts of a run have at most {ArtifactsPerRunMax:N0} bytes, those of a store {ArtifactsMax:N0}."));

    // Artifacts of a run are below COLLECTION/RUN.
    private static string FolderOf(string path) => string.Join('/', path.Split('/').Take(2));

    private static bool IsAlwaysTaken(RunLedger ledger, RunFact fact) => fact switch
    {
        RunFact.RunChanged changed => changed.Status is not (RunStatus.Running or RunStatus.Scheduled)
            && ledger.Run(changed.Run)?.Name == changed.Name,
        RunFact.RunMoved or RunFact.ArtifactRemoved => true,
        _ => false,
    };

    private static void Require(string who, long has, long more, long most, string what)
    {
        if (more > 0 && has + more > most)
        {
            throw RunException.Invalid(string.Create(
                CultureInfo.InvariantCulture,
                $"{who} {has:N0} {what}, and this would be {more:N0} more; at most {most:N0} are taken."));
        }
    }
}

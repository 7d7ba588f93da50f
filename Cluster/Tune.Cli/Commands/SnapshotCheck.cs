using Tune.Clustering.Children;
using Tune.Engine.Experiments;
using Tune.Engine.Spaces;
using Tune.Engine.Stores;

namespace Tune.Cli.Commands;

/// <summary>Compares a snapshot with the state that the journal makes of the same events.</summary>
/// <param name="snapshot">The snapshot; null if there is none.</param>
/// <param name="specs">Reads and writes definitions.</param>
/// <param name="code">The space that lends its functions; null for none.</param>
internal sealed class SnapshotCheck(StateSnapshot? snapshot, SpecJson specs, SearchSpace? code)
{
    /// <summary>What came of it, in words; null if there is nothing to say.</summary>
    public string? Verdict { get; private set; }

    /// <summary>Whether the snapshot is not what the journal makes of the same events.</summary>
    public bool Disagrees { get; private set; }

    /// <summary>Takes in the state after so many events.</summary>
    public void Pass(long events, ExperimentState state)
    {
        if (events == snapshot?.Position)
        {
            Verdict = Compare(snapshot, state);
        }
    }

    /// <summary>Says why there can never be a snapshot of an experiment; null if there can.</summary>
    /// <param name="first">Its first event, which says what it consists of.</param>
    /// <param name="specs">Writes definitions.</param>
    public static string? Impossible(ExperimentEvent first, SpecJson specs) =>
        ExperimentMachine.SnapshotProblem(ExperimentMachine.Replay([first]), specs, BuildDigest.Of) is { } why
            ? $"no snapshot can be kept, so it is folded from its first event whenever it is opened: {why}"
            : null;

    private string Compare(StateSnapshot kept, ExperimentState state)
    {
        var what = $"its snapshot of the first {kept.Position} events";
        if (ExperimentMachine.Restore(kept.Bytes, specs, spec => spec.WithCodeOf(code), BuildDigest.Of) is null)
        {
            return $"{what} is of no use to this program, which folds the journal instead; another version wrote it";
        }

        // Equal states give equal bytes.
        Disagrees = ExperimentMachine.Snapshot(state, specs, BuildDigest.Of) is not { } folded
            || !kept.Bytes.Span.SequenceEqual(folded);
        return !Disagrees
            ? $"{what} agrees with the journal"
            : $"{what} does NOT agree with the journal; nothing is lost: delete '{SnapshotName}' in the folder of the "
                + "experiment and report this";
    }

    private const string SnapshotName = "state.snapshot";
}

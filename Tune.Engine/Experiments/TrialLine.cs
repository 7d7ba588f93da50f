using Tune.Engine.Checkpoints;
using Tune.Engine.Metrics;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;

namespace Tune.Engine.Experiments;

/// <summary>
/// The way of one trial's work through its attempts: what it goes on from, and what of it stands. Everyone who folds
/// events keeps one, the engine and all who show things, so that there is one answer.
/// </summary>
/// <remarks>
/// <para>An attempt goes on from a place of the line: the beginning, or where a checkpoint of the trial was saved. What
/// earlier attempts reported beyond that place is rolled back from the moment the new attempt starts; until then, and
/// if none ever does, it counts. A trial that becomes a clone keeps what it had reported until that was decided: it
/// was not lost but left behind on purpose. What the clone reports comes after it, and an attempt that starts from the
/// donor's checkpoint again rolls back what was reported since.</para>
/// <para>A checkpoint is saved where its attempt stands. One that is saved behind the last report, which no channel
/// does, vouches for what its attempt began with and not for what was reported in between.</para>
/// <para>Setters are for who reads a line back from where it was written.</para>
/// </remarks>
public sealed class TrialLine
{
    /// <summary>What the running attempt has been told by a decision or by its owner.</summary>
    public Leaving Leaving { get; set; }

    /// <summary>A pause was decided at this iteration and has not been carried out yet; 0 for none.</summary>
    public int StandingPause { get; set; }

    /// <summary>What the next attempt would start from; null for nothing.</summary>
    public CheckpointRef? GoesOnFrom { get; set; }

    /// <summary>The latest attempt; the fence.</summary>
    public Attempt Attempt { get; set; }

    /// <summary>How far it is: the last iteration it reported, or started from.</summary>
    public int Iteration { get; set; }

    /// <summary>The highest iteration reported on the line.</summary>
    public int Reach { get; set; }

    /// <summary>What was reported last on the line.</summary>
    public MetricSet Metrics { get; set; } = MetricSet.Empty;

    /// <summary>The best report on the line; null before the first that counts.</summary>
    public LinePoint? Best { get; set; }

    /// <summary>The place from which the latest attempt went on.</summary>
    public LineMark Begun { get; set; } = LineMark.Beginning;

    /// <summary>The donor's checkpoint that the trial took over when it last became a clone; null if it never
    /// did.</summary>
    public CheckpointRef? Donated { get; set; }

    /// <summary>Where the trial stood then.</summary>
    public LineMark Left { get; set; } = LineMark.Beginning;

    /// <summary>The checkpoints it holds, oldest first.</summary>
    public List<HeldCheckpoint> Held { get; init; } = [];

    /// <summary>The checkpoint of the best report; null if none was taken there, or it is no longer held.</summary>
    public CheckpointRef? BestCheckpoint => Best is { } best
        ? Held.FindLast(held => held.At.Attempt == best.Attempt && held.At.Iteration == best.Iteration)?.Checkpoint
        : null;

    /// <summary>Whether an attempt that ended now would leave the trial paused. A pause holds only with the state it
    /// was decided on; without it the trial trains up to there once more.</summary>
    public bool Parks => Leaving == Leaving.Pause && GoesOnFrom?.Iteration >= StandingPause;

    /// <summary>An attempt starts.</summary>
    public void Start(Attempt attempt, CheckpointRef? from)
    {
        Begun = PlaceOf(from);
        (Attempt, Iteration, Leaving) = (attempt, from?.Iteration ?? 0, Leaving.No);
        (Reach, Metrics, Best) = (Begun.Reach, Begun.Metrics, Begun.Best);
    }

    /// <summary>The attempt reports.</summary>
    /// <param name="iteration">How far it is.</param>
    /// <param name="metrics">As reported.</param>
    /// <param name="result">What that is worth as a result.</param>
    /// <param name="config">The trial's configuration.</param>
    /// <param name="order">The report's place among all of the experiment.</param>
    /// <param name="objective">What is compared.</param>
    public void Report(
        int iteration, MetricSet metrics, Score result, Configuration config, long order, Objective objective)
    {
        (Iteration, Metrics) = (iteration, metrics);
        Reach = Math.Max(Reach, iteration);
        if (!result.IsWorst && (Best is null
            || objective.RankOf(iteration, result) > objective.RankOf(Best.Iteration, Best.Score)))
        {
            Best = new LinePoint(Attempt, iteration, result, config, order);
        }
    }

    /// <summary>Something is decided about the trial.</summary>
    public void Decide(Decision decision, int iteration)
    {
        switch (decision)
        {
            case Decision.Pause:
                (Leaving, StandingPause) = (Leaving.Pause, iteration);
                break;
            case Decision.Stop:
                Leaving = Leaving.Stop;
                break;
            case Decision.CloneFrom clone:
                (Leaving, StandingPause) = (Leaving.Clone, 0);
                (Donated, Left) = (clone.Checkpoint, Here);
                GoesOnFrom = clone.Checkpoint;
                break;
            default:
                break;
        }
    }

    /// <summary>A checkpoint of the trial is safe.</summary>
    public void Save(CheckpointRef checkpoint)
    {
        if (Leaving != Leaving.Clone && !(GoesOnFrom?.Iteration > checkpoint.Iteration))
        {
            GoesOnFrom = checkpoint;
        }

        var held = new HeldCheckpoint(checkpoint, PlaceAt(checkpoint.Iteration));
        var known = Held.FindIndex(other => other.Checkpoint == checkpoint);
        if (known >= 0)
        {
            Held[known] = held;
        }
        else
        {
            Held.Add(held);
        }
    }

    /// <summary>A checkpoint was found to be lost; the trial goes on from another, or from nothing.</summary>
    public void Lose(CheckpointRef checkpoint, CheckpointRef? instead)
    {
        GoesOnFrom = instead;
        Held.RemoveAll(held => held.Checkpoint.Digest == checkpoint.Digest);
    }

    /// <summary>A checkpoint is given up.</summary>
    public void Drop(CheckpointRef checkpoint) => Held.RemoveAll(held => held.Checkpoint == checkpoint);

    /// <summary>The attempt ends.</summary>
    /// <param name="parked">What the event says; null in journals from before it did.</param>
    /// <returns>Whether the trial is paused from now on.</returns>
    public bool End(bool? parked)
    {
        var parks = parked ?? Parks;
        Leaving = Leaving == Leaving.Stop ? Leaving.Stop : Leaving.No;
        StandingPause = parks ? 0 : StandingPause;
        return parks;
    }

    /// <summary>The trial is over. One that failed may be reopened, and then goes on from where it would have gone on
    /// from.</summary>
    public void Close(TrialStatus status) => GoesOnFrom = status == TrialStatus.Errored ? GoesOnFrom : null;

    /// <summary>The trial is not over after all; where it goes on its next attempt says.</summary>
    public void Reopen(CheckpointRef? from) => (Leaving, StandingPause, GoesOnFrom) = (Leaving.No, 0, from);

    private LineMark Here => new(Attempt, Iteration, Reach, Metrics, Best);

    private LineMark PlaceOf(CheckpointRef? checkpoint) =>
        checkpoint is null ? LineMark.Beginning
        : checkpoint.Digest == Donated?.Digest ? Left
        : (Held.FindLast(held => held.Checkpoint == checkpoint)
            ?? Held.FindLast(held => held.Checkpoint.Digest == checkpoint.Digest))?.At
            ?? PlaceAt(checkpoint.Iteration);

    private LineMark PlaceAt(int iteration) =>
        iteration >= Iteration ? Here with { Iteration = iteration }
        : new LineMark(
            Attempt, iteration, Math.Max(Begun.Reach, Math.Min(Reach, iteration)), Begun.Metrics,
            Best?.Iteration <= iteration ? Best : Begun.Best);
}

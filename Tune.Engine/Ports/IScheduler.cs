using Tune.Engine.Trials;

namespace Tune.Engine.Ports;

/// <summary>
/// Decides whether and how long a trial trains. A scheduler is told facts and asked questions, nothing else: it holds
/// no clock, no generator, no handle to a trial, a store or a log.
/// </summary>
/// <remarks>
/// <para>
/// <see cref="Observe"/> is the only member that may change its memory. <see cref="Judge"/>, <see cref="Propose"/> and
/// <see cref="NextMilestone"/> are questions: asked twice in a row they answer the same. Facts arrive in journal order,
/// so feeding a fresh instance the recorded facts brings back the same memory and hence the same decisions. One that
/// implements <see cref="ICarriesMemory"/> as well can be brought back without them.
/// </para>
/// <para>Not thread-safe; one owner at a time. Chance comes from <c>KeyedRandom</c> with the seed of the
/// <see cref="AlgorithmContext"/>; ties break by trial number.</para>
/// <para>Must never leave paused trials with nothing runnable: when nothing runs, <see cref="Propose"/> answers
/// Resume, New (if allowed) or Exhausted, not Wait. Trials that are still paused when the experiment ends stay paused;
/// nothing is owed to them.</para>
/// <para>Pauses: <see cref="TrialFact.Parked"/> comes when the trial's checkpoint is safe, which may be well after the
/// decision, and only then may the trial be resumed. Should it break in between, it trains on from its last checkpoint,
/// and where it was to pause, or beyond, a Continue is turned into the pause that still stands. A trial counts as
/// running from <see cref="TrialFact.Added"/>, <see cref="TrialFact.Reopened"/> or
/// <see cref="TrialFact.Resumed"/> until
/// <see cref="TrialFact.Parked"/> or <see cref="TrialFact.Ended"/>, whatever breaks. A paused trial may also end:
/// the user can stop it.</para>
/// </remarks>
public interface IScheduler
{
    /// <summary>What shall happen to the trial that made this report? By a report that is
    /// <see cref="Observation.IsPartial"/> nobody is compared; budgets and turns go on.</summary>
    Decision Judge(in Observation seen);

    /// <summary>A slot is free: what goes there?</summary>
    /// <param name="mayStartNew">False once no new trial can come: the trial limit is reached or the searcher is
    /// exhausted. The answer must then not be New.</param>
    Proposal Propose(bool mayStartNew);

    /// <summary>
    /// The first iteration above <paramref name="iteration"/> at which <see cref="Judge"/> might answer something other
    /// than Continue. Reports before it need not wait for their answer, and a checkpoint is taken with the report that
    /// reaches it. <see cref="int.MaxValue"/> if there is none; <c>iteration + 1</c> is always correct.
    /// </summary>
    int NextMilestone(TrialId trial, int iteration);

    /// <summary>Takes in one recorded fact.</summary>
    void Observe(TrialFact fact);

    /// <summary>
    /// The digests of the checkpoints that a clone may yet be made from. Retention leaves them alone, beside what the
    /// trials themselves would go on from. None (default) for schedulers that do not clone.
    /// </summary>
    IEnumerable<string> Wanted() => [];
}

using Tune.Engine.Randomness;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;

namespace Tune.Engine.Experiments;

public static partial class ExperimentMachine
{
    // Interrupted and broken trials go first, lowest number first: they hold up the rungs the others wait for.
    private static Outcome Place(ExperimentState state, ExperimentCommand.Place place)
    {
        if (state.Status != ExperimentStatus.Active || !state.IsOpen || state.IsDraining)
        {
            return Outcome.None;
        }

        if (OutOfTime(state, place.At) is { } ended)
        {
            return Outcome.Of(ended);
        }

        if (state.Running >= (state.Spec!.MaxConcurrent ?? int.MaxValue))
        {
            return Outcome.None;
        }

        if (state.PendingTrials.Count > 0)
        {
            return Outcome.Of(Start(state, state.Live[state.PendingTrials.Min], place));
        }

        return Ask(state, place, MayStartNew(state));
    }

    private static bool MayStartNew(ExperimentState state) =>
        state.ProposedByPlan < (state.Spec!.Trials ?? int.MaxValue);

    private static Outcome Ask(ExperimentState state, ExperimentCommand.Place place, bool mayStartNew)
    {
        switch (state.Scheduler.Propose(mayStartNew))
        {
            case Proposal.Resume resume:
                return state.Live.TryGetValue(resume.Trial, out var paused) && paused.Status == TrialStatus.Paused
                    ? Resume(state, paused, resume.As, place)
                    : Fail(place.At, $"the scheduler asked trial {resume.Trial} to go on, which is not paused");
            case Proposal.New when mayStartNew:
                return StartNew(state, place);
            case Proposal.Exhausted or Proposal.New:
                return state.Running == 0 ? Finish(state, place.At) : Outcome.None;
            default:
                return state.Running > 0 ? Outcome.None : Stuck(state, place.At, "scheduler");
        }
    }

    // The clone is decided and begun in one turn: nothing can come in between.
    private static Outcome Resume(
        ExperimentState state, TrialState paused, Decision.CloneFrom? clone, ExperimentCommand.Place place) =>
        clone is not null && state.Checkpoints.Holds(clone.Checkpoint.Digest)
            ? Outcome.Of(
                new ExperimentEvent.Decided(
                    place.At, paused.Id, paused.Attempt, paused.Sequence, paused.AttemptIteration, clone,
                    state.InputsHash),
                Start(state, paused, place) with { From = clone.Checkpoint })
            : Outcome.Of(Start(state, paused, place));

    private static Outcome StartNew(ExperimentState state, ExperimentCommand.Place place)
    {
        var id = new TrialId(state.Proposed);
        Suggestion suggestion;
        try
        {
            suggestion = Suggest(state, id);
        }
        catch (InvalidSpaceException problem)
        {
            return Fail(place.At, $"there is no configuration for trial {id}: {problem.Message}");
        }

        switch (suggestion)
        {
            case Suggestion.Use use:
                return Outcome.Of(
                    new ExperimentEvent.TrialProposed(place.At, id, use.Config),
                    new ExperimentEvent.AttemptStarted(
                        place.At, id, Attempt.None.Next, Where(state, id, place), From: null));
            case Suggestion.Exhausted:
                return Ask(state, place, mayStartNew: false);
            default:
                return state.Running > 0 ? Outcome.None : Stuck(state, place.At, "searcher");
        }
    }

    /// <summary>
    /// The configuration of a new trial: first the given points, completed by chance, then the searcher's; in a finite
    /// space none that was tried, while there are others.
    /// </summary>
    internal static Suggestion Suggest(ExperimentState state, TrialId id)
    {
        if (state.ProposedByPlan < state.Spec!.PointsToEvaluate.Length)
        {
            return new Suggestion.Use(GivenPoint(state.Spec, state.ProposedByPlan));
        }

        var suggestion = state.Searcher.Suggest(id);
        return state.Tried?.Fresh(suggestion, id) ?? suggestion;
    }

    internal static Configuration GivenPoint(ExperimentSpec spec, int index) => spec.Space.Complete(
        spec.PointsToEvaluate[index], KeyedRandom.For(spec.Seed, "engine/given-point", index));

    private static ExperimentEvent.AttemptStarted Start(
        ExperimentState state, TrialState trial, ExperimentCommand.Place place) => new(
        place.At, trial.Id, trial.Attempt.Next, Where(state, trial.Id, place), trial.Checkpoint);

    private static Outcome Finish(ExperimentState state, Moment at) => Outcome.Of(
        Want(state) is { } problem
            ? new ExperimentEvent.Ended(at, ExperimentStatus.Failed, problem)
            : new ExperimentEvent.Ended(at, ExperimentStatus.Finished, WhyOver(state)));

    private static string WhyOver(ExperimentState state) =>
        MayStartNew(state) && state.Tried is { } tried && tried.IsSpent()
            ? $"all {tried.Count} points of the space have been tried"
                + (state.Spec!.Trials is { } trials ? $", in {state.ProposedByPlan} of {trials} trials" : "")
                + (state.Spec.Searcher.TrialsEach() == 1 ? "; Repeat tries each several times" : "")
            : "every trial has had its turn";

    // A broken algorithm must not hang a sweep for ever without a word.
    private static Outcome Stuck(ExperimentState state, Moment at, string who) => Fail(
        at, $"the {who} waits although nothing runs ({state.Count(TrialStatus.Paused)} trials are paused)");

    private static Outcome Fail(Moment at, string why) =>
        Outcome.Of(new ExperimentEvent.Ended(at, ExperimentStatus.Failed, why));
}

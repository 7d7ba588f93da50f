using Tune.Engine.Ports;
using Tune.Engine.Randomness;
using Tune.Engine.Trials;

namespace Tune.Engine.Tests.Experiments;

/// <summary>A scheduler that answers as the test says and remembers what it was asked and told.</summary>
internal sealed record ScriptedScheduler : SchedulerOptions
{
    public Func<Observation, Decision> OnJudge { get; init; } = _ => Decision.Continue.Instance;

    public Func<bool, Proposal> OnPropose { get; init; } =
        mayStartNew => mayStartNew ? Proposal.New.Instance : Proposal.Exhausted.Instance;

    public Func<IEnumerable<string>> OnWanted { get; init; } = () => [];

    /// <summary>How many slots a trial shall have; null for a scheduler that does not share slots.</summary>
    public Func<SlotView, int>? OnSlots { get; init; }

    /// <summary>By how many objectives it compares.</summary>
    public int Objectives { get; init; } = int.MaxValue;

    public List<Observation> Asked { get; } = [];

    public List<TrialFact> Told { get; } = [];

    public override IEnumerable<string> Problems(AlgorithmContext context) => [];

    public override int ObjectivesMax() => Objectives;

    public override IScheduler Create(AlgorithmContext context) =>
        OnSlots is null ? new Scheduler(this) : new Sharing(this, OnSlots);

    private class Scheduler(ScriptedScheduler script) : IScheduler
    {
        public Decision Judge(in Observation seen)
        {
            script.Asked.Add(seen);
            return script.OnJudge(seen);
        }

        public Proposal Propose(bool mayStartNew) => script.OnPropose(mayStartNew);

        public int NextMilestone(TrialId trial, int iteration) => iteration + 1;

        public void Observe(TrialFact fact) => script.Told.Add(fact);

        public IEnumerable<string> Wanted() => script.OnWanted();
    }

    private sealed class Sharing(ScriptedScheduler script, Func<SlotView, int> slots) : Scheduler(script), ISlotSharing
    {
        public int SlotsMax => int.MaxValue;

        public Decision Judge(in Observation seen, SlotView node) => Judge(seen);

        public int SlotsFor(TrialId trial, SlotView node) => slots(node);
    }
}

/// <summary>A searcher that draws from the space, unless the test says otherwise.</summary>
internal sealed record ScriptedSearcher : SearcherOptions
{
    public Func<TrialId, Suggestion>? OnSuggest { get; init; }

    public List<TrialFact> Told { get; } = [];

    public override IEnumerable<string> Problems(AlgorithmContext context) => [];

    public override ISearcher Create(AlgorithmContext context) => new Searcher(this, context);

    private sealed class Searcher(ScriptedSearcher script, AlgorithmContext context) : ISearcher
    {
        public Suggestion Suggest(TrialId trial) => script.OnSuggest?.Invoke(trial) ?? new Suggestion.Use(
            context.Space.Sample(KeyedRandom.For(context.Seed, "test", trial.Number)));

        public void Observe(TrialFact fact) => script.Told.Add(fact);
    }
}

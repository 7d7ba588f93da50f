using Tune.Engine.Checkpoints;
using Tune.Engine.Ports;
using Tune.Engine.Randomness;
using Tune.Engine.Trials;

namespace Tune.Testing.Stores;

/// <summary>A scheduler that decides by the roll of a die, so that histories hold everything that can happen.</summary>
internal sealed record MoodyOptions : SchedulerOptions
{
    public ulong Mood { get; init; }

    public override IEnumerable<string> Problems(AlgorithmContext context) => [];

    public override IScheduler Create(AlgorithmContext context) => new Moody(this, context);

    private sealed class Moody(MoodyOptions options, AlgorithmContext context) : IScheduler
    {
        private readonly SortedSet<TrialId> _parked = [];

        public Decision Judge(in Observation seen)
        {
            var random = KeyedRandom.For(options.Mood, "moody/judge", (seen.Trial.Number * 1000L) + seen.Iteration);
            return random.NextInt(12) switch
            {
                0 or 1 => Decision.Pause.Instance,
                2 => new Decision.Stop(StopReason.Culled, "bad mood"),
                3 => new Decision.CloneFrom(
                    new TrialId(0), new CheckpointRef(new string('c', 64), 7, seen.Iteration),
                    context.Space.Sample(random)),
                _ => Decision.Continue.Instance,
            };
        }

        public Proposal Propose(bool mayStartNew)
        {
            if (_parked.Count > 0)
            {
                return new Proposal.Resume(_parked.Min);
            }

            return mayStartNew ? Proposal.New.Instance : Proposal.Exhausted.Instance;
        }

        public int NextMilestone(TrialId trial, int iteration) => iteration + 1;

        public void Observe(TrialFact fact)
        {
            if (fact is TrialFact.Parked parked)
            {
                _parked.Add(parked.Trial);
            }
            else if (fact is TrialFact.Resumed or TrialFact.Ended)
            {
                _parked.Remove(fact.Trial);
            }
        }
    }
}

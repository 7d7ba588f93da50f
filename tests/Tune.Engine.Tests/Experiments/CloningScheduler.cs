using Tune.Engine.Ports;
using Tune.Engine.Randomness;
using Tune.Engine.Trials;

namespace Tune.Engine.Tests.Experiments;

/// <summary>
/// Population-based training in small: at every third iteration a trial that is not the best goes on from the best
/// one's checkpoint of its last such iteration, pauses, or trains on. Whether that checkpoint exists is none of its
/// business.
/// </summary>
internal sealed record CloningScheduler : SchedulerOptions
{
    public const int Interval = 3;

    public int MaxIterations { get; init; } = 9;

    public override IEnumerable<string> Problems(AlgorithmContext context) => [];

    public override IScheduler Create(AlgorithmContext context) => new Scheduler(this, context);

    private sealed class Scheduler(CloningScheduler options, AlgorithmContext context) : IScheduler, ICarriesMemory
    {
        private readonly SortedDictionary<TrialId, (double Score, int Iteration)> _last = [];
        private readonly SortedSet<TrialId> _parked = [];
        private int _judged;

        public Decision Judge(in Observation seen)
        {
            if (seen.Iteration >= options.MaxIterations)
            {
                return new Decision.Stop(StopReason.BudgetUsed, "full");
            }

            if (seen.Iteration % Interval != 0 || _last.Count == 0)
            {
                return Decision.Continue.Instance;
            }

            var (donor, (score, iteration)) = _last.MaxBy(entry => entry.Value.Score);
            var chance = KeyedRandom.For(context.Seed, "test/clone", _judged);
            return seen.Score.Value >= score || chance.NextInt(3) == 0 ? Decision.Pause.Instance
                : chance.NextInt(4) == 0 ? Decision.Continue.Instance
                : new Decision.CloneFrom(
                    donor, MachineWalk.Checkpoint(donor, iteration),
                    context.Space.Sample(KeyedRandom.For(context.Seed, "test/clone-config", _judged)));
        }

        public Proposal Propose(bool mayStartNew) =>
            mayStartNew ? Proposal.New.Instance
            : _parked.Count > 0 ? new Proposal.Resume(_parked.Min, As(_parked.Min))
            : Proposal.Exhausted.Instance;

        public IEnumerable<string> Wanted() => _last.Where(entry => entry.Key.Number % 2 == 0)
            .Select(entry => MachineWalk.Checkpoint(entry.Key, entry.Value.Iteration).Digest);

        private Decision.CloneFrom? As(TrialId parked)
        {
            var (donor, (_, iteration)) = _last.MaxBy(entry => entry.Value.Score);
            return (_judged + parked.Number) % 2 == 0 ? null : new Decision.CloneFrom(
                donor, MachineWalk.Checkpoint(donor, iteration),
                context.Space.Sample(KeyedRandom.For(context.Seed, "test/parked-config", _judged)));
        }

        public int NextMilestone(TrialId trial, int iteration) =>
            iteration > int.MaxValue - Interval ? int.MaxValue : iteration - (iteration % Interval) + Interval;

        public void Carry(MemoryCarrier by)
        {
            by.Map(
                _last,
                static (by, id) => by.Trial(id),
                static (by, last) => (by.Real(last.Score), by.Number(last.Iteration)));
            by.Set(_parked, static (by, id) => by.Trial(id));
            _judged = by.Number(_judged);
        }

        public void Observe(TrialFact fact)
        {
            switch (fact)
            {
                case TrialFact.Judged judged:
                    _judged++;
                    if (judged.Seen.Iteration % Interval == 0)
                    {
                        _last[fact.Trial] = (judged.Seen.Score.Value, judged.Seen.Iteration);
                    }

                    break;
                case TrialFact.Parked:
                    _parked.Add(fact.Trial);
                    break;
                case TrialFact.Resumed or TrialFact.Ended:
                    _parked.Remove(fact.Trial);
                    break;
                default:
                    break;
            }
        }
    }
}

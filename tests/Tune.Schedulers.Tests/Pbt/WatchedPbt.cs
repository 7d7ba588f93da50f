using Tune.Engine.Ports;
using Tune.Engine.Trials;
using Tune.Schedulers.Pbt;

namespace Tune.Schedulers.Tests.Pbt;

/// <summary>The scheduler with the oracle beside it: every question the machine asks is put to both.</summary>
internal sealed record WatchedPbt(PbtOptions Inner) : SchedulerOptions
{
    private long _questions;

    public long Questions => _questions;

    public override IEnumerable<string> Problems(AlgorithmContext context) => Inner.Problems(context);

    public override IScheduler Create(AlgorithmContext context) => new Both(
        this, Inner.Create(context), new PbtOracle(Inner, context.Seed, context.Trials!.Value));

    private sealed class Both(WatchedPbt owner, IScheduler scheduler, PbtOracle oracle) : IScheduler
    {
        public Decision Judge(in Observation seen)
        {
            var decision = scheduler.Judge(seen);
            Agree(Text(decision), oracle.Judge(seen), $"Judge({seen.Trial} at {seen.Iteration}, {seen.Score})");
            return decision;
        }

        public Proposal Propose(bool mayStartNew)
        {
            var proposal = scheduler.Propose(mayStartNew);
            Agree(Text(proposal), oracle.Propose(mayStartNew), $"Propose({mayStartNew})");
            return proposal;
        }

        public int NextMilestone(TrialId trial, int iteration)
        {
            var milestone = scheduler.NextMilestone(trial, iteration);
            Agree($"{milestone}", $"{oracle.NextMilestone(trial, iteration)}", $"NextMilestone({trial}, {iteration})");
            return milestone;
        }

        public void Observe(TrialFact fact)
        {
            scheduler.Observe(fact);
            oracle.Observe(fact);
        }

        public IEnumerable<string> Wanted() => scheduler.Wanted();

        private void Agree(string answer, string expected, string question)
        {
            Interlocked.Increment(ref owner._questions);
            Assert.That(answer, Is.EqualTo(expected), question);
        }

        private static string Text(Decision decision) => decision switch
        {
            Decision.Continue => "continue",
            Decision.Pause => "pause",
            Decision.CloneFrom clone => $"clone {clone.Donor} {clone.Checkpoint.Digest}",
            _ => "stop",
        };

        private static string Text(Proposal proposal) => proposal switch
        {
            Proposal.New => "new",
            Proposal.Wait => "wait",
            Proposal.Resume resume => $"resume {resume.Trial} {(resume.As is null ? "continue" : Text(resume.As))}",
            _ => "exhausted",
        };
    }
}

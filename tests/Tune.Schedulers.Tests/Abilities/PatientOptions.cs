using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Trials;

namespace Tune.Schedulers.Tests.Abilities;

/// <summary>Lets go of a trial that has not become better for three reports, as it should or with a mistake.</summary>
internal sealed record PatientOptions(
    bool HeedsConstraints = true, bool ComparesAll = false, bool SaysScores = false) : SchedulerOptions
{
    public override IEnumerable<string> Problems(AlgorithmContext context) => [];

    public override IScheduler Create(AlgorithmContext context) => new Patient(this, context.Objective);

    private sealed class Patient(PatientOptions options, Objective objective) : IScheduler
    {
        private const int Patience = 3;

        private readonly Dictionary<int, (Observation Best, int InVain)> _courses = [];

        public Decision Judge(in Observation seen) =>
            _courses.TryGetValue(Key(seen), out var course) && !IsGain(seen, course.Best)
            && course.InVain + 1 >= Patience
                ? new Decision.Stop(StopReason.Culled, $"no gain on {Said(course.Best.Score)}")
                : Decision.Continue.Instance;

        public Proposal Propose(bool mayStartNew) =>
            mayStartNew ? Proposal.New.Instance : Proposal.Exhausted.Instance;

        public int NextMilestone(TrialId trial, int iteration) => iteration + 1;

        public void Observe(TrialFact fact)
        {
            if (fact is TrialFact.Judged { Seen: var seen })
            {
                _courses[Key(seen)] = !_courses.TryGetValue(Key(seen), out var course) || IsGain(seen, course.Best)
                    ? (seen, 0)
                    : (course.Best, course.InVain + 1);
            }
        }

        private double Said(Score score) => options.SaysScores ? score.Value : objective.ValueOf(score);

        private int Key(in Observation seen) => options.ComparesAll ? 0 : seen.Trial.Number;

        private bool IsGain(in Observation seen, in Observation best) =>
            options.HeedsConstraints && seen.Violation != best.Violation
                ? seen.Violation < best.Violation
                : seen.Score > best.Score;
    }
}

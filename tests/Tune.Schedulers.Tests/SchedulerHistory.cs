using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Randomness;
using Tune.Engine.Trials;

namespace Tune.Schedulers.Tests;

/// <summary>
/// A made-up experiment on a few slots: reports arrive in any order, jump, lack a score; attempts crash and start again
/// from an older checkpoint; trials end by themselves, by a stop rule or by the user; more trials are asked for at the
/// end. Every question on the way is put to the scheduler and to the oracle.
/// </summary>
internal sealed class SchedulerHistory
{
    private readonly SchedulerOptions _options;
    private readonly AlgorithmContext _context;
    private readonly KeyedRandom _random;
    private readonly IScheduler _scheduler;
    private readonly IScheduler _unasked;
    private readonly ISchedulerOracle _oracle;
    private readonly int _iterationsMax;
    private readonly List<TrialFact> _facts = [];
    private readonly List<Trial> _trials = [];
    private readonly int _slots;
    private int _trialsMax;

    /// <param name="options">The scheduler's.</param>
    /// <param name="oracle">The other voice; it is told the same facts.</param>
    /// <param name="iterationsMax">The full budget of a trial.</param>
    /// <param name="trialsMax">How many trials are asked for at first, at most.</param>
    /// <param name="seed">Decides everything, the scheduler's own chance included.</param>
    public SchedulerHistory(
        SchedulerOptions options, ISchedulerOracle oracle, int iterationsMax, int trialsMax, ulong seed)
    {
        _options = options;
        _iterationsMax = iterationsMax;
        _context = SomeContext.With(seed);
        _random = KeyedRandom.For(seed, "test/history");
        _scheduler = options.Create(_context);
        _unasked = options.Create(_context);
        _oracle = oracle;
        _slots = 1 + _random.NextInt(4);
        _trialsMax = 1 + _random.NextInt(trialsMax);
    }

    public int Questions { get; private set; }

    public int Promotions { get; private set; }

    public int Culls { get; private set; }

    public int Retries { get; private set; }

    /// <summary>Runs to the end.</summary>
    public void Run()
    {
        const int stepsMax = 5_000;
        for (var step = 0; step < stepsMax; step++)
        {
            AskAtRandom();
            if (Occupied < _slots && Chance(0.7))
            {
                if (!Fill())
                {
                    AssertReplaysTheSame();
                    return;
                }
            }
            else
            {
                Advance();
            }
        }

        Assert.Fail($"No end after {stepsMax} steps.");
    }

    private int Occupied => _trials.Count(t => t.Phase is Phase.Running or Phase.Leaving);

    private bool MayStartNew => _trials.Count < _trialsMax;

    /// <summary>A free slot. False once the experiment is over.</summary>
    private bool Fill()
    {
        if (_trials.Find(t => t.Phase == Phase.Pending) is { } pending)
        {
            pending.Phase = Phase.Running;
            return true;
        }

        switch (Propose(MayStartNew))
        {
            case Proposal.New:
                Assert.That(MayStartNew);
                _trials.Add(new Trial(new TrialId(_trials.Count)) { Phase = Phase.Running });
                Tell(SomeContext.Added(_trials.Count - 1));
                return true;
            case Proposal.Resume resume:
                var trial = _trials[resume.Trial.Number];
                Assert.That(trial.Phase, Is.EqualTo(Phase.Parked), $"resumed trial {trial.Id} is not paused");
                trial.Phase = Phase.Running;
                Promotions++;
                Tell(new TrialFact.Resumed(trial.Id));
                return true;
            case Proposal.Wait:
                Assert.That(Occupied, Is.Positive, "waits although nothing runs");
                return true;
            default:
                if (Occupied > 0)
                {
                    return true;
                }

                // Extended now and then: what was left paused must be able to go on.
                _trialsMax += Chance(0.3) ? 1 + _random.NextInt(4) : 0;
                return MayStartNew;
        }
    }

    /// <summary>Something happens to one of the trials.</summary>
    private void Advance()
    {
        var candidates = _trials.FindAll(t => t.Phase is not (Phase.Pending or Phase.Ended));
        if (candidates.Count == 0)
        {
            return;
        }

        var trial = candidates[_random.NextInt(candidates.Count)];
        switch (trial.Phase)
        {
            case Phase.Parked when Chance(0.03):
                End(trial, TrialStatus.Stopped);
                break;
            case Phase.Leaving:
                Leave(trial);
                break;
            case Phase.Running when Chance(0.04):
                Crash(trial);
                break;
            case Phase.Running when Chance(0.04):
                End(trial, Chance(0.5) ? TrialStatus.Completed : TrialStatus.Errored);
                break;
            case Phase.Running:
                Report(trial);
                break;
            default:
                break;
        }
    }

    private void Report(Trial trial)
    {
        trial.Iteration = NextIteration(trial);
        if (trial.StandingPause > 0)
        {
            // A pause that was decided before a crash stands; the engine repeats it without asking again.
            if (trial.Iteration >= trial.StandingPause)
            {
                if (trial.Iteration > trial.Judged)
                {
                    Tell(trial, SeenAt(trial), Decision.Pause.Instance);
                }

                (trial.Phase, trial.Leaving) = (Phase.Leaving, Decision.Pause.Instance);
            }
        }
        else if (trial.Iteration > trial.Judged)
        {
            var seen = SeenAt(trial);
            var decision = Chance(0.02) ? new Decision.Stop(StopReason.Rule, "a rule") : Judge(seen);
            Tell(trial, seen, decision);
            Culls += decision is Decision.Stop { Reason: StopReason.Culled } ? 1 : 0;
            if (decision is not Decision.Continue)
            {
                (trial.Phase, trial.Leaving) = (Phase.Leaving, decision);
                trial.StandingPause = decision is Decision.Pause ? trial.Iteration : 0;
            }
        }
    }

    private void Leave(Trial trial)
    {
        if (trial.Leaving is Decision.Stop stop)
        {
            End(trial, stop.Reason == StopReason.BudgetUsed ? TrialStatus.Completed : TrialStatus.Stopped);
        }
        else if (Chance(0.2))
        {
            Crash(trial);
        }
        else
        {
            (trial.Phase, trial.StandingPause) = (Phase.Parked, 0);
            Tell(new TrialFact.Parked(trial.Id, trial.Iteration));
        }
    }

    private void Crash(Trial trial)
    {
        Retries++;
        trial.Phase = Phase.Pending;
        trial.Iteration = _random.NextInt(trial.Iteration + 1);
    }

    private void End(Trial trial, TrialStatus status)
    {
        trial.Phase = Phase.Ended;
        Tell(new TrialFact.Ended(trial.Id, status));
    }

    private int NextIteration(Trial trial) => _random.NextInt(10) switch
    {
        < 6 => NextMilestone(trial.Id, Math.Max(trial.Iteration, trial.Judged)),
        < 9 => trial.Iteration + 1,
        _ => trial.Iteration + 1 + _random.NextInt(_iterationsMax),
    };

    // Few values, so that ties are frequent; all of them exact in binary.
    private Observation SeenAt(Trial trial) =>
        SomeContext.Seen(trial.Id.Number, trial.Iteration, Chance(0.05) ? double.NaN : _random.NextInt(12) / 4.0);

    private void Tell(Trial trial, Observation seen, Decision decision)
    {
        trial.Judged = seen.Iteration;
        Tell(new TrialFact.Judged(seen, decision));
    }

    private void Tell(TrialFact fact)
    {
        _facts.Add(fact);
        _scheduler.Observe(fact);
        _unasked.Observe(fact);
        _oracle.Observe(fact);
    }

    private Decision Judge(Observation seen)
    {
        var decision = _scheduler.Judge(seen);
        Agree(_oracle.Judge(seen), Text(decision), $"Judge({seen.Trial} at {seen.Iteration}, {seen.Score})");
        return decision;
    }

    private Proposal Propose(bool mayStartNew)
    {
        var proposal = _scheduler.Propose(mayStartNew);
        Agree(_oracle.Propose(mayStartNew), Text(proposal), $"Propose({mayStartNew})");
        return proposal;
    }

    private int NextMilestone(TrialId trial, int iteration)
    {
        var milestone = _scheduler.NextMilestone(trial, iteration);
        var expected = _oracle.NextMilestone(trial.Number, iteration);
        Agree($"{expected}", $"{milestone}", $"NextMilestone({trial}, {iteration})");
        return milestone;
    }

    // Questions out of turn, about trials that may report and such as are yet to come: they must change nothing.
    private void AskAtRandom()
    {
        var trial = _random.NextInt(_trials.Count + 2);
        var mayReport = trial >= _trials.Count || _trials[trial].Phase is not (Phase.Parked or Phase.Ended);
        if (mayReport && Chance(0.2))
        {
            var iteration = 1 + _random.NextInt(_iterationsMax + 3);
            Judge(SomeContext.Seen(trial, iteration, _random.NextInt(12) / 4.0));
            Propose(Chance(0.5));
            NextMilestone(new TrialId(trial), iteration);
        }
    }

    private void AssertReplaysTheSame()
    {
        var replayed = _options.Create(_context);
        _facts.ForEach(replayed.Observe);
        for (var trial = 0; trial <= _trials.Count; trial++)
        {
            for (var i = 0; i < 5; i++)
            {
                var iteration = 1 + _random.NextInt(_iterationsMax);
                var seen = SomeContext.Seen(trial, iteration, _random.NextInt(12) / 4.0);
                var live = (_scheduler.Judge(seen), _scheduler.NextMilestone(seen.Trial, iteration));
                Assert.That((_unasked.Judge(seen), _unasked.NextMilestone(seen.Trial, iteration)), Is.EqualTo(live));
                Assert.That((replayed.Judge(seen), replayed.NextMilestone(seen.Trial, iteration)), Is.EqualTo(live));
            }
        }

        foreach (var mayStartNew in (bool[])[true, false])
        {
            Assert.That(_unasked.Propose(mayStartNew), Is.EqualTo(_scheduler.Propose(mayStartNew)));
            Assert.That(replayed.Propose(mayStartNew), Is.EqualTo(_scheduler.Propose(mayStartNew)));
        }
    }

    private void Agree(string oracle, string answer, string question)
    {
        Questions++;
        if (answer != oracle)
        {
            Assert.Fail($"{question} is '{answer}', the oracle says '{oracle}', after {_facts.Count} facts:\n"
                + string.Join('\n', _facts));
        }
    }

    private bool Chance(double probability) => _random.NextUnit() < probability;

    private static string Text(Decision decision) =>
        decision is Decision.Stop stop ? $"stop {stop.Reason}" : decision is Decision.Pause ? "pause" : "continue";

    private static string Text(Proposal proposal) => proposal switch
    {
        Proposal.Resume resume => $"resume {resume.Trial}",
        Proposal.New => "new",
        Proposal.Wait => "wait",
        _ => "exhausted",
    };

    private enum Phase
    {
        Pending,
        Running,
        Leaving,
        Parked,
        Ended,
    }

    private sealed class Trial(TrialId id)
    {
        public TrialId Id { get; } = id;

        public Phase Phase { get; set; }

        public int Iteration { get; set; }

        public int Judged { get; set; }

        public int StandingPause { get; set; }

        public Decision? Leaving { get; set; }
    }
}

using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;

namespace Tune.Hosting.Observing;

internal sealed class SweepFold
{
    private const int ErrorsKept = 3;
    private const int TopMax = 5;

    private readonly Dictionary<TrialId, Seen> _live = [];
    private readonly int[] _counts = new int[Enum.GetValues<TrialStatus>().Length];
    private readonly Queue<string> _errors = new();
    private ExperimentSpec? _spec;
    private ExperimentStatus _status;
    private string _why = "";
    private bool _open;
    private int _sessions;
    private Moment _last;
    private int _proposed;
    private long _reports;
    private long _refused;
    private BestResult? _best;
    private int[] _levels = [];
    private int[] _reached = [];
    private List<TopTrial> _top = [];

    public void Take(ExperimentEvent fact)
    {
        _last = fact.At;
        switch (fact)
        {
            case ExperimentEvent.Reported reported:
                TakeReport(reported);
                break;
            case ExperimentEvent.TrialProposed proposed:
                _proposed++;
                _live[proposed.Trial] = new Seen(proposed.Config);
                _counts[(int)TrialStatus.Pending]++;
                break;
            case ExperimentEvent.AttemptStarted started:
                var trial = _live[started.Trial];
                (trial.Attempt, trial.Node, trial.Slot) = (started.Attempt, started.Node, started.Slot);
                trial.Paused = false;
                Move(trial, TrialStatus.Running);
                break;
            case ExperimentEvent.Decided { Decision: Decision.Pause } decided:
                _live[decided.Trial].Paused = true;
                break;
            case ExperimentEvent.Decided { Decision: Decision.CloneFrom clone } decided:
                _live[decided.Trial].Config = clone.Config;
                break;
            case ExperimentEvent.AttemptEnded ended:
                TakeAttemptEnd(ended);
                break;
            case ExperimentEvent.TrialEnded ended:
                Move(_live[ended.Trial], ended.Status);
                _live.Remove(ended.Trial);
                break;
            case ExperimentEvent.MessageRefused:
                _refused++;
                break;
            default:
                TakeExperiment(fact);
                break;
        }
    }

    public SweepSnapshot Snapshot() => new()
    {
        Spec = _spec,
        Status = _status,
        Why = _why,
        IsOpen = _open,
        Sessions = _sessions,
        Active = _last.Active,
        Proposed = _proposed,
        Reports = _reports,
        Refused = _refused,
        Best = _best,
        Counts = [.. _counts],
        Running =
        [
            .. _live.Where(pair => pair.Value.Status == TrialStatus.Running)
                .OrderBy(pair => pair.Key)
                .Select(pair => new RunningTrial(
                    pair.Key, pair.Value.Attempt, pair.Value.Node, pair.Value.Slot, pair.Value.Iteration,
                    pair.Value.Value)),
        ],
        Rungs = [.. _levels.Zip(_reached)],
        RecentErrors = [.. _errors],
        Top = _top,
    };

    private void TakeReport(ExperimentEvent.Reported reported)
    {
        _reports++;
        var trial = _live[reported.Trial];
        trial.Value = _spec!.Objective.ValueOf(_spec.Objective.ScoreOf(reported.Metrics));

        // An attempt that repeats the way from its checkpoint is shown, but counts only once.
        if (reported.Iteration <= trial.Iteration)
        {
            return;
        }

        for (var i = 0; i < _levels.Length; i++)
        {
            _reached[i] += trial.Iteration < _levels[i] && reported.Iteration >= _levels[i] ? 1 : 0;
        }

        var score = _spec.ResultOf(reported.Metrics);
        trial.Iteration = reported.Iteration;
        TakeTop(reported, trial, score);
        if (!score.IsWorst && (_best is null || score > _best.Score))
        {
            _best = new BestResult(reported.Trial, reported.Iteration, score, trial.Value, trial.Config);
        }
    }

    // Replaced, never changed in place: snapshots hold on to it.
    private void TakeTop(ExperimentEvent.Reported reported, Seen trial, Score score)
    {
        if (score.IsWorst || (_top.Count == TopMax && score <= _top[^1].Score))
        {
            return;
        }

        var known = _top.Find(top => top.Trial == reported.Trial);
        if (known is not null && known.Score >= score)
        {
            return;
        }

        _top =
        [
            .. _top.Where(top => top.Trial != reported.Trial)
                .Append(new TopTrial(reported.Trial, reported.Iteration, score, trial.Value, trial.Config))
                .OrderByDescending(top => top.Score).ThenBy(top => top.Trial).Take(TopMax),
        ];
    }

    private void TakeAttemptEnd(ExperimentEvent.AttemptEnded ended)
    {
        var trial = _live[ended.Trial];
        Move(trial, trial.Paused ? TrialStatus.Paused : TrialStatus.Pending);
        if (ended.Outcome is AttemptOutcome.Failed failed)
        {
            _errors.Enqueue($"trial {ended.Trial}, attempt {ended.Attempt}: {failed.Kind}: {failed.Message}");
            if (_errors.Count > ErrorsKept)
            {
                _errors.Dequeue();
            }
        }
    }

    private void TakeExperiment(ExperimentEvent fact)
    {
        switch (fact)
        {
            case ExperimentEvent.Created created:
                _spec = created.Spec;
                _levels = [.. created.Spec.Scheduler.RungLevels()];
                _reached = new int[_levels.Length];
                break;
            case ExperimentEvent.Extended extended:
                (_spec, _status, _why) = (extended.Spec, ExperimentStatus.Active, "");
                break;
            case ExperimentEvent.Released:
                (_status, _why) = (ExperimentStatus.Active, "");
                break;
            case ExperimentEvent.Held:
                _status = ExperimentStatus.Held;
                break;
            case ExperimentEvent.Ended ended:
                (_status, _why) = (ended.Status, ended.Why);
                break;
            case ExperimentEvent.SessionOpened:
                (_open, _sessions) = (true, _sessions + 1);
                break;
            case ExperimentEvent.SessionClosed:
                _open = false;
                break;
            default:
                break;
        }
    }

    private void Move(Seen trial, TrialStatus status)
    {
        _counts[(int)trial.Status]--;
        trial.Status = status;
        _counts[(int)status]++;
    }

    private sealed class Seen(Configuration config)
    {
        public Configuration Config { get; set; } = config;

        public TrialStatus Status { get; set; } = TrialStatus.Pending;

        public Attempt Attempt { get; set; }

        public string Node { get; set; } = "";

        public int Slot { get; set; }

        public int Iteration { get; set; }

        public double Value { get; set; } = double.NaN;

        public bool Paused { get; set; }

    }
}

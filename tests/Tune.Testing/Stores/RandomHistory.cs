using Tune.Engine.Checkpoints;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Randomness;
using Tune.Engine.Trials;

namespace Tune.Testing.Stores;

/// <summary>
/// Drives the engine with commands drawn from a seed: reports, failures, second chances, lost sessions, pauses, drains,
/// dropped checkpoints. The batches are as an owner would append them.
/// </summary>
internal sealed class RandomHistory
{
    private readonly KeyedRandom _random;
    private long _tick;

    public RandomHistory(ulong seed, int commands, string name = "some")
    {
        _random = KeyedRandom.For(seed, "test/history", 0);
        var spec = Some.Spec(name, seed) with
        {
            Failure = new FailurePolicy { AbortWhenFirstFail = 0 },
            Checkpoints = new CheckpointPolicy { KeepBest = 1 },
        };
        Do(new ExperimentCommand.Submit(Now(), spec));
        Do(new ExperimentCommand.OpenSession(Now(), "host", 1));
        for (var i = 0; i < commands; i++)
        {
            Do(Next(spec));
        }
    }

    public ExperimentState State { get; } = new();

    public List<IReadOnlyList<ExperimentEvent>> Batches { get; } = [];

    public IEnumerable<ExperimentEvent> Events => Batches.SelectMany(batch => batch);

    private void Do(ExperimentCommand command)
    {
        var events = ExperimentMachine.Step(State, command).Events;
        if (events.Length > 0)
        {
            Batches.Add(events);
        }
    }

    private Moment Now() => Some.At(_tick += 1 + _random.NextInt(50_000));

    private ExperimentCommand Next(ExperimentSpec spec)
    {
        var running = State.RunningInOrder.ToList();
        var trial = running.Count > 0 ? running[_random.NextInt(running.Count)] : null;
        var roll = _random.NextInt(100);
        if (trial is null || roll < 12)
        {
            return roll < 4 || !State.IsOpen ? Session(roll, spec) : new ExperimentCommand.Place(Now(), "node", roll);
        }

        if (trial.Leaving != Leaving.No || roll < 20)
        {
            return new ExperimentCommand.EndAttempt(Now(), trial.Id, trial.Attempt, Outcome(trial));
        }

        return roll switch
        {
            < 24 => new ExperimentCommand.DropCheckpoints(Now()),
            < 26 => new ExperimentCommand.StopTrial(Now(), trial.Id),
            < 28 => Report(trial, trial.Attempt.Number - 1),
            < 30 => new ExperimentCommand.SaveCheckpoint(
                Now(), trial.Id, trial.Attempt, Checkpoint(trial.AttemptIteration)),
            < 32 => new ExperimentCommand.Again(Now(), new SecondChance { FromNothing = _random.NextInt(2) == 0 }),
            _ => Report(trial, trial.Attempt.Number),
        };
    }

    private ExperimentCommand Session(int roll, ExperimentSpec spec) => roll switch
    {
        0 => new ExperimentCommand.Pause(Now()),
        1 => new ExperimentCommand.Drain(Now()),
        2 => new ExperimentCommand.Submit(Now(), spec with { Trials = State.Spec!.Trials + 1 }),
        3 => new ExperimentCommand.Tick(Now()),
        _ => new ExperimentCommand.OpenSession(Now(), "host", roll),
    };

    private ExperimentCommand.Report Report(TrialState trial, int attempt)
    {
        var iteration = trial.AttemptIteration + 1 + _random.NextInt(3);
        (string, double)[] metrics = _random.NextInt(4) switch
        {
            0 => [("acc", _random.NextUnit()), ("loss", -_random.NextUnit())],
            1 => [("loss", (float)_random.NextUnit())],
            2 => [("acc", double.NaN)],
            _ => [("acc", _random.NextInt(1000))],
        };
        return new ExperimentCommand.Report(
            Now(), trial.Id, new Attempt(attempt), trial.Sequence + 1, iteration, MetricSet.Of(metrics),
            _random.NextInt(2) == 0 ? Checkpoint(iteration) : null);
    }

    private CheckpointRef Checkpoint(int iteration) =>
        new(Convert.ToHexStringLower(BitConverter.GetBytes(_random.NextWord())).PadLeft(64, '0'), 10, iteration);

    private AttemptOutcome Outcome(TrialState trial) => _random.NextInt(6) switch
    {
        0 => new AttemptOutcome.Failed(FailureKind.Crash, "broke", "last line"),
        1 => new AttemptOutcome.Lost("the node went away"),
        2 => AttemptOutcome.Interrupted.Instance,
        _ => trial.Leaving == Leaving.No ? AttemptOutcome.Completed.Instance : AttemptOutcome.Obeyed.Instance,
    };
}

using Tune.Engine.Checkpoints;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Randomness;
using Tune.Engine.Spaces;
using Tune.Engine.Stores;
using Tune.Engine.Trials;

namespace Tune.Storage.Tests.Fixtures;

/// <summary>How a recorded sweep goes.</summary>
/// <param name="Spec">The experiment; its seed decides everything.</param>
internal sealed record FixturePlan(ExperimentSpec Spec)
{
    /// <summary>How many trials run at once.</summary>
    public int Slots { get; init; } = 3;

    /// <summary>After how many iterations training returns by itself.</summary>
    public int IterationsMax { get; init; } = 9;

    /// <summary>Every so many iterations a report has the objective in it.</summary>
    public int ObjectiveEvery { get; init; } = 1;

    /// <summary>The share of steps at which something goes wrong or somebody interferes.</summary>
    public double Mishaps { get; init; }

    /// <summary>After how many steps the owner is gone, in the middle of everything; default never.</summary>
    public int StepsMax { get; init; } = 5_000;

    /// <summary>What is done, by step, besides what chance does.</summary>
    public IReadOnlyDictionary<int, Func<FixtureSweep, ExperimentCommand>> Script { get; init; } =
        new Dictionary<int, Func<FixtureSweep, ExperimentCommand>>();
}

/// <summary>
/// An owner of an experiment in a real store: the machine decides, the journal takes it in turns as an owner appends
/// them, checkpoints are files in the store. Only the training is made up.
/// </summary>
internal sealed class FixtureSweep(ITuneStore store, IJournal journal, FixturePlan plan, string scratch)
{
    private static readonly long s_start = new DateTime(2026, 11, 29, 8, 0, 0, DateTimeKind.Utc).Ticks;
    private readonly KeyedRandom _random = KeyedRandom.For(plan.Spec.Seed, "test/fixture", 0);
    private readonly ICheckpointStore _checkpoints = store.Checkpoints(plan.Spec.Name);
    private readonly List<ExperimentEvent> _turn = [];
    private long _milliseconds;

    public ExperimentState State { get; } = new();

    public Moment Now => new(
        s_start + (_milliseconds * TimeSpan.TicksPerMillisecond), _milliseconds * TimeSpan.TicksPerMillisecond);

    /// <summary>Lets time pass.</summary>
    /// <returns>The time then.</returns>
    public Moment Wait(TimeSpan time)
    {
        _milliseconds += (long)time.TotalMilliseconds;
        return Now;
    }

    public async Task RunAsync()
    {
        Do(new ExperimentCommand.Submit(Now, plan.Spec));
        Do(new ExperimentCommand.OpenSession(Now, "recorder", 4711));
        for (var step = 0; step < plan.StepsMax && !(State.IsOver && Running is null); step++)
        {
            await StepAsync(step);
            if (_random.NextInt(3) > 0)
            {
                await AppendAsync();
            }
        }

        if (State.IsOver)
        {
            Do(new ExperimentCommand.DropCheckpoints(Now));
            Do(new ExperimentCommand.Drain(Now));
        }

        await AppendAsync();
    }

    private TrialState? Running => State.Running == 0
        ? null : State.RunningInOrder.ElementAt(_random.NextInt(State.Running));

    private async Task StepAsync(int step)
    {
        _milliseconds += 20 + _random.NextInt(400);
        if (plan.Script.TryGetValue(step, out var scripted))
        {
            Do(scripted(this));
            return;
        }

        if (_random.NextUnit() < plan.Mishaps && Running is { } victim)
        {
            Do(Mishap(victim));
            return;
        }

        Place();
        if (Running is { } trial)
        {
            await AdvanceAsync(trial);
        }
        else if (!State.IsOver)
        {
            Do(State.IsOpen && State.IsDraining ? new ExperimentCommand.Drain(Now)
                : State.IsOpen ? new ExperimentCommand.Submit(Now, State.Spec!)
                : new ExperimentCommand.OpenSession(Now, "recorder", 4712));
        }

        if (step % 5 == 0)
        {
            Do(new ExperimentCommand.DropCheckpoints(Now));
        }
    }

    private void Place()
    {
        if (ExperimentMachine.SharesSlots(State))
        {
            Do(new ExperimentCommand.HoldSlots(
                Now, "node-1", SlotSet.Of(Enumerable.Range(0, plan.Slots - (Now.ActiveTicks % 7 == 0 ? 1 : 0)))));
        }

        for (var slot = 0; slot < plan.Slots; slot++)
        {
            if (!State.RunningInOrder.Any(trial => FixtureText.SlotsOf(trial).Contains(slot)))
            {
                Do(new ExperimentCommand.Place(Now, "node-1", slot));
            }
        }
    }

    private async Task AdvanceAsync(TrialState trial)
    {
        var at = trial.AttemptIteration;
        if (trial.Leaving != Leaving.No)
        {
            if (trial.Leaving is Leaving.Pause or Leaving.Interrupt && at > 0)
            {
                Do(new ExperimentCommand.SaveCheckpoint(
                    Now, trial.Id, trial.Attempt, await CheckpointAsync(trial, at)));
            }

            Do(new ExperimentCommand.EndAttempt(Now, trial.Id, trial.Attempt, trial.Leaving == Leaving.Interrupt
                ? AttemptOutcome.Interrupted.Instance : AttemptOutcome.Obeyed.Instance));
        }
        else if (at >= plan.IterationsMax)
        {
            Do(new ExperimentCommand.EndAttempt(Now, trial.Id, trial.Attempt, AttemptOutcome.Completed.Instance));
        }
        else
        {
            var isDue = at + 1 >= ExperimentMachine.Milestone(State, trial.Id) || (at + 1) % 4 == 0;
            Do(new ExperimentCommand.Report(
                Now, trial.Id, trial.Attempt, trial.Sequence + 1, at + 1, Metrics(trial, at + 1),
                isDue ? await CheckpointAsync(trial, at + 1) : null));
        }
    }

    private ExperimentCommand Mishap(TrialState trial) => _random.NextInt(9) switch
    {
        < 4 when trial is { Sequence: 0, Checkpoint: not null } =>
            End(trial, new AttemptOutcome.Failed(FailureKind.Restore, "weights.bin is missing", "")),
        0 => new ExperimentCommand.OpenSession(Now, "another", 4713),
        1 => End(trial, new AttemptOutcome.Lost("the node 'node-1' went away")),
        < 4 => End(trial, new AttemptOutcome.Failed(FailureKind.OutOfMemory, "used 3 GiB, 2 GiB are allowed", "…")),
        4 => new ExperimentCommand.Report(
            Now, trial.Id, new Attempt(trial.Attempt.Number - 1), 1, 1, MetricSet.Of(("acc", 0.5)), null),
        5 => new ExperimentCommand.Pause(Now),
        6 => new ExperimentCommand.Tick(Now),
        7 => new ExperimentCommand.Drain(Now),
        _ => End(trial, new AttemptOutcome.Failed(
            FailureKind.Exception, "loss is \u00fcber 9000 \ud83d\ude00", "line 1\nline 2")),
    };

    private ExperimentCommand.EndAttempt End(TrialState trial, AttemptOutcome outcome) =>
        new(Now, trial.Id, trial.Attempt, outcome);

    private MetricSet Metrics(TrialState trial, int iteration)
    {
        if (iteration % plan.ObjectiveEvery != 0)
        {
            return MetricSet.Of(("cost", iteration));
        }

        var config = trial.Config;
        var lr = Math.Log10(Number(config, "lr"));
        var hidden = Number(config, "hidden");
        var gain = 1 - Math.Exp(-iteration / 4.0);
        var acc = (0.95 - (0.05 * (lr + 2) * (lr + 2)) - (0.5 / hidden)) * gain;
        return (trial.Id.Number + iteration) % 17 == 0
            ? MetricSet.Of(("acc", double.NaN), ("cost", hidden))
            : MetricSet.Of(("acc", acc), ("cost", hidden), ("latency", 1 + (hidden / 16)));
    }

    private static double Number(Configuration config, string name) =>
        config.TryGet(name, out var value) && value.IsNumber ? value.AsReal() : 1;

    private async Task<CheckpointRef> CheckpointAsync(TrialState trial, int iteration)
    {
        var folder = Directory.CreateDirectory(Path.Combine(scratch, Path.GetRandomFileName())).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "weights.bin"), $"{trial.Id} at {iteration}");
        Directory.CreateDirectory(Path.Combine(folder, "state"));
        await File.WriteAllTextAsync(Path.Combine(folder, "state", "optimizer.txt"), "momentum 0.9");
        return await _checkpoints.PutAsync(folder, iteration);
    }

    private void Do(ExperimentCommand command) => _turn.AddRange(ExperimentMachine.Step(State, command).Events);

    private async Task AppendAsync()
    {
        if (_turn.Count == 0)
        {
            return;
        }

        await journal.AppendAsync(journal.Count, [.. _turn]);
        foreach (var dropped in _turn.OfType<ExperimentEvent.CheckpointDropped>())
        {
            if (!State.Checkpoints.Holds(dropped.Checkpoint.Digest))
            {
                await _checkpoints.DeleteAsync(dropped.Checkpoint.Digest);
            }
        }

        _turn.Clear();
    }
}

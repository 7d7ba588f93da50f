using System.Globalization;
using Tune.Engine.Checkpoints;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Randomness;
using Tune.Engine.Trials;

namespace Tune.Engine.Simulation;

// The slots' side: training, saving, breaking, leaving.
internal sealed partial class SimulationRun
{
    private static readonly AttemptOutcome.Interrupted Interrupted = new();

    private void Begin(SimulatedSlot slot, ExperimentEvent.AttemptStarted started)
    {
        _attempts++;
        var trial = _state.Live[started.Trial];
        var from = started.From;
        slot.Generation++;
        (slot.Trial, slot.Attempt) = (started.Trial, started.Attempt);
        slot.Further = [.. started.Where.On(slot.Name).Where(number => number != slot.Number)];
        foreach (var one in SlotsOf(slot))
        {
            one.IsGiven = true;
        }

        (slot.IsTaken, slot.Waits, slot.UnreportedTicks) = (true, false, 0);
        (slot.Iteration, slot.Sequence, slot.SavedIteration) = (from?.Iteration ?? 0, 0, from?.Iteration ?? 0);
        slot.TakenAt = slot.LineEnd = _now;
        slot.SavedAt = _now + _latency + _options.StartDelay.Ticks;
        slot.Milestone = ExperimentMachine.Milestone(_state, started.Trial);
        slot.Course = _workload.Begin(new CourseStart(
            started.Trial, started.Attempt, trial.Config, slot.Iteration,
            from is null ? null : _saved.GetValueOrDefault(from.Digest), _spec.Seed));
        if (slot.Course.Iterations < 1)
        {
            throw new ArgumentException(
                $"The workload's course for trial {started.Trial} has {slot.Course.Iterations} iterations; "
                + "it must have 1 or more.");
        }

        _taken += slot.Width;
        _takenAtSum += (Int128)_now * slot.Width;
        GoOn(slot, slot.SavedAt);
    }

    // The next iteration begins at an instant, now or later.
    private void GoOn(SimulatedSlot slot, long at)
    {
        if (slot.Iteration >= slot.Course.Iterations)
        {
            slot.Breaks = null;
            Leave(slot, AttemptOutcome.Completed.Instance, at);
            return;
        }

        var step = slot.Course.At(slot.Iteration + 1);
        if (!(step.Seconds >= 0) || step.Seconds > TimeSpan.MaxValue.TotalSeconds / 1e3)
        {
            throw new ArgumentException(
                $"The workload says that iteration {slot.Iteration + 1} of trial {slot.Trial} takes {step.Seconds} "
                + "seconds; it must be a number from 0 to 9E+08.");
        }

        var ticks = (long)Math.Round(step.Seconds * TimeSpan.TicksPerSecond * Serial(slot.Width) / slot.Speed);
        (slot.Step, slot.StepTicks, slot.Breaks) = (step, ticks, step.Error);
        if (_options.CrashRate > 0)
        {
            // By trial, attempt and iteration: another scheduler meets the same mishaps.
            var index = ((long)slot.Attempt.Number << 52)
                ^ ((long)slot.Trial.Number << 32) ^ (uint)(slot.Iteration + 1);
            var chance = KeyedRandom.For(_spec.Seed, "simulation/crash", index);
            if (chance.NextUnit() < _options.CrashRate)
            {
                slot.Breaks = "made to crash";
                ticks = (long)(ticks * chance.NextUnit());
            }
        }

        _agenda.Add(at + ticks, AppointmentKind.Stepped, slot.Index, slot.Generation);
    }

    // The time an iteration takes with several slots, as a share of its time with one.
    private double Serial(int width) =>
        width == 1 ? 1 : 1 - _options.ParallelShare + (_options.ParallelShare / width);

    private void Stepped(SimulatedSlot slot)
    {
        if (slot.Breaks is { } why)
        {
            _crashes++;
            Leave(slot, new AttemptOutcome.Failed(FailureKind.Crash, why, ""), _now);
            return;
        }

        slot.Iteration++;
        slot.UnreportedTicks += slot.StepTicks;
        if (slot.Step.Metrics is not { } metrics)
        {
            GoOn(slot, _now);
            return;
        }

        slot.Sequence++;
        slot.Waits = slot.Iteration >= slot.Milestone;
        var (sent, checkpoint) = (_now, default(CheckpointRef));
        if (_options.SavesCheckpoints && (slot.Waits || IsSaveDue(slot)))
        {
            sent += _options.CheckpointTime.Ticks;
            checkpoint = Save(slot, sent);
        }

        Post(slot, sent, new SlotMessage(
            null, slot.Sequence, slot.Iteration, metrics, checkpoint, slot.UnreportedTicks));
        slot.UnreportedTicks = 0;
        if (!slot.Waits)
        {
            GoOn(slot, sent);
        }
    }

    // As a trainable's schedule has it: every so many iterations, or after so much time.
    private bool IsSaveDue(SimulatedSlot slot)
    {
        var (every, policy) = (_spec.Checkpoints.EveryIterations, _spec.Checkpoints);
        return (every > 0 && slot.Iteration / every > slot.SavedIteration / every)
            || _now - slot.SavedAt >= policy.EveryInterval.Ticks;
    }

    private CheckpointRef Save(SimulatedSlot slot, long at)
    {
        (slot.SavedAt, slot.SavedIteration) = (at, slot.Iteration);
        var digest = string.Create(
            CultureInfo.InvariantCulture, $"{slot.Trial.Number}-{slot.Attempt.Number}-{slot.Iteration}");
        if (slot.Course.Save(slot.Iteration) is { } kept)
        {
            _saved[digest] = kept;
        }

        return new CheckpointRef(digest, _options.CheckpointBytes, slot.Iteration);
    }

    private void Answered(SimulatedSlot slot, Decision decision, int milestone)
    {
        if (decision is not Decision.Continue)
        {
            Leave(slot, AttemptOutcome.Obeyed.Instance, _now);
            return;
        }

        slot.Milestone = milestone;
        if (slot.Waits)
        {
            slot.Waits = false;
            GoOn(slot, _now);
        }
    }

    private void Ordered(SimulatedSlot slot)
    {
        if (slot.IsTaken)
        {
            var how = _state.Live[slot.Trial].Leaving;
            Leave(slot, how == Leaving.Interrupt ? Interrupted : AttemptOutcome.Obeyed.Instance, _now);
        }
    }

    /// <summary>The attempt leaves the slot at an instant, now or later.</summary>
    private void Leave(SimulatedSlot slot, AttemptOutcome outcome, long at, long delay = 0)
    {
        slot.Generation++;
        slot.IsTaken = false;
        _taken -= slot.Width;
        _takenAtSum -= (Int128)slot.TakenAt * slot.Width;
        _busyTicks += (at - slot.TakenAt) * slot.Width;
        Post(slot, at + delay, new SlotMessage(outcome, 0, 0, MetricSet.Empty, null, 0));
    }

    private void Post(SimulatedSlot slot, long sent, in SlotMessage message)
    {
        slot.LineEnd = Math.Max(slot.LineEnd, sent + _latency);
        slot.Line.Enqueue(message);
        _agenda.Add(slot.LineEnd, AppointmentKind.Arrived, slot.Index);
    }

    private void PlanLoss(int node, int times)
    {
        if (_options.NodeLossEvery is { } every)
        {
            var chance = KeyedRandom.For(_spec.Seed, "simulation/node-loss", ((long)node << 32) | (uint)times);
            var wait = -Math.Log(1 - chance.NextUnit()) * every.Ticks;
            if (wait < long.MaxValue / 4)
            {
                _agenda.Add(_now + (long)wait, AppointmentKind.NodeLost, node, times);
            }
        }
    }

    // What had left the node before arrives; nobody knows of the loss before it is noticed.
    private void LoseNode(int node, int times)
    {
        for (var index = _firstSlotOfNode[node]; index < _firstSlotOfNode[node + 1]; index++)
        {
            var slot = _slots[index];
            slot.IsAway = true;
            if (slot.IsTaken)
            {
                _losses++;
                Leave(slot, new AttemptOutcome.Lost("its node was lost"), _now, _options.LossDetection.Ticks);
            }
        }

        _agenda.Add(_now + _options.NodeRepair.Ticks, AppointmentKind.NodeBack, node, times);
    }

    private void BringBack(int node, int times)
    {
        for (var index = _firstSlotOfNode[node]; index < _firstSlotOfNode[node + 1]; index++)
        {
            _slots[index].IsAway = false;
            Offer(_slots[index]);
        }

        FillSlots();
        PlanLoss(node, times + 1);
    }
}

using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Trials;

namespace Tune.Engine.Simulation;

// The experiment's side: what reaches it, and what follows.
internal sealed partial class SimulationRun
{
    private Outcome Send(ExperimentCommand command)
    {
        var outcome = ExperimentMachine.Step(_state, command);
        if (outcome.Reply is Reply.Refused { IsFenced: false } refused)
        {
            throw new InvalidOperationException(
                $"The simulation of '{_spec.Name}' made a mistake: {command}: {refused.Why}");
        }

        var over = false;
        foreach (var fact in outcome.Events)
        {
            _events++;
            _hash = JournalHash.Into(_hash, fact);
            _observe?.Invoke(fact);
            over |= fact is ExperimentEvent.Ended;
            if (fact is ExperimentEvent.CheckpointDropped dropped && _saved.Count > 0)
            {
                _saved.Remove(dropped.Checkpoint.Digest);
            }
        }

        if (over)
        {
            OrderLeavers();
        }

        return outcome;
    }

    private void Arrive(SimulatedSlot slot)
    {
        var message = slot.Line.Dequeue();
        if (message.Outcome is { } outcome)
        {
            Send(new ExperimentCommand.EndAttempt(Now, slot.Trial, slot.Attempt, outcome));
            foreach (var one in SlotsOf(slot))
            {
                one.IsGiven = false;
                Offer(one);
            }

        }
        else
        {
            Report(slot, message);
        }

        FillSlots();
    }

    private void Report(SimulatedSlot slot, in SlotMessage message)
    {
        var isNew = message.Iteration > _state.Live[slot.Trial].Iteration;
        var outcome = Send(new ExperimentCommand.Report(
            Now, slot.Trial, slot.Attempt, message.Sequence, message.Iteration, message.Metrics, message.Checkpoint));
        if (outcome.Reply is not Reply.Accepted accepted)
        {
            return;
        }

        _trainedTicks += isNew ? message.Ticks : 0;

        // What is rolled back may leave a worse one, or none; the first that is better again is the next incumbent.
        if (_state.Best is { } best && (_best is null || RankOf(best) > RankOf(_best)))
        {
            _best = best;
            _incumbents.Add(new Incumbent(
                TimeSpan.FromTicks(_now), TimeSpan.FromTicks(Busy), _best.Trial, _best.Iteration, _best.Value));
        }

        if (message.Checkpoint is not null && !_willTidy)
        {
            _willTidy = true;
            _agenda.Add(_now + _options.UpkeepEvery.Ticks, AppointmentKind.Tidy, 0);
        }

        var milestone = ExperimentMachine.Milestone(_state, slot.Trial);
        if (!slot.IsTaken)
        {
            return;
        }

        if (_latency == 0)
        {
            Answered(slot, accepted.Decision, milestone);
        }
        else if (slot.Waits || accepted.Decision is not Decision.Continue)
        {
            (slot.Answer, slot.AnswerMilestone) = (accepted.Decision, milestone);
            _agenda.Add(_now + _latency, AppointmentKind.Answered, slot.Index, slot.Generation);
        }
    }

    private ResultRank RankOf(BestResult result) => _spec.Objective.RankOf(result.Iteration, result.Score);

    // What the attempt has that was placed in a slot: this one and the further ones of its node.
    private IEnumerable<SimulatedSlot> SlotsOf(SimulatedSlot slot)
    {
        yield return slot;
        foreach (var number in slot.Further)
        {
            yield return _slots[_firstSlotOfNode[slot.Node] + number];
        }
    }

    private SimulatedSlot LeadOf(Allocation where) => _slots[_firstSlotOfName[where.Node] + where.Slot];

    private void Offer(SimulatedSlot slot)
    {
        if (!slot.IsGiven && !slot.IsAway && !slot.IsOffered)
        {
            slot.IsOffered = true;
            _offered.Enqueue(slot, slot.Index);
        }
    }

    // One refusal answers for all: what it depends on changes only with the next message.
    private void FillSlots()
    {
        while (_state.Status == ExperimentStatus.Active && _offered.TryPeek(out var slot, out _))
        {
            if (slot.IsAway || slot.IsGiven)
            {
                _offered.Dequeue();
                slot.IsOffered = false;
                continue;
            }

            var outcome = Send(new ExperimentCommand.Place(Now, slot.Name, slot.Number));
            if (outcome.Events.IsEmpty || outcome.Events[^1] is not ExperimentEvent.AttemptStarted started)
            {
                return;
            }

            _offered.Dequeue();
            slot.IsOffered = false;
            Begin(LeadOf(started.Where), started);
        }
    }

    private void OrderLeavers()
    {
        foreach (var trial in _state.RunningInOrder)
        {
            if (trial.Leaving != Leaving.No)
            {
                var slot = LeadOf(trial.Where);
                _agenda.Add(_now + _latency, AppointmentKind.Ordered, slot.Index, slot.Generation);
            }
        }
    }

    private void Tick(int again)
    {
        Send(new ExperimentCommand.Tick(Now));
        OrderLeavers();
        if (again != 0)
        {
            _agenda.Add(_now + _options.UpkeepEvery.Ticks, AppointmentKind.Tick, again);
        }
    }
}

using Tune.Engine.Experiments;
using Tune.Engine.Randomness;
using Tune.Engine.Trials;

namespace Tune.Engine.Simulation;

/// <summary>One simulation: the loop over the agenda, and the accounts.</summary>
/// <remarks>
/// A slot is a small state machine. It is offered to the experiment; is given an attempt; steps from iteration to
/// iteration, putting a report on its line after each; waits for the answer where one is due; leaves, with the end of
/// the attempt as the last message on the line; and is offered again when that has arrived.
/// </remarks>
internal sealed partial class SimulationRun
{
    private const int LookUpEvery = 1024;

    private readonly ExperimentSpec _spec;
    private readonly IWorkload _workload;
    private readonly SimulationOptions _options;
    private readonly Action<ExperimentEvent>? _observe;
    private readonly ExperimentState _state = new();
    private readonly Agenda _agenda = new();
    private readonly SimulatedSlot[] _slots;
    private readonly int[] _firstSlotOfNode;
    private readonly Dictionary<string, int> _firstSlotOfName = new(StringComparer.Ordinal);
    private readonly PriorityQueue<SimulatedSlot, int> _offered = new();
    private readonly Dictionary<string, object> _saved = new(StringComparer.Ordinal);
    private readonly List<Incumbent> _incumbents = [];
    private readonly long _latency;

    private long _now;
    private ulong _hash = Mix.Start;
    private BestResult? _best;
    private bool _willTidy;

    // Taken time is a sum over the attempts that are over and, for the others, their number and when they began.
    private long _busyTicks;
    private long _trainedTicks;
    private int _taken;
    private Int128 _takenAtSum;

    private long _events;
    private long _attempts;
    private long _crashes;
    private long _losses;

    public SimulationRun(
        ExperimentSpec spec, IWorkload workload, SimulationOptions options, Action<ExperimentEvent>? observe)
    {
        (_spec, _workload, _options, _observe) = (spec, workload, options, observe);
        _latency = options.ReportLatency.Ticks;
        var (slots, firsts) = (new List<SimulatedSlot>(), new List<int>());
        foreach (var group in options.Workers)
        {
            for (var node = 0; node < group.Nodes; node++)
            {
                var name = $"node-{firsts.Count}";
                _firstSlotOfName[name] = slots.Count;
                firsts.Add(slots.Count);
                for (var number = 0; number < group.Slots; number++)
                {
                    slots.Add(new SimulatedSlot(slots.Count, firsts.Count - 1, name, number, group.Speed));
                }
            }
        }

        (_slots, _firstSlotOfNode) = ([.. slots], [.. firsts, slots.Count]);
    }

    private Moment Now => new(_now, _now);

    private long Busy => _busyTicks + (long)(((Int128)_now * _taken) - _takenAtSum);

    public SimulationResult ToEnd(CancellationToken cancellation)
    {
        Start();
        for (var count = 0L; !_state.IsOver; count++)
        {
            if (count % LookUpEvery == 0)
            {
                cancellation.ThrowIfCancellationRequested();
            }

            if (!_agenda.TryNext(out var next))
            {
                throw new InvalidOperationException(
                    $"The simulation of '{_spec.Name}' has come to a standstill: nothing is going to happen, but the "
                    + $"experiment is {_state.Status} with {_state.Running} trials running.");
            }

            _now = next.Ticks;
            Keep(next);
        }

        return Result();
    }

    private void Start()
    {
        Send(new ExperimentCommand.Submit(Now, _spec));
        Send(new ExperimentCommand.OpenSession(Now, "simulation", 1));
        if (ExperimentMachine.SharesSlots(_state))
        {
            foreach (var node in _slots.GroupBy(slot => slot.Name))
            {
                Send(new ExperimentCommand.HoldSlots(Now, node.Key, SlotSet.Of(node.Select(slot => slot.Number))));
            }
        }

        if (_spec.TimeBudget is { } budget)
        {
            _agenda.Add(budget.Ticks, AppointmentKind.Tick, 0);
        }

        if (_spec.Stop is not null)
        {
            _agenda.Add(_options.UpkeepEvery.Ticks, AppointmentKind.Tick, 1);
        }

        for (var node = 0; node < _firstSlotOfNode.Length - 1; node++)
        {
            PlanLoss(node, 0);
        }

        foreach (var slot in _slots)
        {
            Offer(slot);
        }

        FillSlots();
    }

    private void Keep(in Appointment due)
    {
        switch (due.Kind)
        {
            case AppointmentKind.NodeLost:
                LoseNode(due.Subject, due.Generation);
                return;
            case AppointmentKind.NodeBack:
                BringBack(due.Subject, due.Generation);
                return;
            case AppointmentKind.Tick:
                Tick(due.Subject);
                return;
            case AppointmentKind.Tidy:
                _willTidy = false;
                Send(new ExperimentCommand.DropCheckpoints(Now));
                return;
            case AppointmentKind.Arrived:
                Arrive(_slots[due.Subject]);
                return;
            default:
                break;
        }

        var slot = _slots[due.Subject];
        if (slot.Generation != due.Generation)
        {
            return;
        }

        switch (due.Kind)
        {
            case AppointmentKind.Stepped:
                Stepped(slot);
                break;
            case AppointmentKind.Answered:
                Answered(slot, slot.Answer, slot.AnswerMilestone);
                break;
            default:
                Ordered(slot);
                break;
        }
    }

    private SimulationResult Result() => new()
    {
        Status = _state.Status,
        Why = _state.Why,
        Best = _state.Best,
        Incumbents = _incumbents,
        Duration = TimeSpan.FromTicks(_now),
        Busy = TimeSpan.FromTicks(Busy),
        Trained = TimeSpan.FromTicks(_trainedTicks),
        Slots = _slots.Length,
        Trials = _state.Proposed,
        Completed = _state.Count(Trials.TrialStatus.Completed),
        Stopped = _state.Count(Trials.TrialStatus.Stopped),
        Errored = _state.Count(Trials.TrialStatus.Errored),
        Attempts = _attempts,
        Crashes = _crashes,
        Losses = _losses,
        Reports = _state.Reports,
        Decisions = _state.Decisions,
        Events = _events,
        JournalHash = _hash,
    };
}

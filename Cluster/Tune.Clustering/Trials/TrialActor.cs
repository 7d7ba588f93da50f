using Akka.Actor;
using Tune.Engine.Experiments;
using Tune.Engine.Trials;

namespace Tune.Clustering.Trials;

/// <summary>Supervises one attempt: passes orders on, and ends it when it hangs, overstays or takes too much.</summary>
internal sealed class TrialActor : ReceiveActor
{
    private readonly AttemptParts _parts;
    private readonly IAttemptRunner _runner;
    private long? _told;
    private bool _isKilled;

    public TrialActor(AttemptParts parts, IAttemptRunner runner)
    {
        _parts = parts;
        _runner = runner;
        Receive<Told>(told => Leave(told.How));
        Receive<Look>(_ => Check());
        Receive<Kill>(kill => End(kill.Verdict));
        Receive<Ended>(ended => Over(ended.Outcome));
    }

    public static Props Props(AttemptParts parts, IAttemptRunner runner) =>
        Akka.Actor.Props.Create(() => new TrialActor(parts, runner));

    protected override void PreStart()
    {
        var self = Self;
        _parts.Line.Told = how => self.Tell(new Told(how));
        _runner.Start(outcome => self.Tell(new Ended(outcome)));
    }

    protected override void PostStop() => _runner.Kill(new AttemptOutcome.Lost("its supervision stopped"));

    private void Leave(Leaving how)
    {
        _told ??= _parts.Node.Clock.GetTimestamp();
        _runner.Leave(how);
    }

    private void Check()
    {
        if (_runner.Check() is { } problem)
        {
            End(problem);
        }
        else if (!_isKilled)
        {
            Overstay();
        }
    }

    private void Overstay()
    {
        var limits = _parts.Settings.Limits;
        if (_told is { } told)
        {
            // While we owe it an answer the attempt cannot be blamed for staying.
            var stayed = _parts.Node.Clock.GetElapsedTime(told);
            if (stayed > limits.StopGrace && _parts.Line.Silence > TimeSpan.Zero)
            {
                End(Overstayed(limits.StopGrace));
            }
        }
        else if (limits.NoProgress is { } patience && _parts.Line.Silence > patience)
        {
            End(new AttemptOutcome.Failed(
                FailureKind.Hang, $"no report for {patience}, the limit of Limits.NoProgress", _parts.Log.Tail));
        }
    }

    private AttemptOutcome Overstayed(TimeSpan grace)
    {
        _parts.Notice(
            $"Trial {_parts.Order.Trial} was told to leave ({_parts.Line.Leaving}) and had not after {grace}.");
        return _parts.Line.Leaving switch
        {
            Leaving.Interrupt => AttemptOutcome.Interrupted.Instance,
            Leaving.Pause => new AttemptOutcome.Failed(
                FailureKind.Hang, $"told to save and leave, it had not after {grace} (Limits.StopGrace)",
                _parts.Log.Tail),
            _ => AttemptOutcome.Obeyed.Instance,
        };
    }

    private void End(AttemptOutcome verdict)
    {
        _isKilled = true;
        _parts.Line.Cut();
        _runner.Kill(verdict);
    }

    private void Over(AttemptOutcome outcome)
    {
        _parts.Log.Dispose();
        _parts.Line.End(outcome, () => _parts.Node.Threads.Run(_parts.CleanUp));
        Context.Stop(Self);
    }

    /// <summary>Look after it; sent twice a second.</summary>
    internal sealed record Look : INoSerializationVerificationNeeded
    {
        public static readonly Look Instance = new();
    }

    /// <summary>End it by force.</summary>
    internal sealed record Kill(AttemptOutcome Verdict) : INoSerializationVerificationNeeded;

    private sealed record Told(Leaving How) : INoSerializationVerificationNeeded;

    private sealed record Ended(AttemptOutcome Outcome) : INoSerializationVerificationNeeded;
}

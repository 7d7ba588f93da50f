using Akka.Actor;
using Tune.Engine.Trials;

namespace Tune.Clustering.Trials;

/// <summary>Supervises one attempt: starts it, ends it when it must, and passes on how it ended.</summary>
internal sealed class TrialActor : ReceiveActor
{
    private readonly AttemptParts _parts;
    private readonly IAttemptRunner _runner;

    public TrialActor(AttemptParts parts, IAttemptRunner runner)
    {
        _parts = parts;
        _runner = runner;
        Receive<Look>(_ => Check());
        Receive<Kill>(kill => End(kill.Verdict));
        Receive<Ended>(ended => Over(ended.Outcome));
    }

    public static Props Props(AttemptParts parts, IAttemptRunner runner) =>
        Akka.Actor.Props.Create(() => new TrialActor(parts, runner));

    protected override void PreStart()
    {
        var self = Self;
        _runner.Start(outcome => self.Tell(new Ended(outcome)));
    }

    protected override void PostStop() => _runner.Kill(new AttemptOutcome.Lost("its supervision stopped"));

    private void Check()
    {
        if (_runner.Check() is { } verdict)
        {
            End(verdict);
        }
    }

    private void End(AttemptOutcome verdict)
    {
        _parts.Line.Cut();
        _runner.Kill(verdict);
    }

    private void Over(AttemptOutcome outcome)
    {
        _parts.Log.Dispose();
        _parts.Line.End(outcome, () => Task.Run(_parts.CleanUp));
        Context.Stop(Self);
    }

    /// <summary>Look after it; sent twice a second.</summary>
    internal sealed record Look : INoSerializationVerificationNeeded
    {
        public static readonly Look Instance = new();
    }

    /// <summary>End it by force.</summary>
    internal sealed record Kill(AttemptOutcome Verdict) : INoSerializationVerificationNeeded;

    private sealed record Ended(AttemptOutcome Outcome) : INoSerializationVerificationNeeded;
}

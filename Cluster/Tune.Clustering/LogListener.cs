using Akka.Actor;
using Akka.Event;

namespace Tune.Clustering;

/// <summary>Passes warnings and errors of the actor system on to whoever wants to know; never to the console.</summary>
internal sealed class LogListener : ReceiveActor
{
    public const string Name = "tune-log";

    public LogListener(Action<string> log)
    {
        Receive<Error>(error => log(error.Cause is null ? $"{error.Message}" : $"{error.Message} {error.Cause}"));
        Receive<Warning>(warning => log($"{warning.Message}"));
    }

    public static Props Props(Action<string> log) => Akka.Actor.Props.Create(() => new LogListener(log));

    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(Error));
        Context.System.EventStream.Subscribe(Self, typeof(Warning));
    }
}

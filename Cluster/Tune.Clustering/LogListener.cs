using Akka.Actor;
using Akka.Event;

namespace Tune.Clustering;

/// <summary>Passes what this library warns of, and all errors, on to whoever wants to know; never to the console. The
/// actor system's own warnings are about its starting and leaving, and say nothing to people who tune.</summary>
internal sealed class LogListener : ReceiveActor
{
    public const string Name = "tune-log";

    public LogListener(Action<string> log)
    {
        var shutdown = CoordinatedShutdown.Get(Context.System);

        // Whatever is half started when the system leaves complains, and nothing is lost by that.
        Receive<Error>(
            error => shutdown.ShutdownReason is null,
            error => log(error.Cause is null ? $"{error.Message}" : $"{error.Message} {error.Cause}"));
        Receive<Warning>(
            warning => warning.LogClass.Assembly == typeof(LogListener).Assembly,
            warning => log($"{warning.Message}"));
    }

    public static Props Props(Action<string> log) => Akka.Actor.Props.Create(() => new LogListener(log));

    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(Error));
        Context.System.EventStream.Subscribe(Self, typeof(Warning));
    }
}

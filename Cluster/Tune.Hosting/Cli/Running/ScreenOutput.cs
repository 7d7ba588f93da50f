using Spectre.Console;
using Tune.Hosting.Observing;

namespace Tune.Hosting.Cli.Running;

/// <summary>One screen that rewrites itself a few times a second, for people at a terminal.</summary>
internal sealed class ScreenOutput(IAnsiConsole console, TimeProvider time) : IRunOutput
{
    private static readonly TimeSpan Refresh = TimeSpan.FromMilliseconds(250);

    private readonly long _started = time.GetTimestamp();
    private string _notice = "";

    public void Started(RunHeading heading, SweepSnapshot before)
    {
        foreach (var line in RunText.Start(heading, before))
        {
            console.MarkupLineInterpolated($"{line}");
        }
    }

    public async Task FollowAsync(SweepView view, Task settled)
    {
        await console.Live(new Text("")).AutoClear(false).StartAsync(async live =>
        {
            while (true)
            {
                live.UpdateTarget(SweepScreen.Render(
                    view.Snapshot(), time.GetElapsedTime(_started), _notice, console.Profile.Width));
                live.Refresh();
                if (settled.IsCompleted)
                {
                    break;
                }

                await Task.WhenAny(settled, Task.Delay(Refresh, time));
            }
        });
    }

    public void Notice(string message) => _notice = message;

    public void Ended(RunHeading heading, SweepSnapshot end, TimeSpan elapsed, IReadOnlyList<string> pictures)
    {
        console.WriteLine();
        foreach (var line in RunText.End(heading, end, elapsed, pictures))
        {
            console.MarkupLineInterpolated($"{line}");
        }
    }
}

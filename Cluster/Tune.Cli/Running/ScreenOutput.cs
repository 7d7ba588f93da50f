using Spectre.Console;
using Tune.Engine.Experiments;
using Tune.Hosting.Observing;

namespace Tune.Cli.Running;

/// <summary>One screen that rewrites itself a few times a second, for people at a terminal.</summary>
internal sealed class ScreenOutput(IAnsiConsole console, TimeProvider time) : IRunOutput
{
    private const int NoticesShown = 3;

    private static readonly TimeSpan Refresh = TimeSpan.FromMilliseconds(250);

    private readonly long _started = time.GetTimestamp();
    private readonly Lock _gate = new();
    private List<string> _notices = [];
    private bool _isLive;

    public void Started(RunHeading heading, SweepSnapshot before) => Say(RunText.Start(heading, before));

    // It draws what there is, four times a second, and needs no single event.
    public async Task FollowAsync(SweepView view, IAsyncEnumerable<IReadOnlyList<ExperimentEvent>> news)
    {
        var settled = SweepFollower.EndAsync(news);
        SetLive(true);
        await console.Live(new Text("")).AutoClear(false).StartAsync(async live =>
        {
            while (true)
            {
                // Asked before the picture is taken: the last one drawn is that of the end.
                var isLast = settled.IsCompleted;
                live.UpdateTarget(SweepScreen.Render(
                    view.Snapshot(), time.GetElapsedTime(_started), Notices(), console.Profile.Width,
                    console.Profile.Height));
                live.Refresh();
                if (isLast)
                {
                    break;
                }

                await Task.WhenAny(settled, Task.Delay(Refresh, time));
            }
        });
        SetLive(false);
        await settled;
    }

    // On the screen while there is one; lines of their own before and after.
    public void Notice(string message)
    {
        lock (_gate)
        {
            if (_isLive)
            {
                _notices = [.. _notices.TakeLast(NoticesShown - 1), message];
                return;
            }
        }

        Say([message]);
    }

    public void Ended(RunHeading heading, SweepSnapshot end, TimeSpan elapsed, IReadOnlyList<string> pictures) =>
        Say(RunText.End(heading, end, elapsed, pictures));

    private List<string> Notices()
    {
        lock (_gate)
        {
            return _notices;
        }
    }

    private void SetLive(bool isLive)
    {
        lock (_gate)
        {
            _isLive = isLive;
        }
    }

    // Past the width it is the terminal that breaks them, so that a command can be copied whole.
    private void Say(IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            console.Profile.Out.Writer.WriteLine(line);
        }
    }
}

using Tune.Hosting.Cli.Output;
using Tune.Hosting.Observing;

namespace Tune.Hosting.Cli.Running;

/// <summary>JSON lines for programs on standard output, the start and the end for people on standard error.</summary>
internal sealed class JsonOutput(JsonLines lines, TextWriter people) : IRunOutput
{
    public void Started(RunHeading heading, SweepSnapshot before)
    {
        lines.Started(heading.Experiment, heading.Store, before);
        Say(RunText.Start(heading, before));
    }

    public async Task FollowAsync(SweepView view, Task settled)
    {
        var events = view.Follow();
        _ = settled.ContinueWith(_ => view.Close(), TaskScheduler.Default);
        await foreach (var batch in events.ReadAllAsync())
        {
            foreach (var fact in batch)
            {
                lines.Event(fact);
            }
        }
    }

    public void Notice(string message)
    {
        lines.Notice(message);
        people.WriteLine(message);
    }

    public void Ended(RunHeading heading, SweepSnapshot end, TimeSpan elapsed, IReadOnlyList<string> pictures)
    {
        foreach (var picture in pictures)
        {
            lines.Line("picture", json => json.WriteString("path", picture));
        }

        Say(RunText.End(heading, end, elapsed, pictures));
        lines.Done(heading.Experiment, end, elapsed);
    }

    private void Say(IEnumerable<string> sentences)
    {
        foreach (var sentence in sentences)
        {
            people.WriteLine(sentence);
        }
    }
}

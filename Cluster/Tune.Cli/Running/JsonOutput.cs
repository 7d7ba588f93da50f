using Tune.Cli.Output;
using Tune.Engine.Experiments;
using Tune.Hosting.Observing;

namespace Tune.Cli.Running;

/// <summary>JSON lines for programs on standard output, the start and the end for people on standard error.</summary>
internal sealed class JsonOutput(JsonLines lines, TextWriter people) : IRunOutput
{
    private readonly Lock _gate = new();
    private bool _isDone;

    public void Started(RunHeading heading, SweepSnapshot before)
    {
        lines.Started(heading.Experiment, heading.Store, before);
        if (heading.Viewer is { } viewer)
        {
            lines.Line("viewer", json => json.WriteString("url", viewer.ToString()));
        }

        Say(RunText.Start(heading, before));
    }

    public async Task FollowAsync(SweepView view, IAsyncEnumerable<IReadOnlyList<ExperimentEvent>> news)
    {
        await foreach (var batch in news)
        {
            foreach (var fact in batch)
            {
                lines.Event(fact);
            }
        }
    }

    public void Notice(string message)
    {
        lock (_gate)
        {
            // The line `done` is the last one.
            if (!_isDone)
            {
                lines.Notice(message);
            }

            people.WriteLine(message);
        }
    }

    public void Ended(RunHeading heading, SweepSnapshot end, TimeSpan elapsed, IReadOnlyList<string> pictures)
    {
        Say(RunText.End(heading, end, elapsed, pictures));
        lock (_gate)
        {
            if (_isDone)
            {
                return;
            }

            foreach (var picture in pictures)
            {
                lines.Line("picture", json => json.WriteString("path", picture));
            }

            DoneNeedsLock(heading.Experiment, end, elapsed);
        }
    }

    /// <summary>A run that failed before its end has a last line too, after the error.</summary>
    public void Failed(string experiment, SweepSnapshot end, TimeSpan elapsed, string message, string state)
    {
        lock (_gate)
        {
            if (_isDone)
            {
                return;
            }

            lines.Error(message);
            DoneNeedsLock(experiment, end, elapsed, state);
        }
    }

    private void DoneNeedsLock(string experiment, SweepSnapshot end, TimeSpan elapsed, string? state = null)
    {
        lines.Done(experiment, end, elapsed, state);
        _isDone = true;
    }

    private void Say(IEnumerable<string> sentences)
    {
        foreach (var sentence in sentences)
        {
            people.WriteLine(sentence);
        }
    }
}

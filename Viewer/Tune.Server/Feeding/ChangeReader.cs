using Tune.Client.Shapes;
using Tune.Engine.Experiments;
using Tune.Engine.Results;
using Tune.Engine.Stores;
using Tune.Engine.Trials;
using Tune.Server.Acting;
using Tune.Server.Answers;

namespace Tune.Server.Feeding;

/// <summary>Sums up what has happened in an experiment since a position: bounded, however much it was.</summary>
internal sealed class ChangeReader(Served served, string experiment)
{
    private const int TrialsMax = 500;
    private const int ReportsMax = 1000;

    /// <summary>Beyond so many events nobody is told one by one: what is shown is asked for again.</summary>
    private const long EventsMax = 50_000;

    /// <summary>What has changed since a position, as far as it is durable now.</summary>
    public async Task<Changes> SinceAsync(long since, CancellationToken cancellation)
    {
        var glance = await served.GlanceAsync(experiment, cancellation);
        if (glance.Position <= since)
        {
            return Nothing(since, glance.Position == since ? since : glance.Position);
        }

        var (trials, reports) = (new HashSet<TrialId>(), new Queue<ReportItem>());
        var isCut = glance.Position - since > EventsMax;
        if (!isCut)
        {
            var position = since;
            await foreach (var fact in served.Store.ReadJournalAsync(experiment, since, cancellation))
            {
                if (position++ == glance.Position)
                {
                    break;
                }

                isCut |= Note(fact, trials, reports);
            }
        }

        return new Changes
        {
            Experiment = experiment,
            Since = since,
            Position = glance.Position,
            Summary = Forms.Of(glance),
            Trials = isCut ? [] : await TrialsAsync(trials, cancellation),
            Reports = isCut ? [] : [.. reports],
            Cut = isCut,
        };
    }

    private static bool Note(ExperimentEvent fact, HashSet<TrialId> trials, Queue<ReportItem> reports)
    {
        if (TrialOf(fact) is { } trial && (trials.Count < TrialsMax || trials.Contains(trial)))
        {
            trials.Add(trial);
        }
        else if (TrialOf(fact) is not null)
        {
            return true;
        }

        if (fact is ExperimentEvent.Reported report)
        {
            reports.Enqueue(new ReportItem
            {
                Trial = report.Trial.Number,
                Iteration = report.Iteration,
                Metrics = Forms.Of(report.Metrics),
            });
            if (reports.Count > ReportsMax)
            {
                reports.Dequeue();
                return true;
            }
        }

        return false;
    }

    private static TrialId? TrialOf(ExperimentEvent fact) => fact switch
    {
        ExperimentEvent.TrialProposed e => e.Trial,
        ExperimentEvent.AttemptStarted e => e.Trial,
        ExperimentEvent.Reported e => e.Trial,
        ExperimentEvent.Decided e => e.Trial,
        ExperimentEvent.AttemptEnded e => e.Trial,
        ExperimentEvent.TrialEnded e => e.Trial,
        ExperimentEvent.TrialReopened e => e.Trial,
        ExperimentEvent.CheckpointSaved e => e.Trial,
        ExperimentEvent.CheckpointDropped e => e.Trial,
        ExperimentEvent.CheckpointLost e => e.Trial,
        _ => null,
    };

    private async Task<IReadOnlyList<TrialItem>> TrialsAsync(HashSet<TrialId> trials, CancellationToken cancellation)
    {
        if (trials.Count == 0)
        {
            return [];
        }

        var summary = await served.FindAsync(experiment, cancellation);
        var page = await served.Store.Tracking.TrialsAsync(
            experiment, new TrialQuery { Trials = [.. trials], Take = TrialsMax }, cancellation);
        return [.. page.Trials.Select(trial => Forms.Of(summary.Spec, trial))];
    }

    private Changes Nothing(long since, long position) => new()
    {
        Experiment = experiment,
        Since = since,
        Position = position,
        Trials = [],
        Reports = [],
        // A position that the journal does not have is of another journal.
        Cut = position < since,
    };
}

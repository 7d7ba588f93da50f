using Tune.Client.Shapes;
using Tune.Engine.Experiments;
using Tune.Engine.Results;
using Tune.Server.Acting;
using Tune.Server.Answers;

namespace Tune.Server.Feeding;

/// <summary>Makes what clients read of what was gathered: trials and experiment as they are now.</summary>
internal sealed class ChangeForm(Served served, string experiment)
{
    private ExperimentSpec? _spec;

    public async Task<Changes> OfAsync(Gathered gathered, ExperimentGlance glance, CancellationToken cancellation)
    {
        if (_spec is null || gathered.IsRedefined)
        {
            _spec = (await served.FindAsync(experiment, cancellation)).Spec;
        }

        return new Changes
        {
            Experiment = experiment,
            Since = gathered.Since,
            Position = gathered.Next,
            Journal = Forms.JournalOf(glance),
            Summary = Forms.Of(glance, served.Retention),
            Trials = await TrialsAsync(gathered, _spec, cancellation),
            Reports = gathered.Reports(out var leftOut),
            ReportsLeftOut = leftOut,
            More = gathered.Next < glance.Position,
        };
    }

    private async Task<IReadOnlyList<TrialItem>> TrialsAsync(
        Gathered gathered, ExperimentSpec spec, CancellationToken cancellation)
    {
        if (gathered.Trials.Count == 0)
        {
            return [];
        }

        var query = new TrialQuery { Trials = [.. gathered.Trials], Take = gathered.Trials.Count };
        var page = await served.Store.Tracking.TrialsAsync(experiment, query, cancellation);
        var brackets = Details.BracketsOf(spec);
        return [.. page.Trials.Select(trial => Forms.Of(spec, trial, brackets))];
    }
}

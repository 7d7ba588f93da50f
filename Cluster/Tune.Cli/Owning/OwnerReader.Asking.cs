using Tune.Cli.Reading;
using Tune.Client;
using Tune.Client.Shapes;
using Tune.Engine.Experiments;
using Tune.Engine.Results;
using Tune.Engine.Trials;
using Tune.Schedulers;

namespace Tune.Cli.Owning;

// What is asked, and its answers as the store would give them.
internal sealed partial class OwnerReader
{
    // What the API gives at once.
    private const int ListMax = 1_000;
    private const int WholeMax = 200;
    private const int WidthMax = 20_000;

    private static readonly SpecJson s_specs = new(SchedulerCatalog.All);
    private volatile ExperimentSpec? _spec;

    private async Task<IReadOnlyList<string>> NamesAsync(CancellationToken cancellation)
    {
        var names = new List<string>();
        ExperimentList page;
        do
        {
            page = await client.ExperimentsAsync(names.Count, ListMax, "all", cancellation: cancellation);
            names.AddRange(page.Experiments.Select(item => item.Experiment));
        }
        while (page.Experiments.Count == ListMax);
        return names;
    }

    private async Task<SummaryPage> ListAsync(ExperimentQuery query, CancellationToken cancellation)
    {
        var (found, total, come) = (new List<ExperimentSummary>(), 0, 0);
        do
        {
            var asked = Math.Min(WholeMax, query.Take - come);
            var page = await client.WholeExperimentsAsync(
                query.Skip + come, asked, Word(query.Listed), query.Where?.Text, Word(query.Order), query.Descending,
                cancellation);
            found.AddRange(page.Experiments.Select(Told.Of));
            (total, come) = (page.Total, come + asked);
        }
        while (come < query.Take && query.Skip + come < total);
        return new SummaryPage(total, found);
    }

    private async Task<ExperimentSummary?> SummaryAsync(string experiment, CancellationToken cancellation)
    {
        if (!ExperimentSpec.IsName(experiment))
        {
            return null;
        }

        try
        {
            var detail = await client.DetailAsync(experiment, cancellation);
            return Told.Of(detail, await SpecAsync(experiment, cancellation));
        }
        catch (TuneClientException missing) when (missing.Kind == "unknown_experiment")
        {
            return null;
        }
    }

    private async Task<ExperimentSpec> SpecAsync(string experiment, CancellationToken cancellation)
    {
        var definition = await client.DefinitionAsync(experiment, cancellation);
        return _spec = s_specs.Read(definition.GetRawText());
    }

    private async Task<TrialPage> PageAsync(string experiment, TrialQuery query, CancellationToken cancellation)
    {
        var spec = _spec is { } known && known.Name == experiment
            ? known : await SpecAsync(experiment, cancellation);
        var (found, total, position) = (new List<TrialSummary>(), 0, 0L);
        while (found.Count < query.Take)
        {
            var page = await client.WholeTrialsAsync(
                experiment, query.Skip + found.Count, Math.Min(WholeMax, query.Take - found.Count),
                Word(query.Listed ?? Listed.Kept), query.Where?.Text, Word(query.Order), query.Descending,
                cancellation);
            (total, position) = (page.Total, page.Position);
            found.AddRange(page.Trials.Select(trial => Told.Of(spec, trial)));
            if (page.Trials.Count == 0 || query.Skip + found.Count >= total)
            {
                break;
            }
        }

        return new TrialPage(position, total, found);
    }

    private async Task<CurvePage> CurvePageAsync(
        string experiment, CurveQuery query, CancellationToken cancellation)
    {
        var list = await client.CurvesAsync(
            experiment, query.Metrics[0], query.Trials.Select(trial => trial.Number),
            Math.Min(query.PointsMax, WidthMax), query.FromIteration, query.ToIteration, cancellation);
        return new CurvePage(list.Position,
        [
            .. list.Curves.Select(curve => new TrialCurve(new TrialId(curve.Trial), curve.Metric,
            [
                .. curve.Iterations.Zip(curve.Values, (iteration, value) =>
                    new CurvePoint(iteration, value, 0, default)),
            ])),
        ]);
    }

    private static string Word<T>(T word)
        where T : struct, Enum => word.ToString().ToLowerInvariant();

    private static string Word(TrialOrder order) => order.Kind switch
    {
        TrialOrderKind.Metric => "metrics." + order.Name,
        TrialOrderKind.Parameter => "params." + order.Name,
        var kind => Word(kind),
    };
}

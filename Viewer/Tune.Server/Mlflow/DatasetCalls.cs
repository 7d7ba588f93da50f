using Tune.Engine.Runs;

namespace Tune.Server.Mlflow;

/// <summary>The datasets that runs of experiments were given.</summary>
internal sealed class DatasetCalls(MlflowDesk desk)
{
    private const int ExperimentsMax = 20;
    private const int ResultsMax = 1_000;

    public async Task<MlflowAnswer> SearchAsync(MlflowRequest ask)
    {
        var experiments = ask.Texts("experiment_ids");
        if (experiments.Count is 0 or > ExperimentsMax)
        {
            throw new RunException(RunFault.Invalid, experiments.Count == 0
                ? "SearchDatasets request must specify at least one experiment_id."
                : $"SearchDatasets request cannot specify more than {ExperimentsMax} experiment_ids. "
                    + $"Received {experiments.Count} experiment_ids.");
        }

        var found = new List<(string Experiment, RunDataset Dataset)>();
        foreach (var experiment in experiments.Distinct(StringComparer.Ordinal).Where(id => id.Length < 10
            && id.All(char.IsAsciiDigit)))
        {
            var number = int.Parse(experiment, System.Globalization.CultureInfo.InvariantCulture);
            var runs = await desk.Book.ReadAsync(ledger => ledger.RunsOf(number), ask.Cancellation);
            found.AddRange(runs.Where(run => !run.IsDeleted).SelectMany(RunDataset.Of)
                .Select(dataset => (experiment, dataset)));
        }

        var all = found.Distinct().OrderBy(each => each.Experiment, StringComparer.Ordinal)
            .ThenBy(each => each.Dataset.Name, StringComparer.Ordinal).Take(ResultsMax).ToList();
        return json => MlflowRoutes.List(json, "dataset_summaries", all, static (json, each) =>
        {
            json.WriteString("experiment_id", each.Experiment);
            json.WriteString("name", each.Dataset.Name);
            json.WriteString("digest", each.Dataset.Digest);
            if (each.Dataset.Context is { } context)
            {
                json.WriteString("context", context);
            }
        });
    }
}

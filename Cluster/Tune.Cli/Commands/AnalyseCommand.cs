using System.CommandLine;
using Tune.Cli.Analysing;
using Tune.Cli.Catalog;
using Tune.Cli.Shell;
using Tune.Engine.Analysis;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Hosting;
using Tune.Hosting.Results;

namespace Tune.Cli.Commands;

/// <summary>What the trials say about the parameters.</summary>
internal static class AnalyseCommand
{
    private const int MetricsMax = 40;

    public static Command Make(CliContext cli)
    {
        var name = CommonOptions.Name("The experiment.");
        var (store, json) = (CommonOptions.Store(), CommonOptions.Json());
        var method = CommonOptions.OneOf(
            "--method", "How importance is measured: PedAnova, or Fanova (a random forest).",
            ImportanceMethod.PedAnova);
        var metric = new Option<string?>("--metric")
        {
            Description = "What to explain; default the objective, or all objectives together.", HelpName = "NAME",
        };
        var mode = CommonOptions.OneOf("--mode", "Which end of --metric is good, if it is no objective.", Mode.Max);
        var command = new Command("analyse", "Which parameters matter, alone and together.")
        {
            name, store, json, method, metric, mode,
        };
        command.Aliases.Add("importance");
        command.SetAction((parse, cancellation) => cli.GuardAsync(parse.GetValue(json), async () =>
        {
            await using var opened = await Stores.OpenForReadingAsync(parse.GetValue(store)!, cli.Error.WriteLine);
            var grid = await ResultGrid.LoadAsync(opened, parse.GetValue(name)!, cancellation);
            var spec = grid.Experiment.Spec;
            var target = parse.GetValue(metric) is { } asked
                ? TargetOf(spec, asked, parse.GetValue(mode))
                : Target.Of(spec);
            var evidence = await grid.EvidenceAsync(target, cancellation);
            if (evidence.Count == 0 && parse.GetValue(metric) is { } unknown)
            {
                throw new InvalidOperationException(await NoneOfAsync(grid, unknown, cancellation));
            }

            var options = new ImportanceOptions { Method = parse.GetValue(method) };
            var importance = ImportanceAnalysis.Of(evidence, options) ?? throw new InvalidOperationException(
                $"There is nothing to analyse: {evidence.Count} trials of '{spec.Name}' have a finite "
                + $"'{evidence.Target}'; it takes {ImportanceAnalysis.TrialsMin} whose values differ, and a parameter "
                + $"that varies.{AnalysisText.LeftOut(evidence.LeftOut)}");
            AnalysisText.Write(cli, importance, InteractionReport.Of(evidence, options), parse.GetValue(json));
            return ExitCode.Done;
        }));
        return command;
    }

    private static async Task<string> NoneOfAsync(ResultGrid grid, string metric, CancellationToken cancellation)
    {
        var reported = new SortedSet<string>(StringComparer.Ordinal);
        await foreach (var result in grid.WithCancellation(cancellation))
        {
            reported.UnionWith(result.Metrics.Select(one => one.Name));
        }

        var more = reported.Count > MetricsMax ? $", and {reported.Count - MetricsMax} more" : "";
        return reported.Count == 0
            ? $"No trial of '{grid.Experiment.Name}' has reported anything yet."
            : $"No trial of '{grid.Experiment.Name}' has a finite '{metric}'.{Suggestion.For(metric, reported)} "
                + $"Reported are {string.Join(", ", reported.Take(MetricsMax))}{more}.";
    }

    private static Target TargetOf(ExperimentSpec spec, string metric, Mode mode) =>
        spec.Objective.Metric == metric
            ? Target.Of([spec.Objective], spec.Constraints)
            : Target.Of(metric, spec.Objectives.FirstOrDefault(one => one.Metric == metric)?.Mode ?? mode);
}

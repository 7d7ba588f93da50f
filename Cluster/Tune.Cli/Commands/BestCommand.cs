using System.CommandLine;
using System.Text.Json;
using Tune.Cli.Output;
using Tune.Cli.Owning;
using Tune.Cli.Reading;
using Tune.Cli.Running;
using Tune.Cli.Shell;
using Tune.Engine.Results;
using Tune.Engine.Spaces;
using Tune.Hosting.Json;
using Tune.Hosting.Results;

namespace Tune.Cli.Commands;

internal static class BestCommand
{
    public static Command Make(CliContext cli)
    {
        var name = CommonOptions.Name("The experiment.");
        var (store, json) = (CommonOptions.Store(), CommonOptions.Json());
        var scope = CommonOptions.OneOf(
            "--scope", "Which report stands for a trial: Best (its best, whenever it came; its last, and only of the "
                + "longest trained, where IterationsRefine is set), Last, LastAverage (of its last 5), or Longest (its "
                + "last, and only of the longest trained). With several objectives it is always the last.", Scope.Best);
        var configs = CommonOptions.Configs("The configuration with the best mean over its trials instead.");
        var command = new Command(
            "best", "The best trial and its configuration; with several objectives the Pareto front.")
        {
            name, store, json, scope, configs,
        };
        command.SetAction((parse, cancellation) => cli.GuardAsync(parse.GetValue(json), async () =>
        {
            await using var opened = await OwnerReader.OpenAsync(
                parse.GetValue(store)!, cli.Error.WriteLine, cancellation);
            var grid = await ResultGrid.LoadAsync(opened, parse.GetValue(name)!, cancellation);
            if (parse.GetValue(configs))
            {
                Write(cli, grid, await grid.BestConfigurationAsync(
                    parse.GetValue(scope), cancellation: cancellation), parse.GetValue(json));
                return ExitCode.Done;
            }

            if (grid.Experiment.Spec.FurtherObjectives.Length > 0)
            {
                FrontText.Write(cli, grid.Experiment.Spec, await grid.FrontAsync(cancellation), parse.GetValue(json));
                return ExitCode.Done;
            }

            await WriteAsync(cli, grid, parse.GetValue(scope), parse.GetValue(json), cancellation);
            return ExitCode.Done;
        }));
        return command;
    }

    private static async Task WriteAsync(
        CliContext cli, ResultGrid grid, Scope scope, bool json, CancellationToken cancellation)
    {
        var best = await grid.BestAsync(scope, cancellation: cancellation);
        var value = best.Objective.ValueOf(await best.ScoreAsync(scope, cancellation: cancellation));
        string[] constraints = [.. grid.Experiment.Spec.Constraints.Select(constraint => constraint.Metric)];
        var (iteration, config) = scope == Scope.Best
            ? (best.Summary.BestIteration, best.BestConfig)
            : (best.Summary.Iteration, best.Config);
        if (json)
        {
            new JsonLines(cli.Out).Line("best", line =>
            {
                line.WriteNumber("trial", best.Trial.Number);
                line.WriteString("metric", best.Objective.Metric);
                line.Number("value", value);
                line.WriteNumber("iteration", iteration);
                if (constraints.Length > 0)
                {
                    line.WriteBoolean("feasible", true);
                }

                line.WritePropertyName("config");
                JsonSerializer.Serialize(line, config);
            });
            return;
        }

        List<(string, string)> head =
        [
            ("trial", best.Trial.ToString()), (best.Objective.Metric, ExperimentTable.Value(value)),
            .. constraints.Length > 0
                ? ((string, string)[])[("feasible", $"yes: the best of what keeps to {RunText.Names(constraints)}")]
                : [],
        ];
        Write(cli, head, config);
    }

    private static void Write(CliContext cli, ResultGrid grid, ConfigurationSummary best, bool json)
    {
        var objective = grid.Experiment.Spec.Objective;
        if (json)
        {
            new JsonLines(cli.Out).Configuration("best", objective, best);
            return;
        }

        Write(
            cli,
            [
                ("trials", string.Join(", ", best.Trials)),
                (objective.Metric, $"{ExperimentTable.Value(best.Mean)} "
                    + $"(spread {ExperimentTable.Value(best.Spread)} over {best.Measured})"),
            ],
            best.Config);
    }

    private static void Write(
        CliContext cli, IReadOnlyCollection<(string Name, string Text)> head, Configuration config)
    {
        var width = head.Max(line => line.Name.Length);
        foreach (var (name, text) in head)
        {
            cli.Out.WriteLine($"{name.PadRight(width)}  {text}");
        }

        foreach (var line in TextTable.Lines(
            ["PARAMETER", "VALUE"], config.Select(pair => (string[])[pair.Key, pair.Value.ToString()])))
        {
            cli.Out.WriteLine(line);
        }
    }
}

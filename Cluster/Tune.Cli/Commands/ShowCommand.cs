using System.CommandLine;
using Tune.Cli.Output;
using Tune.Cli.Owning;
using Tune.Cli.Reading;
using Tune.Cli.Running;
using Tune.Cli.Shell;
using Tune.Engine.Experiments;
using Tune.Engine.Filters;
using Tune.Engine.Results;
using Tune.Engine.Stores;
using Tune.Engine.Trials;
using Tune.Hosting.Results;
using Tune.Server.Reading;

namespace Tune.Cli.Commands;

internal static class ShowCommand
{
    private const int RowsShown = 20;

    public static Command Make(CliContext cli)
    {
        var name = CommonOptions.Name("The experiment to show.");
        var (store, json) = (CommonOptions.Store(), CommonOptions.Json());
        var trial = CommonOptions.Count("--trial", "Show one trial with its log.", least: 0);
        var all = new Option<bool>("--all") { Description = $"Show every trial, not only the best {RowsShown}." };
        var configs = CommonOptions.Configs("Show each configuration with mean and spread over its trials.");
        var where = new Option<string?>("--where")
        {
            Description = "Only trials for which this holds, such as \"metrics.loss < 0.2 AND status = 'Completed'\".",
            HelpName = "FILTER",
        };
        var order = new Option<string?>("--order")
        {
            Description = "Trials by number, best, iteration, duration, metrics.NAME or params.NAME.",
            HelpName = "FIELD",
        };
        var descending = new Option<bool>("--descending") { Description = "The other way round." };
        var command = new Command("show", "An experiment and its trials, also while it runs elsewhere.")
        {
            name, store, json, trial, all, configs, where, order, descending,
        };
        command.SetAction((parse, cancellation) => cli.GuardAsync(parse.GetValue(json), async () =>
        {
            await using var opened = await OwnerReader.OpenAsync(
                parse.GetValue(store)!, cli.Error.WriteLine, cancellation);
            var grid = await ResultGrid.LoadAsync(opened, parse.GetValue(name)!, cancellation);
            if (Query(parse.GetValue(where), parse.GetValue(order), parse.GetValue(descending)) is { } query)
            {
                return await ShowAsync(
                    cli, grid, opened, query, parse.GetValue(json), parse.GetValue(all), cancellation);
            }

            if (parse.GetValue(configs))
            {
                Show(cli, grid, await grid.ByConfigurationAsync(cancellation: cancellation), parse.GetValue(json),
                    parse.GetValue(all));
                return ExitCode.Done;
            }

            return parse.GetValue(trial) is { } number
                ? await ShowTrialAsync(cli, grid, number, parse.GetValue(json), cancellation)
                : await ShowAsync(
                    cli, grid, parse.GetValue(store)!,
                    await IdleOrNullAsync(cli, grid, opened, parse.GetValue(store)!, cancellation),
                    parse.GetValue(json), parse.GetValue(all), cancellation);
        }));
        return command;
    }

    private static TrialQuery? Query(string? where, string? order, bool descending)
    {
        if (where is null && order is null && !descending)
        {
            return null;
        }

        try
        {
            return new TrialQuery
            {
                Where = where is null ? null : TrialFields.Parse(where),
                Order = TrialRoutes.KnownOrder(order) ?? throw new UsageException(
                    $"--order is '{order}'; it may be number, best, iteration, duration, metrics.NAME or params.NAME."),
                Descending = descending,
            };
        }
        catch (FilterException problem)
        {
            throw new UsageException($"--where: {problem.Message}");
        }
    }

    private static async Task<int> ShowAsync(
        CliContext cli, ResultGrid grid, ITuneReader store, TrialQuery query, bool json, bool all,
        CancellationToken cancellation)
    {
        var (name, spec) = (grid.Experiment.Name, grid.Experiment.Spec);
        var most = json || all ? TrialQuery.TakeMax : RowsShown;
        var page = await store.Tracking.TrialsAsync(name, query with { Take = most }, cancellation);
        if (json)
        {
            var lines = new JsonLines(cli.Out);
            foreach (var trial in page.Trials)
            {
                lines.Trial(spec, trial);
            }

            if (page.Total > page.Trials.Count)
            {
                cli.Error.WriteLine(
                    $"These are the first {page.Trials.Count} of {page.Total} trials that are so; --where can ask for "
                    + "fewer.");
            }

            return ExitCode.Done;
        }

        cli.Out.WriteLine(page.Total > page.Trials.Count
            ? $"The first {page.Trials.Count} of {page.Total} trials that are so (--all for more):"
            : $"{page.Total} of {grid.Count} trials:");
        foreach (var line in ExperimentTable.Trials(spec, page.Trials))
        {
            cli.Out.WriteLine(line);
        }

        return ExitCode.Done;
    }

    // What its owner left when it was killed still reads as running; nobody should wait for it.
    private static async Task<string?> IdleOrNullAsync(
        CliContext cli, ResultGrid grid, ITuneReader opened, string store, CancellationToken cancellation) =>
        grid.Experiment.Status == ExperimentStatus.Active && await opened.HolderAsync(cancellation) is null
            ? $"nobody runs it now; go on with: {cli.CommandLine("resume", grid.Experiment.Name, store)}"
            : null;

    private static async Task<int> ShowAsync(
        CliContext cli, ResultGrid grid, string store, string? idle, bool json, bool all,
        CancellationToken cancellation)
    {
        var experiment = grid.Experiment;
        if (json)
        {
            var lines = new JsonLines(cli.Out);
            lines.Experiment(experiment);
            await foreach (var result in grid.WithCancellation(cancellation))
            {
                lines.Trial(experiment.Spec, result.Summary);
            }

            return ExitCode.Done;
        }

        foreach (var line in ExperimentTable.Experiments([experiment]))
        {
            cli.Out.WriteLine(line);
        }

        if (experiment.Why.Length > 0)
        {
            cli.Out.WriteLine($"because {experiment.Why}");
        }

        if (TrainedText.Of(
            experiment.Spec, experiment.Shortfall, cli.CommandLine("resume", experiment.Name, store)) is { } note)
        {
            cli.Out.WriteLine(note);
        }

        if (idle is not null)
        {
            cli.Out.WriteLine(idle);
        }

        foreach (var line in ProgramText.Of(experiment.Programs))
        {
            cli.Out.WriteLine(line);
        }

        cli.Out.WriteLine();
        IReadOnlyList<TrialSummary> trials;
        if (all || grid.Count <= RowsShown)
        {
            trials = await grid.Select(result => result.Summary).ToListAsync(cancellation);
        }
        else
        {
            cli.Out.WriteLine($"The best {RowsShown} of {grid.Count} trials (--all for every one):");
            trials = await BestAsync(grid, cancellation);
        }

        foreach (var line in ExperimentTable.Trials(experiment.Spec, trials))
        {
            cli.Out.WriteLine(line);
        }

        return ExitCode.Done;
    }

    // No more is remembered than is shown, however many trials there are.
    private static async Task<IReadOnlyList<TrialSummary>> BestAsync(ResultGrid grid, CancellationToken cancellation)
    {
        var objective = grid.Experiment.Spec.Objective;
        List<TrialSummary> best = [];
        await foreach (var result in grid.WithCancellation(cancellation))
        {
            best.Add(result.Summary);
            if (best.Count >= 2 * RowsShown)
            {
                best = Best(best);
            }
        }

        return Best(best);

        List<TrialSummary> Best(List<TrialSummary> trials) =>
        [
            .. trials.OrderByDescending(trial => objective.RankOf(trial.BestIteration, trial.BestScore))
                .ThenBy(trial => trial.Trial).Take(RowsShown),
        ];
    }

    private static void Show(
        CliContext cli, ResultGrid grid, IReadOnlyList<ConfigurationSummary> configurations, bool json,
        bool all)
    {
        if (json)
        {
            var lines = new JsonLines(cli.Out);
            foreach (var each in configurations)
            {
                lines.Configuration("configuration", grid.Experiment.Spec.Objective, each);
            }

            return;
        }

        IEnumerable<ConfigurationSummary> shown = configurations;
        if (!all && configurations.Count > RowsShown)
        {
            cli.Out.WriteLine($"The best {RowsShown} of {configurations.Count} configurations (--all for every one):");
            shown = grid.BestFirst(configurations).Take(RowsShown);
        }

        foreach (var line in ExperimentTable.Configurations(shown))
        {
            cli.Out.WriteLine(line);
        }
    }

    private static async Task<int> ShowTrialAsync(
        CliContext cli, ResultGrid grid, int number, bool json, CancellationToken cancellation)
    {
        if (number < 0 || number >= grid.Count)
        {
            return cli.Fail($"There is no trial {number}; '{grid.Experiment.Name}' has trials 0 to {grid.Count - 1}.",
                json);
        }

        var trial = (await grid.GetAsync(number, cancellation)).Summary;
        if (json)
        {
            new JsonLines(cli.Out).Trial(grid.Experiment.Spec, trial);
            return ExitCode.Done;
        }

        foreach (var line in ExperimentTable.Trials(grid.Experiment.Spec, [trial]))
        {
            cli.Out.WriteLine(line);
        }

        cli.Out.WriteLine($"metrics  {trial.LastMetrics}");
        if (!trial.BestConfig.Equals(trial.Config))
        {
            cli.Out.WriteLine($"cloned   its configuration is now {RunText.Config(trial.Config)}");
        }

        if (trial.Why.Length > 0)
        {
            cli.Out.WriteLine($"ended    {trial.Why}");
        }

        if (trial.Checkpoint is { } checkpoint)
        {
            cli.Out.WriteLine(
                $"checkpoint  iteration {checkpoint.Iteration}, {checkpoint.Bytes} bytes, {checkpoint.Digest}");
        }

        if (trial.Error is { } error)
        {
            cli.Out.WriteLine($"error    {error.Kind}: {error.Message}");
            cli.Out.WriteLine(error.LogTail);
        }

        return ExitCode.Done;
    }
}

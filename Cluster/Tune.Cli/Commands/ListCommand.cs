using System.CommandLine;
using Tune.Cli.Output;
using Tune.Cli.Reading;
using Tune.Cli.Shell;
using Tune.Engine.Filters;
using Tune.Engine.Results;
using Tune.Hosting;

namespace Tune.Cli.Commands;

internal static class ListCommand
{
    public static Command Make(CliContext cli)
    {
        var (store, json) = (CommonOptions.Store(), CommonOptions.Json());
        var where = new Option<string?>("--where")
        {
            Description = "Only experiments for which this holds, such as \"state = 'finished' AND best > 0.9\".",
            HelpName = "FILTER",
        };
        var deleted = new Option<bool>("--deleted") { Description = "What is in the recycle bin instead." };
        var command = new Command("list", "What this program can run, and what the store holds.")
        {
            store, json, where, deleted,
        };
        command.SetAction((parse, cancellation) => cli.GuardAsync(parse.GetValue(json), () =>
            RunAsync(
                cli, parse.GetValue(store)!, Filter(parse.GetValue(where)),
                parse.GetValue(deleted) ? Listed.Deleted : Listed.Kept, parse.GetValue(json), cancellation)));
        return command;
    }

    private static Filter? Filter(string? where)
    {
        try
        {
            return where is null ? null : ExperimentFields.Parse(where);
        }
        catch (FilterException problem)
        {
            throw new UsageException($"--where: {problem.Message}");
        }
    }

    private static async Task<int> RunAsync(
        CliContext cli, string folder, Filter? where, Listed listed, bool json, CancellationToken cancellation)
    {
        var damage = new List<string>();
        await using var store = await Stores.FindAsync(folder, damage.Add, cancellation);
        IReadOnlyList<ExperimentSummary> all =
            store is null ? [] : await store.Tracking.ExperimentsAsync(listed, cancellation);
        var experiments = where is null
            ? all
            : [.. all.Where(experiment => where.Matches(new ExperimentFields(experiment)))];
        damage.ForEach(cli.Error.WriteLine);
        var code = damage.Count > 0 && all.Count == 0 ? ExitCode.Failed : ExitCode.Done;
        if (json)
        {
            WriteJson(cli, experiments);
            return code;
        }

        foreach (var line in TextTable.Lines(
            ["CAN RUN", "DESCRIPTION"], cli.Book.Pages.Select(page => (string[])[page.Tuner.Name, page.Description])))
        {
            cli.Out.WriteLine(line);
        }

        foreach (var problem in cli.Book.Problems)
        {
            cli.Error.WriteLine($"An experiment cannot be offered. {problem}");
        }

        cli.Out.WriteLine();
        if (experiments.Count == 0)
        {
            cli.Out.WriteLine(damage.Count > 0
                ? $"The store {folder} holds nothing that can be read."
                : all.Count > 0
                    ? $"None of the {all.Count} experiments of the store {folder} is so."
                    : listed == Listed.Deleted
                    ? $"The recycle bin of the store {folder} is empty."
                    : $"The store {folder} holds no experiment yet.");
            return code;
        }

        foreach (var line in ExperimentTable.Experiments(experiments))
        {
            cli.Out.WriteLine(line);
        }

        return ExitCode.Done;
    }

    private static void WriteJson(CliContext cli, IReadOnlyList<ExperimentSummary> experiments)
    {
        var lines = new JsonLines(cli.Out);
        foreach (var page in cli.Book.Pages)
        {
            lines.Line("runnable", line =>
            {
                line.WriteString("experiment", page.Tuner.Name);
                line.WriteString("description", page.Description);
            });
        }

        foreach (var experiment in experiments)
        {
            lines.Experiment(experiment);
        }
    }
}

using System.CommandLine;
using System.Runtime.CompilerServices;
using Tune.Cli.Output;
using Tune.Cli.Owning;
using Tune.Cli.Reading;
using Tune.Cli.Shell;
using Tune.Engine.Filters;
using Tune.Engine.Results;
using Tune.Engine.Stores;
using Tune.Server.Reading;

namespace Tune.Cli.Commands;

internal static class ListCommand
{
    private const int PageSize = 1_000;

    public static Command Make(CliContext cli)
    {
        var (store, json) = (CommonOptions.Store(), CommonOptions.Json());
        var where = new Option<string?>("--where")
        {
            Description = "Only experiments for which this holds, such as \"state = 'finished' AND best > 0.9\".",
            HelpName = "FILTER",
        };
        var order = new Option<string?>("--order")
        {
            Description = "Experiments by name (default), created, last, state, trials, reports or best.",
            HelpName = "FIELD",
        };
        var descending = new Option<bool>("--descending") { Description = "The other way round." };
        var deleted = new Option<bool>("--deleted") { Description = "What is in the recycle bin instead." };
        var command = new Command("list", "What this program can run, and what the store holds.")
        {
            store, json, where, order, descending, deleted,
        };
        command.SetAction((parse, cancellation) => cli.GuardAsync(parse.GetValue(json), () =>
            RunAsync(
                cli, parse.GetValue(store)!,
                new ExperimentQuery
                {
                    Where = Filter(parse.GetValue(where)),
                    Order = Order(parse.GetValue(order)),
                    Descending = parse.GetValue(descending),
                    Listed = parse.GetValue(deleted) ? Listed.Deleted : Listed.Kept,
                    Take = PageSize,
                },
                parse.GetValue(json), cancellation)));
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

    private static ExperimentOrder Order(string? order) => ExperimentRoutes.KnownOrder(order)
        ?? throw new UsageException(
            $"--order is '{order}'; it may be name, created, last, state, trials, reports or best.");

    private static async Task<int> RunAsync(
        CliContext cli, string folder, ExperimentQuery query, bool json, CancellationToken cancellation)
    {
        var damage = new List<string>();
        await using var store = await OwnerReader.FindAsync(folder, cli.Error.WriteLine, damage.Add, cancellation);
        if (json)
        {
            WriteRunnable(cli);
        }

        var (experiments, total) = (new List<ExperimentSummary>(), 0);
        await foreach (var page in PagesAsync(store, query, cancellation))
        {
            total = page.Total;
            if (json)
            {
                page.Experiments.ToList().ForEach(new JsonLines(cli.Out).Experiment);
            }
            else
            {
                experiments.AddRange(page.Experiments);
            }
        }

        var all = total > 0 || query.Where is null ? total : await CountAsync(store, query.Listed, cancellation);
        damage.ForEach(cli.Error.WriteLine);
        var code = damage.Count > 0 && all == 0 ? ExitCode.Failed : ExitCode.Done;
        if (json)
        {
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
                : all > 0
                    ? $"None of the {all} experiments of the store {folder} is so."
                    : query.Listed == Listed.Deleted
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

    private static async IAsyncEnumerable<SummaryPage> PagesAsync(
        ITuneReader? store, ExperimentQuery query, [EnumeratorCancellation] CancellationToken cancellation)
    {
        for (var skip = 0; store is not null; skip += PageSize)
        {
            var page = await store.Tracking.SummariesAsync(query with { Skip = skip }, cancellation);
            yield return page;
            if (skip + (long)PageSize >= page.Total)
            {
                yield break;
            }
        }
    }

    private static async Task<int> CountAsync(ITuneReader? store, Listed listed, CancellationToken cancellation) =>
        store is null
            ? 0
            : (await store.Tracking.SummariesAsync(
                new ExperimentQuery { Listed = listed, Take = 1 }, cancellation)).Total;

    private static void WriteRunnable(CliContext cli)
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
    }
}

using System.CommandLine;
using Tune.Cli.Output;
using Tune.Cli.Running;
using Tune.Cli.Shell;
using Tune.Engine.Metrics;
using Tune.Engine.Stores;
using Tune.Hosting;
using Tune.Hosting.Importing;
using Tune.Hosting.Importing.Mlflow;

namespace Tune.Cli.Commands;

/// <summary>Takes experiments over from MLflow, a folder or a server.</summary>
internal static class ImportMlflowCommand
{
    public static Command Make(CliContext cli)
    {
        var source = new Argument<string>("SOURCE")
        {
            Description = "The folder mlruns, or the address of a server (http://...).",
        };
        var experiments = new Option<string[]>("--experiment")
        {
            Description = "Which, by name or id; may be said again. Default all that have the metric.",
            HelpName = "NAME|ID",
        };
        var metric = new Option<string?>("--metric")
        {
            Description = "The metric that was optimised; sweeps of a TuneNet server say it themselves.",
            HelpName = "NAME",
        };
        var mode = ImportCommand.Mode(required: false);
        var parameters = Some("--params", "The params that are parameters; default all.");
        var metrics = Some("--metrics", "The metrics that are taken besides; default all that are not system/...");
        var name = new Option<string?>("--name")
        {
            Description = "What the experiment is called here, if it is one; default its own name.", HelpName = "NAME",
        };
        var (store, json) = (CommonOptions.Store(), CommonOptions.Json());
        var command = new Command("mlflow", "Experiments of MLflow: each run is a trial.")
        {
            source, experiments, metric, mode, parameters, metrics, name, store, json,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(metric) is null != result.GetResult(mode) is null)
            {
                result.AddError("--metric and --mode are said both or not at all.");
            }
        });
        command.SetAction((parse, cancellation) => cli.GuardAsync(parse.GetValue(json), async () =>
        {
            var options = new MlflowOptions
            {
                Objective = parse.GetValue(metric) is { } said
                    ? new Objective(said, parse.GetValue(mode)!.Value) : null,
                Parameters = ImportCommand.Names(parse.GetValue(parameters)),
                Metrics = ImportCommand.Names(parse.GetValue(metrics)),
            };
            using var from = Open(cli, parse.GetValue(source)!);
            var reader = new MlflowSource(from, options);
            var chosen = parse.GetValue(experiments) ?? [];
            var found = await reader.ChooseAsync(chosen, cancellation);
            return await WriteAsync(
                cli, reader, new Wanted(found, chosen.Length == 0, parse.GetValue(name), parse.GetValue(json)),
                parse.GetValue(store)!, cancellation);
        }));
        return command;
    }

    private static Option<string?> Some(string name, string description) =>
        new(name) { Description = description, HelpName = "A,B" };

    private static IMlflowStore Open(CliContext cli, string source)
    {
        if (Uri.TryCreate(source, UriKind.Absolute, out var address)
            && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps))
        {
            var access = MlflowAccess.Of(Environment.GetEnvironmentVariable, address);
            return new MlflowServer(new MlflowHttp(address, access, cli.Time));
        }

        return source.Contains("://", StringComparison.Ordinal) && address is not { IsFile: true }
            ? throw new ImportException(
                $"'{source.Split(':')[0]}:' is neither a folder nor a server's address; start 'mlflow server' on it "
                + "and name its address, http://...")
            : MlflowFolder.Open(address is { IsFile: true } ? address.LocalPath : source);
    }

    private static async Task<int> WriteAsync(
        CliContext cli, MlflowSource reader, Wanted wanted, string address, CancellationToken cancellation)
    {
        if (wanted.Name is not null && wanted.Experiments.Count > 1)
        {
            throw new ImportException(
                $"There are {wanted.Experiments.Count} experiments; say which --experiment is called '{wanted.Name}'.");
        }

        var outcomes = new List<MlflowOutcome>();
        await using var store = await Stores.OpenAsync(address, cli.Error.WriteLine, cancellation);
        foreach (var experiment in wanted.Experiments)
        {
            var called = wanted.Name ?? MlflowNames.Of(experiment);
            // It would be found out in the end; better before a server is asked for everything.
            await RequireNewAsync(store, called, cancellation);
            var outcome = await reader.ReadAsync(experiment, cancellation);
            outcomes.Add(outcome);
            if (outcome.Imported is not { } imported)
            {
                if (!wanted.IsAll)
                {
                    throw new ImportException(outcome.Note);
                }

                continue;
            }

            var reports = await ImportWriter.WriteAsync(
                store, imported, called, cli.Time.GetUtcNow().UtcDateTime, cancellation);
            ImportCommand.Tell(cli, wanted.AsJson, called, imported.Trials.Count, reports, address);
            if (outcome.Note.Length > 0)
            {
                cli.Error.WriteLine(outcome.Note);
            }
        }

        return outcomes.Exists(each => each.Imported is not null)
            ? ExitCode.Done
            : throw new ImportException(string.Join(' ', outcomes.Take(10).Select(each => each.Note)));
    }

    private static async Task RequireNewAsync(ITuneStore store, string name, CancellationToken cancellation)
    {
        if (await store.ExistsAsync(name, cancellation))
        {
            throw new ImportException($"The store has an experiment '{name}' already; choose another name.");
        }
    }

    /// <summary>What is to be imported.</summary>
    /// <param name="Experiments">These.</param>
    /// <param name="IsAll">Whether none was named, so that those without the metric are passed over.</param>
    /// <param name="Name">What the only one is called; null for its own name.</param>
    /// <param name="AsJson">Whether a program reads what is said.</param>
    private sealed record Wanted(
        IReadOnlyList<MlflowExperiment> Experiments, bool IsAll, string? Name, bool AsJson);
}

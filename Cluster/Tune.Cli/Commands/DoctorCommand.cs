using System.CommandLine;
using Tune.Cli.Output;
using Tune.Cli.Running;
using Tune.Cli.Shell;
using Tune.Engine.Experiments;
using Tune.Engine.Ports;
using Tune.Engine.Stores;
using Tune.Hosting;
using Tune.Hosting.Results;
using Tune.Schedulers;

namespace Tune.Cli.Commands;

/// <summary>Looks for what is wrong and says it: the store, its journals, and with --replay every decision.</summary>
internal static class DoctorCommand
{
    public static Command Make(CliContext cli)
    {
        var name = new Argument<string?>("NAME")
        {
            Description = "Only this experiment.", Arity = ArgumentArity.ZeroOrOne,
        };
        var (store, json) = (CommonOptions.Store(), CommonOptions.Json());
        var replay = new Option<bool>("--replay")
        {
            Description = "Take every recorded decision a second time and compare.",
        };
        var command = new Command("doctor", "Checks the store and its journals.") { name, store, json, replay };
        command.SetAction((parse, cancellation) => cli.GuardAsync(parse.GetValue(json), () => RunAsync(
            cli, parse.GetValue(store)!, parse.GetValue(name), parse.GetValue(replay), parse.GetValue(json),
            cancellation)));
        return command;
    }

    private static async Task<int> RunAsync(
        CliContext cli, string folder, string? only, bool replay, bool json, CancellationToken cancellation)
    {
        await using var store = await Stores.OpenForReadingAsync(folder, null, cancellation);
        var names = await store.ExperimentsAsync(cancellation);
        if (only is not null && !await store.ExistsAsync(only, cancellation))
        {
            throw await UnknownExperimentException.InAsync(store, only, cancellation);
        }

        var holder = await store.HolderAsync(cancellation);
        var lines = json ? new JsonLines(cli.Out) : null;
        Say(cli, lines, "store", $"store {store.Location}: {RunText.Number(names.Count, "experiment")}, "
            + (holder is null ? "not open anywhere" : $"held by {holder}"));
        var sick = 0;
        foreach (var experiment in only is null ? names : [only])
        {
            sick += await CheckAsync(cli, lines, store, experiment, holder is null, replay, cancellation) ? 0 : 1;
        }

        return sick == 0 ? ExitCode.Done : ExitCode.Failed;
    }

    private static async Task<bool> CheckAsync(
        CliContext cli, JsonLines? lines, ITuneReader store, string experiment, bool isIdle, bool replay,
        CancellationToken cancellation)
    {
        try
        {
            var check = await store.CheckJournalAsync(experiment, cancellation);
            var snapshot = await store.SnapshotAsync(experiment, cancellation);

            // Functions of the space are code and not in the journal; a program that has the experiment lends them.
            var code = cli.Book.Find(experiment)?.Tuner.Space;
            var specs = new SpecJson(SchedulerCatalog.All);
            var impossible = snapshot is null && await History().FirstOrDefaultAsync(cancellation) is { } first
                ? SnapshotCheck.Impossible(first, specs)
                : null;
            var torn = isIdle ? check.UnfinishedBytes : 0;
            var end = torn == 0 ? "every frame whole"
                : $"every frame whole but the last: {torn:N0} bytes at the end are an append that was cut short. "
                    + "Nothing that is known to have been acknowledged is missing; the next resume cuts it off and "
                    + "keeps it aside";
            if (!replay)
            {
                Say(cli, lines, "journal", $"{experiment}: {check.Events} events, {end}");
                SaySnapshot(snapshot is null
                    ? impossible
                    : $"its snapshot is whole and stands for the first {snapshot.Position} events");
                return true;
            }

            if (torn > 0)
            {
                Say(cli, lines, "journal", $"{experiment}: {end}");
            }

            var look = new SnapshotCheck(snapshot, specs, code);
            var report = await Task.Run(
                () => ReplayAudit.Run(History().ToBlockingEnumerable(cancellation), look.Pass), cancellation);
            SayReplay(cli, lines, experiment, report);
            SaySnapshot(look.Verdict ?? impossible);
            return report.IsIdentical && !look.Disagrees;

            IAsyncEnumerable<ExperimentEvent> History() =>
                store.ReadJournalAsync(experiment, cancellation: cancellation)
                    .Select(fact => fact.Bind(spec => spec.WithCodeOf(code)));
        }
        catch (StorageException damage)
        {
            Say(cli, lines, "damage", $"{experiment}: {damage.Message}");
            return false;
        }

        void SaySnapshot(string? what)
        {
            if (what is not null)
            {
                Say(cli, lines, "snapshot", $"{experiment}: {what}");
            }
        }
    }

    private static void SayReplay(CliContext cli, JsonLines? lines, string experiment, ReplayReport report)
    {
        if (lines is not null)
        {
            lines.Line("replay", line =>
            {
                line.WriteString("experiment", experiment);
                line.WriteBoolean("identical", report.IsIdentical);
                line.WriteNumber("events", report.Events);
                line.WriteNumber("decisions", report.Decisions);
                line.WriteNumber("starts", report.Starts);
                line.WriteNumber("mismatches", report.Mismatches.Count);
            });
            return;
        }

        cli.Out.WriteLine(
            $"{experiment}: {report.Events} events, {report.Decisions} decisions and {report.Starts} starts decided "
            + $"again: {(report.IsIdentical ? "identical" : "NOT identical")}");
        foreach (var mismatch in report.Mismatches)
        {
            cli.Out.WriteLine($"  {mismatch}");
        }
    }

    private static void Say(CliContext cli, JsonLines? lines, string name, string sentence)
    {
        if (lines is not null)
        {
            lines.Line(name, line => line.WriteString("message", sentence));
        }
        else
        {
            cli.Out.WriteLine(sentence);
        }
    }
}

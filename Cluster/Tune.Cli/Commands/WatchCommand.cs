using System.CommandLine;
using System.Globalization;
using Tune.Cli.Output;
using Tune.Cli.Owning;
using Tune.Cli.Shell;
using Tune.Client;
using Tune.Client.Shapes;
using Tune.Hosting;
using Tune.Server.Answers;

namespace Tune.Cli.Commands;

/// <summary>watch: a line whenever an experiment has come on, until it is over.</summary>
internal static class WatchCommand
{
    // So long it is waited for a program that does not answer any more.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    public static Command Make(CliContext cli)
    {
        var name = CommonOptions.Name("The experiment.");
        var (store, json) = (CommonOptions.Store(), CommonOptions.Json());
        var command = new Command(
            "watch", "Follows an experiment that another program runs, until it is over or Ctrl-C.")
        {
            name, store, json,
        };
        command.SetAction((parse, cancellation) => cli.GuardAsync(parse.GetValue(json), () => WatchAsync(
            cli, parse.GetValue(store)!, parse.GetValue(name)!, parse.GetValue(json), cancellation)));
        return command;
    }

    private static async Task<int> WatchAsync(
        CliContext cli, string store, string experiment, bool json, CancellationToken cancellation)
    {
        await Stores.RequireAsync(store, cancellation);
        try
        {
            return await FollowAsync(cli, store, experiment, json, cancellation);
        }
        catch (TuneClientException gone) when (gone.Kind is TuneClientException.NoOwner
            or TuneClientException.Unreachable or TuneClientException.NoAnswer or TuneClientException.TooLate)
        {
            // A program often ends with its sweep, before it has told everybody: the store knows.
            await using var opened = await Stores.OpenForReadingAsync(store, cli.Error.WriteLine, cancellation);
            await opened.Tracking.CatchUpAsync(experiment, cancellation);
            if (await opened.Tracking.GlanceAsync(experiment, cancellation) is { } glance)
            {
                Say(cli, Forms.Of(glance, null), json);
                if (IsOver(Forms.Of(glance, null)))
                {
                    return ExitCode.Done;
                }
            }

            return cli.Fail($"The program that ran it is gone: {gone.Message}", json);
        }
    }

    private static async Task<int> FollowAsync(
        CliContext cli, string store, string experiment, bool json, CancellationToken cancellation)
    {
        using var client = Stores.FolderOf(store) is { } folder ? await Owner.FindAsync(folder, cancellation) : null;
        if (client is null)
        {
            return cli.Fail(
                $"No program has the store open, so nothing changes in it; '{cli.Program} show {experiment}' says how "
                + "it stands.", json);
        }

        client.Patience = s_patience;

        // Where it stands comes first; what is past is not told again.
        var now = await client.ExperimentAsync(experiment, cancellation);
        Say(cli, now, json);
        if (IsOver(now))
        {
            return ExitCode.Done;
        }

        await foreach (var changes in client.WatchAsync(experiment, now.Position, now.Journal, cancellation))
        {
            if (changes.Summary is { } next)
            {
                Say(cli, next, json);
                if (IsOver(next) && !changes.More)
                {
                    return ExitCode.Done;
                }
            }
        }

        return ExitCode.Done;
    }

    private static bool IsOver(ExperimentItem experiment) => experiment.State is "finished" or "stopped" or "failed";

    private static void Say(CliContext cli, ExperimentItem now, bool json)
    {
        if (json)
        {
            new JsonLines(cli.Out).Line("changed", line =>
            {
                line.WriteString("experiment", now.Experiment);
                line.WriteString("state", now.State);
                line.WriteNumber("trials", now.Trials);
                line.WriteNumber("reports", now.Reports);
                if (now.Best is { } best)
                {
                    line.WriteNumber("best_trial", best.Trial);
                    line.WriteString("best", best.Value.ToString("R", CultureInfo.InvariantCulture));
                }
            });
            return;
        }

        var counts = string.Join(", ", now.Counts.Select(count => $"{count.Value} {count.Key.ToLowerInvariant()}"));
        var top = now.Best is { } leader
            ? string.Create(
                CultureInfo.InvariantCulture, $"  best {now.Metric} {leader.Value:G6} (trial {leader.Trial})")
            : "";
        var why = now.Why.Length > 0 ? $"  {now.Why}" : "";
        cli.Out.WriteLine($"{now.LastUtc:HH:mm:ss}  {now.State}  {counts}  {now.Reports} reports{top}{why}");
    }
}

using System.CommandLine;
using System.Globalization;
using Tune.Cli.Output;
using Tune.Cli.Reading;
using Tune.Cli.Shell;
using Tune.Hosting;

namespace Tune.Cli.Commands;

/// <summary>audit: who did what to an experiment by hand, and when.</summary>
internal static class AuditCommand
{
    public static Command Make(CliContext cli)
    {
        var name = CommonOptions.Name("The experiment.");
        var (store, json) = (CommonOptions.Store(), CommonOptions.Json());
        var take = CommonOptions.Count(
            "--take", "How many entries at most, the newest; default 50.", most: AuditReading.TakeMax);
        var command = new Command("audit", "Who did what to an experiment by hand, and when; the newest first.")
        {
            name, take, store, json,
        };
        command.SetAction((parse, cancellation) => cli.GuardAsync(parse.GetValue(json), async () =>
        {
            await using var opened = await Stores.OpenForReadingAsync(parse.GetValue(store)!, cli.Error.WriteLine);
            var page = await AuditReading.ReadAsync(
                opened, parse.GetValue(name)!, 0, parse.GetValue(take) ?? 50, newestFirst: true, cancellation);
            Show(cli, page, parse.GetValue(json));
            return ExitCode.Done;
        }));
        return command;
    }

    private static void Show(CliContext cli, AuditPage page, bool json)
    {
        if (json)
        {
            var lines = new JsonLines(cli.Out);
            foreach (var entry in page.Entries)
            {
                lines.Line("act", line =>
                {
                    line.WriteNumber("position", entry.Position);
                    line.WriteString("at", entry.At.Utc);
                    line.WriteString("who", entry.By.Who);
                    line.WriteString("via", entry.By.Via);
                    line.WritePropertyName("detail");
                    line.WriteRawValue(entry.Act.ToJson());
                });
            }

            return;
        }

        if (page.Total == 0)
        {
            cli.Out.WriteLine("Nobody has done anything to it by hand.");
            return;
        }

        foreach (var line in TextTable.Lines(
            ["when", "who", "via", "what"],
            page.Entries.Select(entry => (string[])
            [
                entry.At.Utc.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture), entry.By.Who,
                entry.By.Via, entry.Act.ToJson(),
            ])))
        {
            cli.Out.WriteLine(line);
        }

        if (page.Total > page.Entries.Count)
        {
            cli.Out.WriteLine($"({page.Total - page.Entries.Count} older ones: --take N)");
        }
    }
}

using System.Collections.Immutable;
using System.CommandLine;
using Tune.Cli.Output;
using Tune.Cli.Running;
using Tune.Cli.Shell;
using Tune.Cli.Viewing;
using Tune.Files;
using Tune.Hosting;
using Tune.Server;
using Tune.Viewer;

namespace Tune.Cli.Commands;

/// <summary>serve owns a store until Ctrl-C, for programs that log runs to it, for people who look at them, and for
/// whoever submits the experiments of this program; it runs nothing else.</summary>
internal static class ServeCommand
{
    private const string TokenFile = "--token-file";
    private const string PublicOrigin = "--public-origin";

    public static Command Make(CliContext cli)
    {
        var (store, json, port) = (CommonOptions.Store(), CommonOptions.Json(), CommonOptions.Port());
        var token = new Option<string?>(TokenFile)
        {
            Description = "A file with the token, 16 characters or more; default the one kept in the store.",
            HelpName = "FILE",
        };
        var retention = CommonOptions.Retention();
        var slots = CommonOptions.Count(
            "--slots", "How many trials of what is submitted run at once; default the number of processors.", least: 0);
        var (gpus, offers) = (GpuChoice.Option(), CommonOptions.Offers());
        var origin = new Option<string?>(PublicOrigin)
        {
            Description = "Where browsers reach it through a proxy on this machine that speaks TLS for it, such as "
                + "https://tune.example.org; default none.",
            HelpName = "URL",
        };
        var command = new Command(
            "serve", "Serves a store until Ctrl-C: others log runs to it, and submit this program's experiments.")
        {
            store, json, port, token, origin, slots, gpus, offers, retention,
        };
        command.SetAction((parse, cancellation) => cli.GuardAsync(parse.GetValue(json), () => RunAsync(
            cli,
            new TuneHostOptions
            {
                Store = parse.GetValue(store)!,
                Slots = parse.GetValue(slots) ?? (cli.Book.Pages.Count > 0 ? cli.Slots : 0),
                Gpus = parse.GetValue(gpus)?.Count ?? 0,
                Offers = parse.GetValue(offers) ?? ImmutableSortedDictionary<string, double>.Empty,
                Serve = StoreSocket.ServeAsync,
                Templates = OfferedTemplates.Of(cli),
                TakesUp = true,
                Retention = parse.GetValue(retention),
                Notice = cli.Error.WriteLine,
            },
            parse.GetValue(gpus), parse.GetValue(port), parse.GetValue(token), parse.GetValue(origin),
            parse.GetValue(json), cancellation)));
        return command;
    }

    private static async Task<int> RunAsync(
        CliContext cli, TuneHostOptions hosting, GpuChoice? gpus, int? port, string? tokenFile, string? origin,
        bool json, CancellationToken cancellation)
    {
        var token = tokenFile is null ? null : Read(tokenFile);
        var known = origin is null ? null : OriginOf(origin);
        using var printed = cli.OwnsConsole ? PrintedText.Catch() : null;
        using var cards = gpus?.Open(cli.Error.WriteLine);
        await using var host = await TuneHost.StartAsync(hosting with { Cards = cards }, cancellation);
        var options = ViewedRun.Options(hosting.Store, port) with { PublicOrigin = known };
        await using var server = await TuneViewer.StartAsync(
            host, token is null ? options : options with { Token = token }, cancellation);
        host.ViewerLink = server.NewLink;
        Say(cli, server, json);
        cli.Error.WriteLine("Ctrl-C ends it; what was answered is kept.");
        await ViewCommand.WaitAsync(cancellation);
        host.ViewerLink = null;
        return ExitCode.Done;
    }

    private static void Say(CliContext cli, TuneServer server, bool json)
    {
        var address = server.Address.ToString().TrimEnd('/');
        if (json)
        {
            new JsonLines(cli.Out).Line("serve", line =>
            {
                line.WriteString("url", address);
                line.WriteString("token", server.Token);
                line.WriteString("viewer", server.NewLink().ToString());
            });
            return;
        }

        cli.Out.WriteLine($"viewer     {server.NewLink()}");
        cli.Out.WriteLine($"export MLFLOW_TRACKING_URI={address}");
        cli.Out.WriteLine($"export MLFLOW_TRACKING_TOKEN={server.Token}");
    }

    private static Uri OriginOf(string text)
    {
        try
        {
            var origin = new Uri(text);
            Exposure.RequireOrigin(origin);
            return origin;
        }
        catch (Exception wrong) when (wrong is UriFormatException or ArgumentException)
        {
            throw new UsageException(
                $"{PublicOrigin} is '{text}'; it must be https:// and a name, such as https://tune.example.org.");
        }
    }

    private static string Read(string path)
    {
        const int most = 4096;
        try
        {
            using var file = PlainFile.OpenRead(path);
            var bytes = new byte[most];
            var length = file.ReadAtLeast(bytes, most, throwOnEndOfStream: false);
            var token = System.Text.Encoding.ASCII.GetString(bytes, 0, length).Trim();
            return token.Length >= 16 && token.All(letter => letter is > ' ' and < '\u007f')
                ? token
                : throw new UsageException(
                    $"{TokenFile}: '{path}' holds no token: 16 or more letters, digits and signs without blanks.");
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new UsageException($"{TokenFile}: '{path}' cannot be read: {wrong.Message}");
        }
    }
}

using System.Collections.Immutable;
using System.CommandLine;
using Tune.Cli.Catalog;
using Tune.Cli.Output;
using Tune.Cli.Running;
using Tune.Cli.Shell;
using Tune.Cli.Viewing;
using Tune.Engine.Experiments;
using Tune.Hosting.Json;
using Tune.Hosting;
using Tune.Hosting.Observing;
using Tune.Hosting.Running;
using Tune.Server;

namespace Tune.Cli.Commands;

/// <summary>run starts or extends an experiment as the program defines it; resume goes on with it as it was
/// recorded.</summary>
internal sealed class RunCommand(CliContext cli, bool resumes)
{
    private readonly RunOptions _options = new();
    private readonly AgainOptions _again = new();

    public static Command Run(CliContext cli) => new RunCommand(cli, resumes: false).Make(
        "run", "Runs an experiment to its end; the same name again goes on where it stopped.");

    public static Command Resume(CliContext cli) => new RunCommand(cli, resumes: true).Make(
        "resume", "Goes on with an experiment as it was started.");

    private Command Make(string name, string description)
    {
        var command = new Command(name, description);
        _options.AddTo(command);
        if (resumes)
        {
            _again.AddTo(command);
        }

        command.SetAction(ActAsync);
        return command;
    }

    // Like CliGuard, but a run for machines ends with the line `done` whatever happens.
    private async Task<int> ActAsync(ParseResult parse, CancellationToken cancellation)
    {
        var started = cli.Time.GetTimestamp();
        var name = parse.GetValue(_options.Name)!;
        var output = OutputFor(parse);
        var view = new SweepView();
        try
        {
            var page = Page(name);
            var store = parse.GetValue(_options.Store)!;
            await CheckAsync(page, parse, store, cancellation);
            using var printed = cli.OwnsConsole ? PrintedText.Catch() : null;
            using var cards = parse.GetValue(_options.Gpus)?.Open(output.Notice);
            await using var host = await TuneHost.StartAsync(
                new TuneHostOptions
                {
                    Store = store,
                    WorkFolder = parse.GetValue(_options.Work),
                    LogFolder = parse.GetValue(_options.Logs),
                    Slots = Slots(parse),
                    Gpus = parse.GetValue(_options.Gpus)?.Count ?? 0,
                    Cards = cards,
                    Offers = parse.GetValue(_options.Offers) ?? ImmutableSortedDictionary<string, double>.Empty,
                    Notice = output.Notice,
                    Templates = OfferedTemplates.Of(cli),
                    Retention = parse.GetValue(_options.Retention),
                    Webhooks = _options.Webhooks.Read(parse),
                    Serve = StoreSocket.ServeAsync,
                },
                cancellation);
            await using var viewer = parse.GetValue(_options.NoView)
                ? null
                : ViewedRun.Start(host, store, parse.GetValue(_options.Port), output.Notice);
            var sweep = await host.LookAsync(name, cancellation);
            view = sweep.View;
            return await RunAsync(host, viewer, sweep, page, parse, output, started, cancellation);
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            var (message, code) = CliGuard.Explain(problem);
            cli.Error.WriteLine($"error: {message}");
            (output as JsonOutput)?.Failed(
                name, view.Snapshot(), cli.Time.GetElapsedTime(started), message,
                code == ExitCode.Interrupted ? RunState.Interrupted : RunState.Failed);
            return code;
        }
    }

    private ExperimentPage Page(string name)
    {
        if (cli.Book.Find(name) is { } page)
        {
            return page;
        }

        var known = cli.Book.Pages.Select(each => each.Tuner.Name).ToList();
        throw new UsageException(
            $"This program has no experiment '{name}'.{Suggestion.For(name, known)} "
            + $"It has: {(known.Count > 0 ? string.Join(", ", known) : "none")}."
            + string.Concat(cli.Book.Problems.Select(problem => $" One cannot be offered: {problem}")));
    }

    /// <summary>What can be refused without opening the store for writing is refused before anything is made.</summary>
    private async Task CheckAsync(
        ExperimentPage page, ParseResult parse, string store, CancellationToken cancellation)
    {
        if (!resumes)
        {
            TuneHost.Require(_options.Change(page.Tuner.ToSpec(), parse), page.Tuner.Trainable);
            return;
        }

        await using var opened = await Stores.OpenForReadingAsync(store, null, cancellation);
        if (!await opened.ExistsAsync(page.Tuner.Name, cancellation))
        {
            var known = await opened.ExperimentsAsync(cancellation);
            throw new InvalidOperationException(
                $"There is no experiment '{page.Tuner.Name}' in {Stores.NameOf(store)} to go on with: "
                + (known.Count == 0 ? "it has none yet." : $"it has {string.Join(", ", known)}.")
                + $" Start it with: {cli.CommandLine("run", page.Tuner.Name, store)}");
        }
    }

    private async Task<int> RunAsync(
        TuneHost host, ViewedRun? viewer, SweepFollower sweep, ExperimentPage page, ParseResult parse,
        IRunOutput output, long started, CancellationToken cancellation)
    {
        var (name, store) = (page.Tuner.Name, parse.GetValue(_options.Store)!);
        var spec = _options.Change(await SpecAsync(host, page, cancellation), parse);
        var view = sweep.View;
        var trainable = page.Tuner.Trainable;
        using var unfinished = new UnfinishedRun(name, output.Notice);
        var watched = await host.SubmitAsync(
            spec, cli.OwnsConsole ? PrintedText.Of(trainable) : trainable, resumes ? _again.Chance(parse) : null,
            sweep, cancellation);
        var heading = Stores.Lasts(store)
            ? new RunHeading(
                name, host.Location, Slots(parse), cli.CommandLine("resume", name, store),
                cli.CommandLine("show", name, store))
            : new RunHeading(name, host.Location, Slots(parse), ResumeCommand: null, ShowCommand: null);
        if (viewer is not null && await viewer.LinkAsync($"/e/{Uri.EscapeDataString(name)}") is { } link)
        {
            heading = heading with
            {
                Viewer = link,
                ViewCommand = Stores.Lasts(store)
                    ? cli.CommandLine("view", name, store, parse.GetValue(_options.Logs))
                    : null,
            };
        }

        output.Started(heading, view.Before);
        using var interrupt = new Interrupt(() => host.DrainAsync(name), output.Notice, () => output.Ended(
            heading, view.Snapshot(), cli.Time.GetElapsedTime(started), []));
        await output.FollowAsync(view, sweep.FollowAsync(watched.Broken, cancellation));
        var end = view.Snapshot();
        var pictures = end.Reports > view.Before.Reports && !parse.GetValue(_options.NoPlots)
            ? await DrawAsync(host, store, end, output, interrupt.Token)
            : [];
        output.Ended(heading, end, cli.Time.GetElapsedTime(started), pictures);
        return Code(end);
    }

    private async Task<ExperimentSpec> SpecAsync(
        TuneHost host, ExperimentPage page, CancellationToken cancellation)
    {
        if (!resumes)
        {
            return await host.SpecAsync(page.Tuner, cancellation);
        }

        var recorded = await host.FindAsync(page.Tuner.Name, cancellation)
            ?? throw await host.MissingAsync(page.Tuner.Name, cancellation);
        return recorded.Spec with { Space = page.Tuner.Space };
    }

    private IRunOutput OutputFor(ParseResult parse)
    {
        if (parse.GetValue(_options.Json))
        {
            return new JsonOutput(new JsonLines(cli.Out), cli.Error);
        }

        var quiet = parse.GetValue(_options.Quiet);
        return cli.Terminal is { } terminal && !quiet
            ? new ScreenOutput(terminal, cli.Time)
            : new PlainOutput(cli.Out, quiet, cli.Time);
    }

    private int Slots(ParseResult parse) => parse.GetValue(_options.Slots) ?? cli.Slots;

    // An experiment that is over is over: pictures that cannot be drawn are said and do not make it fail.
    private static async Task<IReadOnlyList<string>> DrawAsync(
        TuneHost host, string store, SweepSnapshot end, IRunOutput output, CancellationToken cancellation)
    {
        if (RunState.Of(end) == RunState.Interrupted)
        {
            return [];
        }

        try
        {
            var grid = await host.ResultsAsync(end.Spec!.Name, cancellation);
            return await Pictures.WriteAsync(
                grid, Pictures.FolderOf(store, end.Spec.Name), PictureOptions.Default, output.Notice, cancellation);
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            if (!cancellation.IsCancellationRequested)
            {
                output.Notice($"The pictures could not be drawn: {problem.Message}");
            }

            return [];
        }
    }

    private static int Code(SweepSnapshot end) => RunState.Of(end) switch
    {
        RunState.Finished => ExitCode.Done,
        RunState.Failed => ExitCode.Failed,
        _ => ExitCode.Interrupted,
    };
}

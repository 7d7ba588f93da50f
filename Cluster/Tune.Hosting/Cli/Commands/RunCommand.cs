using System.CommandLine;
using Tune.Engine.Experiments;
using Tune.Hosting.Cli.Catalog;
using Tune.Hosting.Cli.Output;
using Tune.Hosting.Cli.Running;
using Tune.Hosting.Observing;

namespace Tune.Hosting.Cli.Commands;

/// <summary>run starts or extends an experiment as the program defines it; resume goes on with it as it was
/// recorded.</summary>
internal sealed class RunCommand(CliContext cli, bool resumes)
{
    private readonly RunOptions _options = new();

    public static Command Run(CliContext cli) => new RunCommand(cli, resumes: false).Make(
        "run", "Runs an experiment to its end; the same name again goes on where it stopped.");

    public static Command Resume(CliContext cli) => new RunCommand(cli, resumes: true).Make(
        "resume", "Goes on with an experiment as it was started.");

    private Command Make(string name, string description)
    {
        var command = new Command(name, description);
        _options.AddTo(command);
        command.SetAction((parse, cancellation) =>
            cli.GuardAsync(parse.GetValue(_options.Json), () => RunAsync(parse, cancellation)));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parse, CancellationToken cancellation)
    {
        var name = parse.GetValue(_options.Name)!;
        if (cli.Book.Find(name) is not { } page)
        {
            var known = string.Join(", ", cli.Book.Pages.Select(p => p.Tuner.Name));
            return cli.Fail(
                $"This program has no experiment '{name}'. It has: {(known.Length > 0 ? known : "none")}.",
                parse.GetValue(_options.Json), ExitCode.Usage);
        }

        var store = parse.GetValue(_options.Store)!;
        var slots = parse.GetValue(_options.Slots) ?? Environment.ProcessorCount;
        var started = cli.Time.GetTimestamp();
        if (resumes)
        {
            Stores.RequireFolder(store);
        }

        await using var host = await TuneHost.StartAsync(
            new TuneHostOptions { Store = store, Slots = slots }, cancellation);
        var spec = _options.Change(await SpecAsync(host, page, cancellation), parse);
        var view = await host.SubmitAsync(spec, page.Tuner.Trainable, cancellation);
        var output = OutputFor(parse);
        var heading = new RunHeading(
            name, host.Location, slots, cli.CommandLine("resume", name, store), cli.CommandLine("show", name, store));
        output.Started(heading, view.Snapshot());
        using var interrupt = new Interrupt(() => host.DrainAsync(name), output.Notice);
        var settled = view.WhenAsync(now => now.IsSettled, cancellation);
        await output.FollowAsync(view, settled);
        var end = await settled;
        var pictures = await DrawAsync(host, parse, end, cancellation);
        output.Ended(heading, end, cli.Time.GetElapsedTime(started), pictures);
        return Code(end);
    }

    private async Task<ExperimentSpec> SpecAsync(
        TuneHost host, ExperimentPage page, CancellationToken cancellation)
    {
        var asked = page.Tuner.ToSpec();
        if (!resumes)
        {
            return asked;
        }

        var recorded = await host.FindAsync(page.Tuner.Name, cancellation)
            ?? throw new Results.UnknownExperimentException(page.Tuner.Name, host.Store);
        return recorded.Spec with { Space = asked.Space };
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
            : new PlainOutput(cli.Out, quiet);
    }

    private async Task<IReadOnlyList<string>> DrawAsync(
        TuneHost host, ParseResult parse, SweepSnapshot end, CancellationToken cancellation)
    {
        if (parse.GetValue(_options.NoPlots) || end.Proposed == 0 || RunState.Of(end) == RunState.Interrupted)
        {
            return [];
        }

        var grid = await host.ResultsAsync(end.Spec!.Name, cancellation);
        return await Pictures.WriteAsync(
            grid, Pictures.FolderOf(parse.GetValue(_options.Store)!, end.Spec.Name), svg: false, cancellation);
    }

    private static int Code(SweepSnapshot end) => RunState.Of(end) switch
    {
        RunState.Finished => ExitCode.Done,
        RunState.Failed => ExitCode.Failed,
        _ => end.Status == ExperimentStatus.Held ? ExitCode.Done : ExitCode.Interrupted,
    };
}

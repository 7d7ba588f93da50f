using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Tune.Cli.Shell;
using Tune.Cli.Simulating;
using Tune.Engine.Experiments;
using Tune.Engine.Simulation;
using Tune.Engine.Trials;
using Tune.Hosting;

namespace Tune.Cli.Commands;

/// <summary>What an experiment would cost, before anybody pays for it.</summary>
internal static class SimulateCommand
{
    // Each worker and each seed takes memory, and nobody has more of them.
    private const int WorkersMax = 100_000;
    private const int SeedsMax = 10_000;

    // About four months.
    private const double SecondsMax = 10_000_000;

    private const string Syntax = "NAME[:OPTION=VALUE,…]";

    public static Command Make(CliContext cli)
    {
        var name = CommonOptions.Name("The experiment: one of this program's, or one in the store.");
        var (store, json) = (CommonOptions.Store(), CommonOptions.Json());
        var from = new Option<string?>("--from")
        {
            Description = "A recorded experiment whose curves are used; default NAME, if the store has it.",
            HelpName = "NAME",
        };
        var workers = CommonOptions.Count("--workers", "How many trials run at once; default as many as a run on this "
            + "machine would: its slots, cards, memory and offers, as far as Resources and MaxConcurrent let them.",
            most: WorkersMax);
        var (gpus, offers) = (CommonOptions.Gpus(), CommonOptions.Offers());
        var trials = CommonOptions.Count("--trials", "How many trials in all; default the experiment's.");
        var seeds = CommonOptions.Count(
            "--seeds", "How many seeds the spread is taken over; default 20.", most: SeedsMax);
        var scheduler = new Option<string?>("--scheduler")
        {
            Description = "Another scheduler by its name, with options if they are not to be the defaults: asha, "
                + "'pbt:Interval=4,MaxIterations=40', 'time-sharing:Turn=3,Inner=(asha:ReductionFactor=4)', or a JSON "
                + "object. MaxIterations is the length of a whole training unless it is given.",
            HelpName = Syntax,
        };
        var searcher = new Option<string?>("--searcher")
        {
            Description = "Another searcher, in the same way: how many trials there are and how they wait for one "
                + "another; what their configurations are plays no part here.",
            HelpName = Syntax,
        };
        var iterations = CommonOptions.Count("--iterations", "The iterations of a whole training.");
        var seconds = Number("--seconds-per-iteration", "How long an iteration takes, in seconds.", SecondsMax);
        var budget = CommonOptions.Duration("--time-budget", "How long it may run in all, as 90s, 10m or 2h.");
        var crash = Number("--crash-rate", "The share of iterations that break, 0 to 1; default 0.", 1);
        var command = new Command("simulate", "Forecasts the cost and the time of an experiment.")
        {
            name, store, json, from, workers, gpus, offers, trials, seeds, scheduler, searcher, iterations, seconds,
            budget, crash,
        };
        command.SetAction((parse, cancellation) => cli.GuardAsync(parse.GetValue(json), async () =>
        {
            var asked = new ForecastRequest
            {
                Name = parse.GetValue(name)!,
                From = parse.GetValue(from),
                Workers = parse.GetValue(workers),
                Trials = parse.GetValue(trials),
                Seeds = parse.GetValue(seeds) ?? 20,
                Scheduler = parse.GetValue(scheduler),
                Searcher = parse.GetValue(searcher),
                Iterations = parse.GetValue(iterations),
                SecondsPerIteration = parse.GetValue(seconds),
                TimeBudget = parse.GetValue(budget),
                CrashRate = parse.GetValue(crash) ?? 0,
            };
            await using var opened = await Stores.FindAsync(parse.GetValue(store)!, cli.Error.WriteLine);
            var sources = await ForecastSources.FindAsync(cli.Book, opened, asked, cancellation);
            var atOnce = new TrialsAtOnce(
                Math.Min(cli.Slots, WorkersMax), parse.GetValue(gpus) ?? 0,
                parse.GetValue(offers) ?? ImmutableSortedDictionary<string, double>.Empty,
                GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
            asked = WithWorkers(asked, sources.Spec, atOnce);
            ForecastText.Write(cli, asked, Answer(sources, asked, cancellation), parse.GetValue(json));
            return ExitCode.Done;
        }));
        return command;
    }

    private static ForecastRequest WithWorkers(ForecastRequest asked, ExperimentSpec spec, TrialsAtOnce atOnce)
    {
        if (asked.Workers is not null)
        {
            return asked;
        }

        var most = atOnce.Of(spec);
        return asked with { Workers = most, Slots = atOnce.Why(spec, most) };
    }

    private static ForecastAnswer Answer(
        ForecastSources sources, ForecastRequest asked, CancellationToken cancellation)
    {
        var options = SimulationOptions.With(asked.Workers!.Value) with { CrashRate = asked.CrashRate };
        var forecast = Forecast.Of(sources.Spec, sources.Workload, options, asked.Seeds, cancellation);
        var whatIf = sources.Recording is { } recording
            ? WhatIf.Ask(recording, spec => Changed(spec, sources.Spec, asked.Trials), options, sources.Iterations)
            : null;
        return new ForecastAnswer(sources, forecast, whatIf);
    }

    // The trials that were recorded, or the first so many of them, under the rules that are asked about.
    private static ExperimentSpec Changed(ExperimentSpec recorded, ExperimentSpec asked, int? trials) => recorded with
    {
        Trials = trials < recorded.Trials ? trials : recorded.Trials,
        Scheduler = asked.Scheduler,
        TimeBudget = asked.TimeBudget,
        Stop = asked.Stop,
        MaxConcurrent = asked.MaxConcurrent,
    };

    private static Option<double?> Number(string name, string description, double most) => new(name)
    {
        Description = description,
        HelpName = "X",
        CustomParser = result =>
        {
            var text = result.Tokens.Single().Value;
            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                && number >= 0 && number <= most)
            {
                return number;
            }

            result.AddError(string.Create(
                CultureInfo.InvariantCulture, $"{name} is '{text}'; it must be a number from 0 to {most}."));
            return null;
        },
    };
}

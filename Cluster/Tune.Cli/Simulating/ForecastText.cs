using System.Globalization;
using System.Text.Json;
using Tune.Cli.Output;
using Tune.Cli.Reading;
using Tune.Cli.Running;
using Tune.Cli.Shell;
using Tune.Engine.Simulation;

namespace Tune.Cli.Simulating;

/// <summary>A forecast for people and for scripts.</summary>
internal static class ForecastText
{
    private static readonly (string Name, double Share)[] Shares = [("p10", 0.1), ("p50", 0.5), ("p90", 0.9)];

    private static readonly (string Name, Func<SimulationResult, double> Of, Func<double, string> Text)[] Figures =
    [
        ("time", run => run.Duration.TotalSeconds, Span),
        ("worker time", run => run.Busy.TotalSeconds, Span),
        ("trials", run => run.Trials, Whole),
        ("iterations", run => run.Reports, Whole),
        ("utilisation", run => run.Utilisation, share => share.ToString("P0", CultureInfo.InvariantCulture)),
    ];

    public static void Write(CliContext cli, ForecastRequest asked, ForecastAnswer answer, bool json)
    {
        if (json)
        {
            new JsonLines(cli.Out).Line("forecast", line => Write(line, asked, answer));
            return;
        }

        var atOnce = RunText.Number(asked.Workers!.Value, "trial");
        cli.Out.WriteLine($"experiment   {asked.Name}: {atOnce} at once, {asked.Seeds} seeds");
        if (asked.Slots is { } slots)
        {
            cli.Out.WriteLine($"slots        {slots}");
        }

        cli.Out.WriteLine($"made from    {answer.Sources.Basis}");
        var rows = Figures.ToList();
        if (answer.Sources.Recording is not null)
        {
            rows.Add((answer.Sources.Spec.Objective.Metric, Best, ExperimentTable.Value));
        }

        foreach (var line in TextTable.Lines(
            ["", "10 %", "MEDIAN", "90 %"],
            rows.Select(row => (string[])[
                row.Name, .. Shares.Select(share => row.Text(answer.Forecast.Quantile(row.Of, share.Share)))])))
        {
            cli.Out.WriteLine(line);
        }

        var fruitless = answer.Forecast.Runs.Count(run => run.Best is null);
        if (fruitless > 0)
        {
            cli.Out.WriteLine($"{(fruitless == asked.Seeds ? "no run" : $"{fruitless} of {asked.Seeds} runs never")} "
                + "reached a result");
        }

        if (answer.WhatIf is { } whatIf)
        {
            cli.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"the recorded trials under these rules: {whatIf.CostRatio:P0} of what they cost, {Worse(whatIf)}"
                + $"; {whatIf.MadeUp:P0} of the reports are guessed"));
        }
    }

    private static string Worse(WhatIf whatIf) => whatIf.Regret switch
    {
        0 => "best the same",
        double.NaN => "without any result",
        var regret => string.Create(CultureInfo.InvariantCulture, $"best worse by {regret:G4}"),
    };

    private static void Write(Utf8JsonWriter line, ForecastRequest asked, ForecastAnswer answer)
    {
        line.WriteString("experiment", asked.Name);
        line.WriteNumber("workers", asked.Workers!.Value);
        line.WriteNumber("seeds", asked.Seeds);
        line.WriteString("made_from", answer.Sources.Basis);
        Spread(line, "time_s", answer.Forecast, run => run.Duration.TotalSeconds);
        Spread(line, "worker_s", answer.Forecast, run => run.Busy.TotalSeconds);
        Spread(line, "trials", answer.Forecast, run => run.Trials);
        Spread(line, "iterations", answer.Forecast, run => run.Reports);
        Spread(line, "utilisation", answer.Forecast, run => run.Utilisation);
        if (answer.Sources.Recording is not null)
        {
            Spread(line, "best", answer.Forecast, Best);
        }

        if (answer.WhatIf is { } whatIf)
        {
            line.WriteStartObject("what_if");
            line.WriteNumber("trials", whatIf.Result.Trials);
            Number(line, "time_s", whatIf.Result.Duration.TotalSeconds);
            Number(line, "worker_s", whatIf.Result.Busy.TotalSeconds);
            Number(line, "best", Best(whatIf.Result));
            Number(line, "cost_ratio", whatIf.CostRatio);
            Number(line, "regret", whatIf.Regret);
            Number(line, "made_up", whatIf.MadeUp);
            line.WriteEndObject();
        }
    }

    private static void Spread(Utf8JsonWriter line, string name, Forecast forecast, Func<SimulationResult, double> of)
    {
        line.WriteStartObject(name);
        foreach (var (share, at) in Shares)
        {
            Number(line, share, forecast.Quantile(of, at));
        }

        line.WriteEndObject();
    }

    private static void Number(Utf8JsonWriter line, string name, double value)
    {
        if (double.IsFinite(value))
        {
            line.WriteNumber(name, Math.Round(value, 6));
        }
        else
        {
            line.WriteNull(name);
        }
    }

    private static double Best(SimulationResult run) => run.Best?.Value ?? double.NaN;

    private static string Span(double seconds) => RunText.Span(TimeSpan.FromSeconds(seconds));

    private static string Whole(double value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
